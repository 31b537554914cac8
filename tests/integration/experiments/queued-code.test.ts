/** Queued experiments run with the code of the moment they were queued, and leave the workspace's own where it is. */
import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { codeFile } from '#composition/experiments/code-files.js';
import { showExperiment } from '#composition/experiments/describe-experiments.js';
import { interruptedWork } from '#composition/experiments/interrupted-work.js';
import { noteReturn, putInPlace, returnWorkspace } from '#composition/experiments/return-workspace.js';
import { type RunExperimentsOptions, runExperiments } from '#composition/experiments/run-experiments.js';
import { openWorkspace } from '#composition/open-workspace.js';
import { reproduce } from '#composition/reproduce.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import { experimentWorkspace, git, hashesOf, leftovers } from '../../support/experiment-workspace.js';
import { describeLong } from '../../support/long-tests.js';
import { removeScratchWorkspaces, type ScratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const run = async ({ directory }: ScratchWorkspace, options: RunExperimentsOptions) => {
  const told: PipelineEvent[] = [];
  const outcomes = await runExperiments(await openWorkspace(directory), {
    ...options,
    onEvent: (event) => {
      options.onEvent?.(event);
      if (['code-as-queued', 'data-since-queued', 'kept'].includes(event.type)) told.push(event);
    },
  });
  return { outcomes, told, reasons: outcomes.map(({ run }) => run?.stages.at(-1)?.reason) };
};
const recordOf = (workspace: ScratchWorkspace, name: string) =>
  git(workspace, 'for-each-ref', '--format=%(refname)', 'refs/exps')
    .trim()
    .split('\n')
    .find((ref) => ref.endsWith(`/${name}`))!;

describeLong('queued experiments', () => {
  test('run the code they were queued with, from the commit they were queued at, and all comes back', async () => {
    const workspace = await experimentWorkspace(true);
    await workspace.write({ 'lib.py': 'old', 'tool.bin': new Uint8Array([255, 0, 1]), 'gone.py': 'x' });
    chmodSync(workspace.path('tool.bin'), 0o755);
    git(workspace, 'add', '.');
    git(workspace, 'commit', '-qm', 'second');
    await reproduce(await openWorkspace(workspace.directory));
    const head = git(workspace, 'rev-parse', 'HEAD');
    await workspace.write({ 'lib.py': 'queued' });
    await run(workspace, { queue: true, set: ['train.c=2'], name: 'q' });

    // Everything moves on, some of it in a commit.
    await workspace.write({
      'train.sh': 'exit 9\n',
      'lib.py': 'later',
      'tool.bin': new Uint8Array([255, 0, 2]),
      'new.py': 'n',
      'data/9.txt': 'nine',
    });
    rmSync(workspace.path('gone.py'));
    git(workspace, 'add', '-A');
    git(workspace, 'commit', '-qm', 'third');
    const before = hashesOf(workspace);
    let during: Record<string, string> = {};
    const { outcomes, told } = await run(workspace, {
      runAll: true,
      onEvent: (event) => {
        if (event.type === 'stage-started' && event.stage === 'train') during = hashesOf(workspace);
      },
    });
    expect(outcomes).toMatchObject([{ name: 'q', state: 'recorded' }]);
    expect(told).toEqual([
      { type: 'code-as-queued', paths: ['gone.py', 'lib.py', 'new.py', 'tool.bin', 'train.sh'] },
      { type: 'data-since-queued', paths: ['data'] },
    ]);
    expect([existsSync(workspace.path('gone.py')), during['new.py']]).toEqual([false, undefined]);
    expect(Object.keys(during)).toContain('gone.py');
    expect(hashesOf(workspace)).toEqual(before);
    expect(leftovers(workspace)).toEqual([]);
    const record = recordOf(workspace, 'q');
    expect(git(workspace, 'rev-parse', `${record}^`)).toBe(head);
    expect(git(workspace, 'diff', '--name-only', head.trim(), record).trim().split('\n')).toEqual([
      ...['lib.py', 'metrics.json', 'params.yaml', 'pipelines.lock'],
    ]);
    expect(git(workspace, 'show', `${record}:lib.py`)).toBe('queued');
    expect(statSync(workspace.path('tool.bin')).mode & 0o100).toBe(0o100);
  });

  test('outside git small files that stages read are kept, and an edit between two of a sweep is nobody else’s', async () => {
    const workspace = await experimentWorkspace(false);
    await run(workspace, { queue: true, set: ['train.c=2'], name: 'q' });
    const script = await workspace.text('train.sh');
    await workspace.write({ 'train.sh': 'exit 9\n' });
    expect(await run(workspace, { runAll: true })).toMatchObject({
      outcomes: [{ state: 'recorded', run: { metrics: { 'metrics.json': { accuracy: 0.2 } } } }],
      told: [{ type: 'code-as-queued', paths: ['train.sh'] }],
    });
    expect(await workspace.text('train.sh')).toBe('exit 9\n');
    await workspace.write({ 'train.sh': script });
    const { outcomes, told } = await run(workspace, {
      ...{ set: ['train.c=3,4'], name: 's' },
      onExperiment: ({ number }) => {
        if (number === 2) writeFileSync(workspace.path('train.sh'), 'exit 8\n');
      },
    });
    expect(outcomes.map(({ state }) => state)).toEqual(['recorded', 'recorded']);
    expect(told).toContainEqual({ type: 'kept', path: 'train.sh.kept' });
    expect(await workspace.text('train.sh.kept')).toBe('exit 8\n');
    expect(await workspace.text('train.sh')).toBe(script);
  });

  test('each says what differs from the workspace, and depends on none before it', async () => {
    const workspace = await experimentWorkspace(false);
    await workspace.write({
      'pipelines.yaml': `${await workspace.text('pipelines.yaml')}  count:\n    cmd: grep -o '[0-9][0-9]*' params.yaml >> log\n    params: [train.c]\n    outs: [log: {persist: true}]\n`,
    });
    await reproduce(await openWorkspace(workspace.directory));
    const { reasons } = await run(workspace, { set: ['train.c=2,3'], name: 's' });
    expect(reasons).toEqual(['param train.c 1 → 2', 'param train.c 1 → 3']);
    expect(await workspace.text('log')).toBe('1\n');
    const opened = await openWorkspace(workspace.directory);
    const logs = ['s-1', 's-2'].map(async (name) => (await showExperiment(opened, name)).files);
    const md5s = (await Promise.all(logs)).map((files) => files.find(({ path }) => path === 'log')!.md5);
    const contents = md5s.map(async (md5) => Buffer.from((await opened.cache.read(md5))!).toString());
    expect(await Promise.all(contents)).toEqual(['1\n2\n', '1\n3\n']);
  });

  test('what is queued while a sweep has its params in place is queued with the user’s own', async () => {
    const workspace = await experimentWorkspace(true);
    let queued = false;
    let waiting: Promise<unknown> = Promise.resolve();
    await run(workspace, {
      ...{ set: ['train.c=2,3'], name: 's' },
      onEvent: (event) => {
        if (queued || event.type !== 'stage-started' || event.stage !== 'train') return;
        queued = true;
        waiting = run(workspace, { queue: true, name: 'later' });
      },
    });
    await waiting;
    await run(workspace, { runAll: true });
    expect(git(workspace, 'show', `${recordOf(workspace, 'later')}:params.yaml`)).toContain('  c: 1\n');
  });

  test('a kill leaves a note by which the code comes back, an edit of it aside', async () => {
    const workspace = await experimentWorkspace(true);
    const opened = await openWorkspace(workspace.directory);
    const script = await workspace.text('train.sh');
    await noteReturn(opened, 'docket exp run', ['params.yaml'], { code: ['train.sh', 'absent.py'] });
    const placement = {
      texts: new Map([['params.yaml', 'train: {c: 2}\n']]),
      code: new Map([
        ['train.sh', codeFile(Buffer.from('queued\n'), true)],
        ['absent.py', codeFile(Buffer.from('queued too\n'), false)],
      ]),
      made: new Set<string>(),
    };
    expect(await putInPlace(opened, placement)).toEqual([]);
    expect(await workspace.text('train.sh')).toBe('queued\n');
    expect(await interruptedWork(opened)).toMatchObject({
      paths: ['params.yaml', 'train.sh', 'absent.py'],
      edited: [],
    });
    await workspace.write({ 'train.sh': 'edited since\n' });
    expect(await interruptedWork(opened)).toMatchObject({ edited: ['train.sh'] });
    expect(await returnWorkspace(opened)).toMatchObject({ kept: ['train.sh.kept'] });
    expect([await workspace.text('train.sh'), await workspace.text('train.sh.kept')]).toEqual([
      script,
      'edited since\n',
    ]);
    expect(existsSync(workspace.path('absent.py'))).toBe(false);
  });

  test('one whose file is a folder now fails with the remedy and touches nothing', async () => {
    const workspace = await experimentWorkspace(false);
    await run(workspace, { queue: true, set: ['train.c=2'], name: 'q' });
    rmSync(workspace.path('train.sh'));
    mkdirSync(workspace.path('train.sh'));
    await workspace.write({ 'train.sh/inner': 'mine' });
    const { outcomes } = await run(workspace, { runAll: true });
    expect(outcomes).toMatchObject([
      { state: 'failed', error: { code: 'workspace/dirty', message: expect.stringContaining('train.sh') } },
    ]);
    expect(await workspace.text('train.sh/inner')).toBe('mine');
    expect(await workspace.text('params.yaml')).toBe('# kept\ntrain:\n  c: 1\n');
    expect(leftovers(workspace)).toEqual([]);
  });
});
