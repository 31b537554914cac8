/** What a restore refuses, in git and outside of it: nothing is lost, and nothing half-restored. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { restoreExperiment } from '#composition/experiments/restore-experiment.js';
import { noteReturn, noteWritten, returnWorkspace } from '#composition/experiments/return-workspace.js';
import { runExperiments } from '#composition/experiments/run-experiments.js';
import { saveExperiment } from '#composition/experiments/save-experiment.js';
import { openWorkspace } from '#composition/open-workspace.js';
import { reproduce } from '#composition/reproduce.js';
import { experimentWorkspace, git, hashesOf, leftovers } from '../../support/experiment-workspace.js';
import { removeScratchWorkspaces, type ScratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const run = async ({ directory }: ScratchWorkspace, name: string, ...set: string[]) =>
  expect(await runExperiments(await openWorkspace(directory), { name, set })).toMatchObject([
    { state: 'recorded' },
  ]);
const restore = async ({ directory }: ScratchWorkspace, name: string, force = false) =>
  restoreExperiment(await openWorkspace(directory), name, { force });

describe.each([
  ['in git', true],
  ['outside git', false],
])('%s', (_, inGit) => {
  test('what is recorded nowhere is never overwritten unasked; with force the rest comes back', async () => {
    const workspace = await experimentWorkspace(inGit);
    await run(workspace, 'a');
    const recorded = hashesOf(workspace);
    await run(workspace, 'b', 'train.c=2');
    await workspace.write({
      'params.yaml': 'train:\n  c: 4\n',
      'data/new.txt': 'mine',
      'data/0.txt': 'edited',
      'model/3': 'by hand',
    });
    const before = hashesOf(workspace);
    await expect(restore(workspace, 'a')).rejects.toMatchObject({
      code: 'workspace/dirty',
      message: expect.stringContaining('--force'),
      details: {
        unsaved: [
          'params.yaml (edited)',
          'data/0.txt and 1 more files (changed since the last run)',
          'model/3 (changed since the last run)',
        ],
      },
    });
    expect(hashesOf(workspace)).toEqual(before);
    await restore(workspace, 'a', true);
    expect(hashesOf(workspace)).toEqual(recorded);
  });

  test('a plain run is recorded nowhere either, until it is saved', async () => {
    const workspace = await experimentWorkspace(inGit);
    await run(workspace, 'a');
    await reproduce(await openWorkspace(workspace.directory), { set: ['train.c=8'] });
    await expect(restore(workspace, 'a')).rejects.toMatchObject({ code: 'workspace/dirty' });
    const eight = hashesOf(workspace);
    await saveExperiment(await openWorkspace(workspace.directory), 'eight');
    await restore(workspace, 'a');
    await restore(workspace, 'eight');
    expect(hashesOf(workspace)).toEqual(eight);
  });

  test('an object that the cache has lost is named before anything is touched; a damaged one too', async () => {
    const workspace = await experimentWorkspace(inGit);
    await run(workspace, 'a');
    const { 'model/2': md5 } = hashesOf(workspace);
    const object = workspace.path(`.docket/cache/files/md5/${md5!.slice(0, 2)}/${md5!.slice(2)}`);
    await run(workspace, 'b', 'train.c=2');
    const before = hashesOf(workspace);
    chmodSync(object, 0o644);
    writeFileSync(object, 'tampered');
    for (const attempt of ['damaged', 'gone']) {
      const error = await restore(workspace, 'a').catch((caught: unknown) => caught);
      expect([attempt, error]).toMatchObject([
        attempt,
        {
          code: 'experiment/data-missing',
          details: { missing: [{ path: 'model/2', md5 }] },
          message: expect.stringContaining('docket remote add'),
        },
      ]);
      expect(hashesOf(workspace)).toEqual(before);
      expect(existsSync(object)).toBe(false);
    }
    expect(leftovers(workspace)).toEqual([]);
  });

  test('a script that git or the cache has comes back; files that no stage names stay', async () => {
    const workspace = await experimentWorkspace(inGit);
    await run(workspace, 'a');
    const script = await workspace.text('train.sh');
    await workspace.write({ 'train.sh': `${script}echo more > model/more\n`, 'notes.txt': 'mine' });
    await run(workspace, 'b');
    expect(existsSync(workspace.path('model/more'))).toBe(true);
    if (inGit) rmSync(workspace.path('.docket/cache/files'), { recursive: true });
    const done = restore(workspace, 'a', true);
    if (inGit) {
      await expect(done).rejects.toMatchObject({ code: 'experiment/data-missing' });
      expect(existsSync(workspace.path('model/more'))).toBe(true);
    } else {
      await done;
      expect(await workspace.text('train.sh')).toBe(script);
      expect(existsSync(workspace.path('model/more'))).toBe(false);
    }
    expect(await workspace.text('notes.txt')).toBe('mine');
  });
});

test('while the queue runs, an edit of params.yaml is kept, and the file is as it was', async () => {
  const workspace = await experimentWorkspace(false);
  const edit = 'if test $c = 3; then echo "mine: 1" >> params.yaml; fi\n';
  await workspace.write({ 'train.sh': `${await workspace.text('train.sh')}${edit}` });
  const kept: string[] = [];
  const outcomes = await runExperiments(await openWorkspace(workspace.directory), {
    name: 'q',
    set: ['train.c=2,3'],
    onEvent: (event) => event.type === 'kept' && kept.push(event.path),
  });
  expect(outcomes.map(({ state }) => state)).toEqual(['recorded', 'recorded']);
  expect(await workspace.text('params.yaml')).toBe('# kept\ntrain:\n  c: 1\n');
  expect(kept).toEqual(['params.yaml.kept']);
  expect(await workspace.text('params.yaml.kept')).toBe('# kept\ntrain:\n  c: 3\nmine: 1\n');
});

test('what the experiment before wrote is no user’s, where a kill came when only the note was new', async () => {
  const scratch = await experimentWorkspace(false);
  const before = hashesOf(scratch);
  const workspace = await openWorkspace(scratch.directory);
  await noteReturn(workspace, 'docket exp run', ['params.yaml']);
  noteWritten(workspace, { 'params.yaml': 'train: {c: 2}\n' });
  await scratch.write({ 'params.yaml': 'train: {c: 2}\n' });
  noteWritten(workspace, { 'params.yaml': 'train: {c: 3}\n' });
  expect((await returnWorkspace(workspace))?.kept).toEqual([]);
  expect(hashesOf(scratch)).toEqual(before);
});

test.each([
  ['in git', true],
  ['outside git', false],
])(
  'a DVC project %s: its experiment comes back, and its settings, with their secrets, are the workspace’s',
  async (_, inGit) => {
    const workspace = await experimentWorkspace(inGit);
    await workspace.write({
      '.dvc/config': '[core]\n    remote = store\n[\'remote "store"\']\n    url = ../store\n',
      '.dvc/config.local': '[\'remote "store"\']\n    password = hush-hush\n',
      '.dvc/.gitignore': '/config.local\n',
    });
    if (inGit) {
      git(workspace, 'add', '.dvc');
      git(workspace, 'commit', '-q', '-m', 'a DVC project');
    }
    const files = () =>
      Object.fromEntries(
        Object.entries(hashesOf(workspace)).filter(([path]) => !path.startsWith('.dvc/cache/')),
      );
    await run(workspace, 'a');
    const recorded = files();
    await run(workspace, 'b', 'train.c=2');
    const settings = '[core]\n    remote = other\n';
    await workspace.write({ '.dvc/config': settings });
    await restore(workspace, 'a');
    expect(files()).toEqual({
      ...recorded,
      '.dvc/config': createHash('md5').update(settings).digest('hex'),
    });
    expect(
      execFileSync('grep', ['-rlaF', 'hush-hush', '.'], { cwd: workspace.directory, encoding: 'utf8' }),
    ).toBe('./.dvc/config.local\n');
    if (!inGit) return;
    const recordedFiles = git(workspace, 'for-each-ref', '--format=%(refname)', 'refs/docket', 'refs/exps')
      .trim()
      .split('\n')
      .flatMap((ref) => git(workspace, 'ls-tree', '-r', '--name-only', ref).trim().split('\n'));
    expect(recordedFiles).toContain('params.yaml');
    expect(recordedFiles).not.toContain('.dvc/config.local');
  },
);

test('what a frozen stage was made from may have changed: the run took what it had made', async () => {
  const workspace = await experimentWorkspace(true);
  await workspace.write({
    'url.txt': 'one',
    'pipelines.yaml': `stages:
  download: { frozen: true, cmd: cp url.txt got, deps: [url.txt], outs: [got] }
  train: { cmd: 'cat got params.yaml > model', deps: [got], params: [train.c], outs: [model] }
`,
    got: 'by hand',
  });
  await reproduce(await openWorkspace(workspace.directory));
  await workspace.write({ 'url.txt': 'two' });
  await run(workspace, 'a', 'train.c=5');
  const { model } = hashesOf(workspace);
  await run(workspace, 'b', 'train.c=6');
  await restore(workspace, 'a');
  expect(hashesOf(workspace).model).toBe(model);
});
