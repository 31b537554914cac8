/** What a sweep that was killed leaves: it is told truly, put back whole, and nothing that somebody wrote is lost. */
import { existsSync } from 'node:fs';
import { interruptedWork } from '../../../libs/composition/experiments/interrupted-work.js';
import { noteReturn, noteWritten } from '../../../libs/composition/experiments/return-workspace.js';
import { runExperiments } from '../../../libs/composition/experiments/run-experiments.js';
import { holdWorkspace } from '../../../libs/composition/hold-workspace.js';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { reproduce } from '../../../libs/composition/reproduce.js';
import { runningWords, runningWork } from '../../../libs/composition/running-work.js';
import type { PipelineEvent } from '../../../libs/contracts/pipeline-event.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const project = async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': [
      'stages:',
      '  train: {cmd: cp params.yaml model, params: [c], outs: [model]}',
      '  report: {cmd: cp model report, deps: [model], outs: [report]}',
      '',
    ].join('\n'),
    'params.yaml': 'c: 1\n',
  });
  return { workspace, opened: await openWorkspace(workspace.directory) };
};
/** As far as a sweep comes before it is killed in its first experiment, with two behind it in the queue. */
const killed = async ({ workspace, opened }: Awaited<ReturnType<typeof project>>) => {
  await runExperiments(opened, { set: ['c=3,4'], name: 'k', queue: true });
  await noteReturn(opened, 'docket exp run', ['pipelines.yaml', 'params.yaml']);
  noteWritten(opened, { 'params.yaml': 'c: 2\n' });
  await workspace.write({ 'params.yaml': 'c: 2\n', model: 'c: 2\n', report: 'half of i' });
};
const putBack = async (opened: Awaited<ReturnType<typeof openWorkspace>>) => {
  const events: PipelineEvent[] = [];
  await holdWorkspace(opened, { onEvent: (event) => events.push(event) }, async () => undefined);
  return events;
};

test('what lies there otherwise is told, and the next command puts it back and names what still waits', async () => {
  const made = await project();
  await reproduce(made.opened, { stages: ['train'] });
  await killed(made);
  const { workspace, opened } = made;
  expect(await interruptedWork(opened)).toEqual({
    about: 'docket exp run',
    next: 'put-back',
    paths: ['params.yaml', 'model', 'report'],
    edited: [],
    queued: ['k-1', 'k-2'],
  });
  expect(await putBack(opened)).toEqual([
    { type: 'returned', about: 'docket exp run', kept: [], queued: ['k-1', 'k-2'] },
  ]);
  expect([await workspace.text('params.yaml'), await workspace.text('model')]).toEqual(['c: 1\n', 'c: 1\n']);
  // It had not been there, and no experiment's result stays behind as if it were the workspace's own.
  expect(existsSync(workspace.path('report'))).toBe(false);
  expect(await interruptedWork(opened)).toBeNull();
});

test('what somebody wrote since is told ahead, set aside and named', async () => {
  const made = await project();
  await reproduce(made.opened);
  await killed(made);
  const { workspace, opened } = made;
  await workspace.write({ 'params.yaml': 'c: 2\nmine: 5\n' });
  expect(await interruptedWork(opened)).toMatchObject({ edited: ['params.yaml'] });
  expect(await putBack(opened)).toMatchObject([{ type: 'returned', kept: ['params.yaml.kept'] }]);
  expect(await workspace.text('params.yaml')).toBe('c: 1\n');
  expect(await workspace.text('params.yaml.kept')).toBe('c: 2\nmine: 5\n');
});

test('an output that somebody wrote since stays in the cache', async () => {
  const made = await project();
  await reproduce(made.opened);
  await killed(made);
  await made.workspace.write({ model: 'by hand' });
  await putBack(made.opened);
  expect(await made.workspace.text('model')).toBe('c: 1\n');
  expect(await made.opened.cache.has('7d909037a76176adb749eda313187060')).toBe(true);
});

test('while another run is at work it is told that it is: it sees to the rest itself', async () => {
  const made = await project();
  await reproduce(made.opened);
  await holdWorkspace(made.opened, {}, async () => {
    await killed(made);
    expect(await interruptedWork(made.opened)).toBeNull();
    const running = await runningWork(made.opened);
    expect(running).toMatchObject({ experiments: true, queued: ['k-1', 'k-2'] });
    expect(runningWords(running!)).toContain('Not done yet: k-1, k-2. Params, lock and outputs are those');
  });
});
