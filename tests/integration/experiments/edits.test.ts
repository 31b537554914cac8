/** Files that somebody edits while experiments run: nothing of it is lost, and no record tells of what did not run. */
import { appendFileSync, chmodSync, statSync, writeFileSync } from 'node:fs';
import { runExperiments } from '#composition/experiments/run-experiments.js';
import { openWorkspace } from '#composition/open-workspace.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import { experimentWorkspace, git } from '../../support/experiment-workspace.js';
import { describeLong } from '../../support/long-tests.js';
import { removeScratchWorkspaces, type ScratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

/** @param edit as somebody makes it, at the first event that is `when` */
async function run(
  { directory }: ScratchWorkspace,
  set: string[],
  when: (event: PipelineEvent) => boolean,
  edit: () => void,
) {
  const told: PipelineEvent[] = [];
  let done = false;
  const outcomes = await runExperiments(await openWorkspace(directory), {
    ...{ name: 'e', set },
    onEvent: (event) => {
      if (['kept', 'changed-meanwhile'].includes(event.type)) told.push(event);
      if (done || !when(event)) return;
      done = true;
      edit();
    },
  });
  return { outcomes, told };
}
const starts = (stage: string) => (event: PipelineEvent) =>
  event.type === 'stage-started' && event.stage === stage;
const ended = (stage: string) => (event: PipelineEvent) =>
  event.type === 'stage-finished' && event.name === stage;

describeLong('edits during experiments', () => {
  test('between two of a sweep: kept aside before the next one writes, and in no record', async () => {
    const workspace = await experimentWorkspace(true);
    const { outcomes, told } = await run(workspace, ['train.c=2,3,4'], ended('train'), () => {
      writeFileSync(workspace.path('params.yaml'), 'train: {c: 2}\nmine: 1\n');
      appendFileSync(workspace.path('pipelines.yaml'), '# mine\n');
    });
    expect(outcomes.map(({ state }) => state)).toEqual(['recorded', 'recorded', 'recorded']);
    expect(told).toEqual([
      { type: 'changed-meanwhile', paths: ['params.yaml', 'pipelines.yaml'] },
      { type: 'kept', path: 'pipelines.yaml.kept' },
      { type: 'kept', path: 'params.yaml.kept' },
    ]);
    expect(await workspace.text('params.yaml.kept')).toBe('train: {c: 2}\nmine: 1\n');
    expect(await workspace.text('pipelines.yaml.kept')).toContain('# mine');
    expect(await workspace.text('params.yaml')).toBe('# kept\ntrain:\n  c: 1\n');
    const refs = git(workspace, 'for-each-ref', '--format=%(refname)', 'refs/exps').trim().split('\n');
    expect(refs.map((ref) => git(workspace, 'show', `${ref}:params.yaml`))).toEqual(
      [2, 3, 4].map((c) => `# kept\ntrain:\n  c: ${c}\n`),
    );
  });

  test('of a param that a stage has yet to read: the experiment fails, and says so', async () => {
    const workspace = await experimentWorkspace(false);
    const { outcomes } = await run(workspace, ['train.c=2,3'], starts('read'), () =>
      writeFileSync(workspace.path('params.yaml'), 'train:\n  c: 9\n'),
    );
    expect(outcomes).toMatchObject([
      {
        state: 'failed',
        error: { code: 'pipeline/input-changed', message: expect.stringContaining('param train.c 2 → 9') },
      },
      { state: 'recorded', run: { metrics: { 'metrics.json': { accuracy: 0.3 } } } },
    ]);
    expect(await workspace.text('params.yaml.kept')).toBe('train:\n  c: 9\n');
  });

  test('of code that no stage names, and a commit of it: the record is as it began, on the commit it began with', async () => {
    const workspace = await experimentWorkspace(true);
    await workspace.write({ 'code.py': 'one' });
    git(workspace, 'add', '.');
    git(workspace, 'commit', '-q', '-m', 'second');
    const head = git(workspace, 'rev-parse', 'HEAD');
    await workspace.write({ 'code.py': 'two' });
    const { told } = await run(workspace, ['train.c=2'], starts('train'), () => {
      writeFileSync(workspace.path('code.py'), 'three');
      git(workspace, 'commit', '-q', '-m', 'third', 'code.py');
    });
    expect(told).toEqual([{ type: 'changed-meanwhile', paths: ['code.py'] }]);
    const [ref] = git(workspace, 'for-each-ref', '--format=%(refname)', 'refs/exps').trim().split('\n');
    expect(git(workspace, 'show', `${ref}:code.py`)).toBe('two');
    expect(git(workspace, 'rev-parse', `${ref}^`)).toBe(head);
    expect(await workspace.text('code.py')).toBe('three');
  });

  test('a failed experiment leaves params, lock and outputs as they were, an edit beside them', async () => {
    const workspace = await experimentWorkspace(false);
    await run(workspace, ['train.c=2'], starts('train'), () => undefined);
    const before = [await workspace.text('params.yaml'), await workspace.text('pipelines.lock')];
    chmodSync(workspace.path('params.yaml'), 0o600);
    const { outcomes, told } = await runFailing(workspace);
    expect(outcomes).toMatchObject([{ state: 'failed', error: { code: 'pipeline/command-failed' } }]);
    expect(told).toEqual([{ type: 'kept', path: 'params.yaml.kept' }]);
    expect([await workspace.text('params.yaml'), await workspace.text('pipelines.lock')]).toEqual(before);
    expect(await workspace.text('metrics.json')).toBe('{"accuracy": 0.2}\n');
    expect(statSync(workspace.path('params.yaml')).mode & 0o777).toBe(0o600);
  });
});

async function runFailing(workspace: ScratchWorkspace) {
  await workspace.write({ 'train.sh': 'echo half > metrics.json; echo "# mine" >> params.yaml; exit 3\n' });
  const told: PipelineEvent[] = [];
  const outcomes = await runExperiments(await openWorkspace(workspace.directory), {
    ...{ name: 'f', set: ['train.c=7'] },
    onEvent: (event) => event.type === 'kept' && told.push(event),
  });
  return { outcomes, told };
}
