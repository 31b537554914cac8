/** Experiments as people use them: any of them comes back, to the byte, in git and outside of it. */
import { rmSync } from 'node:fs';
import { docket } from '../../support/docket-process.js';
import { experimentWorkspace, git, hashesOf, leftovers } from '../../support/experiment-workspace.js';
import { testLong } from '../../support/long-tests.js';
import { removeScratchWorkspaces, type ScratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);
const succeed = async (workspace: ScratchWorkspace, ...args: string[]) => {
  const { code, stdout, stderr } = await docket([...args, '--json'], workspace.directory);
  if (code !== 0) throw new Error(`docket ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
};
const fail = async (workspace: ScratchWorkspace, ...args: string[]) => {
  const { code, stdout } = await docket([...args, '--json'], workspace.directory);
  expect(code).not.toBe(0);
  return { code, ...JSON.parse(stdout).error };
};
const states = ({ stages }: { stages: { state: string }[] }) => stages.map(({ state }) => state);

describe.each([
  ['in git', true],
  ['outside git', false],
])('%s', (_, inGit) => {
  const either = inGit ? testLong : test;
  either('run, sweep, list, and every one of five comes back: params, lock, data, model', async () => {
    const workspace = await experimentWorkspace(inGit);
    await succeed(workspace, 'exp', 'run', '--name', 'first');
    const first = hashesOf(workspace);

    const { experiments } = await succeed(workspace, 'exp', 'run', '--set', 'train.c=3,5,7', '--name', 's');
    expect(experiments.map(({ name, state }: { name: string; state: string }) => [name, state])).toEqual([
      ['s-1', 'recorded'],
      ['s-2', 'recorded'],
      ['s-3', 'recorded'],
    ]);
    expect(hashesOf(workspace)).toEqual(first);
    expect(leftovers(workspace)).toEqual([]);

    // The data changes as well: another file, and one file less.
    await workspace.write({ 'data/new.txt': 'new\n' });
    rmSync(workspace.path('data/0.txt'));
    await succeed(workspace, 'exp', 'run', '--set', 'train.c=9', '--name', 'other-data');
    const other = hashesOf(workspace);

    const listed = (await succeed(workspace, 'exp', 'list')).experiments;
    expect(
      listed
        .filter(({ state }: { state: string }) => state === 'recorded')
        .map(({ name, metrics }: { name: string; metrics: Record<string, { accuracy: number }> }) => [
          name,
          metrics['metrics.json']!.accuracy,
        ]),
    ).toEqual([
      ['other-data', 0.9],
      ['s-3', 0.7],
      ['s-2', 0.5],
      ['s-1', 0.3],
      ['first', 0.1],
    ]);
    const table = (await docket(['exp', 'list', '--sort', 'accuracy', '--md'], workspace.directory)).stdout;
    expect(table.split('\n')[0]).toBe('| experiment | state | recorded (UTC) | accuracy | train.c |');
    expect(table.split('\n')[3]).toMatch(/^\| other-data \| {2}\| .* \| 0\.9 \| 9 \|$/);

    for (const name of ['s-2', 'first', 'other-data', 's-3', 's-1']) {
      const { outputs, kept } = await succeed(workspace, 'exp', 'restore', name);
      expect(kept).toEqual([]);
      expect(outputs.map(({ path }: { path: string }) => path)).toEqual([
        ...['data', 'train.sh', 'read', 'model', 'metrics.json'],
      ]);
      if (name === 'first') expect(hashesOf(workspace)).toEqual(first);
      else if (name === 'other-data') expect(hashesOf(workspace)).toEqual(other);
      else {
        const c = { 's-1': 3, 's-2': 5, 's-3': 7 }[name]!;
        expect(await workspace.text('params.yaml')).toBe(`# kept\ntrain:\n  c: ${c}\n`);
        expect(await workspace.text('model/2')).toBe(`${c} 2\n`);
        const { 'params.yaml': _params, ...rest } = hashesOf(workspace);
        expect(Object.keys(rest)).toEqual(Object.keys(first).filter((path) => path !== 'params.yaml'));
        expect([rest['data/0.txt'], rest['read/0.txt']]).toEqual([first['data/0.txt'], first['read/0.txt']]);
      }
    }
    const { files } = await succeed(workspace, 'exp', 'show', 's-1');
    expect(files.find(({ path }: { path: string }) => path === 'metrics.json').md5).toBe(
      hashesOf(workspace)['metrics.json'],
    );
    expect(states(await succeed(workspace, 'repro'))).toEqual(['unchanged', 'unchanged']);
    expect(leftovers(workspace)).toEqual([]);
    if (inGit) expect(git(workspace, 'log', '--oneline', '--branches').trim().split('\n')).toHaveLength(1);
  });
});

