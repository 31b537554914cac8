/** Params edited while a run is under way: what the lock, the caches and the experiments say is what ran. */

import { listExperiments } from '../../../libs/composition/experiments/describe-experiments.js';
import { runExperiments } from '../../../libs/composition/experiments/run-experiments.js';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { runWorkspace, statesOf } from '../../support/run-workspace.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

/** As somebody who saves the file while the command is at work: the first time only. */
const EDIT_ONCE = 'test -e edited || { touch edited; sh edit.sh; }';

test.each([
  ['params.yaml', 'k', 'k: 1\n', 'k: 2\n'],
  ['other.json', 'other.json: [k]', '{"k": 1}\n', '{"k": 2}\n'],
  ['other.py', 'other.py: [k]', 'k = 1\n', 'k = 2\n'],
  ['whole.toml', 'whole.toml: ', 'k = 1\n', 'k = 2\n'],
])('%s changed under a command: its result is nobody’s', async (file, param, before, after) => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': `stages:\n  a:\n    cmd: ${EDIT_ONCE}; cat ${file} > o\n    params: [${param}]\n    outs: [o]\n`,
    'edit.sh': `cp after ${file}\n`,
    [file]: before,
    after,
  });
  const [report] = await runWorkspace(workspace);
  expect(report?.error).toMatchObject({
    code: 'pipeline/input-changed',
    message: expect.stringContaining(`${file} changed while the stage was running`),
  });
  await workspace.write({ [file]: before });
  // Neither the lock nor the results of earlier runs have it for what it is not.
  expect(await statesOf(workspace)).toEqual(['a ran']);
  expect(await workspace.text('o')).toBe(before);
});

test('a stage that has not begun runs with the new values, and the lock says so', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml':
      'stages:\n  a:\n    cmd: "echo k: 2 > params.yaml; echo > a"\n    outs: [a]\n  b:\n    cmd: cat params.yaml > b\n    deps: [a]\n    params: [k]\n    outs: [b]\n',
    'params.yaml': 'k: 1\n',
  });
  expect(await statesOf(workspace)).toEqual(['a ran', 'b ran']);
  expect(await workspace.text('b')).toBe('k: 2\n');
  expect(await statesOf(workspace)).toEqual(['a unchanged', 'b unchanged']);
});

test('a key that is gone, or a file that is no YAML any more, fails the stage that needs it', async () => {
  for (const [edit, code] of [
    ['echo l: 1', 'pipeline/missing-param'],
    ['echo "{"', 'config/unreadable'],
  ] as const) {
    const workspace = await scratchWorkspace({
      'pipelines.yaml': `stages:\n  a:\n    cmd: '${edit} > params.yaml; echo > a'\n    outs: [a]\n  b:\n    cmd: echo > b\n    deps: [a]\n    params: [k]\n    outs: [b]\n`,
      'params.yaml': 'k: 1\n',
    });
    expect(await statesOf(workspace)).toEqual(['a ran', `b ${code}`]);
  }
});

test('file by file: what ended before the change is kept, what was under way is not, and no more is begun', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml':
      'stages:\n  a:\n    each: in/*\n    cmd: echo >> begun; case "$DOCKET_ITEM" in *2) sh edit.sh;; esac; cat params.yaml > "$DOCKET_OUTPUT"\n    params: [k]\n    outs: [out]\n',
    'edit.sh': 'test -e edited || { touch edited; echo "k: 2" > params.yaml; }\n',
    'params.yaml': 'k: 1\n',
    ...{ 'in/1': '1', 'in/2': '2', 'in/3': '3' },
  });
  expect(await statesOf(workspace, { jobs: 1 })).toEqual(['a pipeline/input-changed']);
  expect(await workspace.text('begun')).toBe('\n\n');
  await workspace.write({ 'params.yaml': 'k: 1\n' });
  const [report] = await runWorkspace(workspace, { jobs: 1 });
  expect(report).toMatchObject({ state: 'ran', items: { total: 3, ran: 2, cached: 1 } });
  for (const name of ['1', '2', '3']) expect(await workspace.text(`out/${name}`)).toBe('k: 1\n');
});

test('a vars file: the lock has the command as it ran, so the stage is stale afterwards', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml':
      // biome-ignore lint/suspicious/noTemplateCurlyInString: DVC's reference, not JavaScript's
      'vars: [vars.yaml]\nstages:\n  a:\n    cmd: "echo \'v: 2\' > vars.yaml; echo ${v} > o"\n    outs: [o]\n',
    'vars.yaml': 'v: 1\n',
  });
  expect(await statesOf(workspace)).toEqual(['a ran']);
  expect(await workspace.text('o')).toBe('1\n');
  expect(await statesOf(workspace)).toEqual(['a ran']);
  expect(await workspace.text('o')).toBe('2\n');
});

test('an experiment is recorded with the params that its stages ran with; what was written meanwhile stays', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml':
      'stages:\n  a:\n    cmd: cat params.yaml > a\n    params: [k]\n    outs: [a]\n  b:\n    cmd: "echo k: 9 > params.yaml; cat a > b"\n    deps: [a]\n    outs: [b]\n',
    'params.yaml': 'k: 1\n',
  });
  const opened = await openWorkspace(workspace.directory);
  const [run] = await runExperiments(opened, { set: ['k=5'], jobs: 1 });
  expect(run).toMatchObject({ state: 'recorded' });
  const views = await listExperiments(opened);
  // The workspace, then what is recorded.
  expect(views.map(({ params }) => params)).toEqual([
    { 'params.yaml': { k: 9 } },
    { 'params.yaml': { k: 5 } },
  ]);
  expect(await workspace.text('b')).toBe('k: 5\n');
  expect(await workspace.text('params.yaml')).toBe('k: 9\n');
});

test.each([
  ['null', '.inf'],
  ['.inf', '-.inf'],
  ['.nan', 'null'],
  ['1', '1e999'],
])('%s → %s is a change: the stage runs, and the lock has the new value', async (before, after) => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  a:\n    cmd: cat params.yaml > o\n    params: [x]\n    outs: [o]\n',
    'params.yaml': `x: ${before}\n`,
  });
  expect(await statesOf(workspace)).toEqual(['a ran']);
  await workspace.write({ 'params.yaml': `x: ${after}\n` });
  expect(await statesOf(workspace)).toEqual(['a ran']);
  expect(await workspace.text('o')).toBe(`x: ${after}\n`);
  expect(await statesOf(workspace)).toEqual(['a unchanged']);
});