testLong(
  'the queue runs params and code as they were when queued; a failed one stays, the others are recorded',
  async () => {
    const workspace = await experimentWorkspace(false);
    await succeed(workspace, 'repro');
    const before = hashesOf(workspace);
    await succeed(workspace, 'exp', 'run', '--queue', '--set', 'train.c=2', '--name', 'two');
    await workspace.write({ 'train.sh': `${await workspace.text('train.sh')}test "$c" -gt 0\n` });
    await succeed(workspace, 'exp', 'run', '--queue', '--set', 'train.c=$(exit', '--name', 'bad');
    const waiting = (await succeed(workspace, 'exp', 'show', 'two')) as { state: string; params: unknown };
    expect([waiting.state, waiting.params]).toEqual(['queued', { 'params.yaml': { train: { c: 2 } } }]);
    const edited = { ...hashesOf(workspace) };
    expect(edited['params.yaml']).toBe(before['params.yaml']);
    const { code, stdout } = await docket(['exp', 'run', '--run-all', '--json'], workspace.directory);
    expect(code).toBe(1);
    expect(
      JSON.parse(stdout).experiments.map(({ name, state }: { name: string; state: string }) => [name, state]),
    ).toEqual([
      ['two', 'recorded'],
      ['bad', 'failed'],
    ]);
    expect(hashesOf(workspace)).toEqual(edited);
    const list = (await docket(['exp', 'list'], workspace.directory)).stdout;
    expect(list).toMatch(/^bad +failed/m);
    await succeed(workspace, 'exp', 'remove', 'bad', 'two');
    expect((await fail(workspace, 'exp', 'show', 'two')).code).toBe('experiment/unknown');
  },
);

testLong(
  'diff tells params, figures and files apart; metrics and params take experiments beside revisions',
  async () => {
    const workspace = await experimentWorkspace(true);
    await succeed(workspace, 'exp', 'run', '--set', 'train.c=2,4', '--name', 'x');
    const { params, metrics, outputs } = await succeed(workspace, 'exp', 'diff', 'x-1', 'x-2');
    expect(params).toMatchObject([{ key: 'train.c', old: 2, new: 4 }]);
    expect(metrics).toMatchObject([{ key: 'accuracy', old: 0.2, new: 0.4, difference: 0.2 }]);
    expect(outputs.map(({ path }: { path: string }) => path)).toEqual(['model', 'metrics.json']);
    const table = (await docket(['exp', 'diff', 'x-1', 'x-2', '--md'], workspace.directory)).stdout;
    expect(table).toContain('| param | train.c | 2 | 4 | +2 |');
    expect(await succeed(workspace, 'params', 'diff', 'HEAD', 'x-2')).toMatchObject([
      { file: 'params.yaml', key: 'train.c', old: 1, new: 4 },
    ]);
    const shown = (await docket(['metrics', 'show', 'x-1', 'x-2', '--md'], workspace.directory)).stdout;
    expect(shown).toContain('| metrics.json | accuracy | 0.2 | 0.4 |');
  },
);

test.each([
  [['exp', 'run', '--set', 'trian.c=3'], "Did you mean 'train.c'?"],
  [['exp', 'run', '--name', '../up'], 'cannot name an experiment'],
  [['exp', 'run', '--name', 'workspace'], 'have a meaning of their own'],
  [['exp', 'restore', 'nope'], 'There is no experiment'],
  [['exp', 'list', '--sort', 'accurracy'], 'No experiment has'],
])('%j is wrong use', async (args, told) => {
  const workspace = await experimentWorkspace(false);
  const before = hashesOf(workspace);
  const { code, stderr } = await docket(args, workspace.directory);
  expect([code, stderr]).toEqual([2, expect.stringContaining(told)]);
  expect(hashesOf(workspace)).toEqual(before);
});
