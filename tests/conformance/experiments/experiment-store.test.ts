/** What every store of experiments promises, on each of them. */
import { execFileSync } from 'node:child_process';
import type { ExperimentStore, NewExperiment } from '#ports/experiment-store.port.js';
import { GitExperimentStore } from '../../../libs/adapters/experiment-store/git-experiment-store.js';
import { LocalExperimentStore } from '../../../libs/adapters/experiment-store/local-experiment-store.js';
import { GitRepository } from '../../../libs/adapters/git-repository.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const git = (directory: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd: directory, encoding: 'utf8' });

async function repository(folder = ''): Promise<{ workspace: ScratchWorkspace; store: GitExperimentStore }> {
  const workspace = await scratchWorkspace({
    [`${folder}params.yaml`]: 'c: 1\n',
    [`${folder}run.sh`]: 'old',
  });
  git(workspace.directory, 'init', '-q');
  git(workspace.directory, 'config', 'user.name', 'A Tester');
  git(workspace.directory, 'config', 'user.email', 'tester@example.org');
  git(workspace.directory, 'add', '.');
  git(workspace.directory, 'commit', '-q', '-m', 'first');
  const directory = workspace.path(folder);
  return { workspace, store: new GitExperimentStore(GitRepository.around(directory)!, directory) };
}

const text = (content: string) => ({ bytes: Buffer.from(content), executable: false });
const experiment = (name: string, created: string, files: Record<string, string>): NewExperiment => ({
  ...{ format: 'docket/experiment@1', name, created, pipeline_file: 'pipelines.yaml' },
  ...{ group: 'training', run_id: 'r1', stages: ['train'], set: ['train.c=3'] },
  files: new Map(Object.entries(files).map(([path, content]) => [path, text(content)])),
});
const A = experiment('calm-heron', '2026-01-01T00:00:00.000Z', {
  'params.yaml': 'c: 3\n',
  'metrics/größe "x".json': '{}\n',
});
const B = experiment('b', '2026-01-02T00:00:00.000Z', { 'params.yaml': 'c: 4\n' });

describe.each<[string, () => Promise<ExperimentStore>]>([
  [
    'local-directory',
    async () => {
      const { path } = await scratchWorkspace();
      return new LocalExperimentStore(path('records'), path('tmp'));
    },
  ],
  ['git', async () => (await repository()).store],
  ['git, in a folder of the repository', async () => (await repository('team/archive/')).store],
])('%s', (_, open) => {
  test('what was saved is listed, oldest first, and read byte for byte', async () => {
    const store = await open();
    expect(await store.list()).toEqual([]);
    await store.check();
    await store.save(B);
    await store.save(A);
    const listed = await store.list();
    const { files: _files, ...note } = A;
    expect(listed.map(({ name }) => name)).toEqual(['calm-heron', 'b']);
    expect(listed[0]).toMatchObject(note);
    const paths = ['params.yaml', 'metrics/größe "x".json', 'no\nsuch'];
    const [first, second] = await store.read(listed, paths);
    expect([...first!].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
      ['params.yaml', 'c: 3\n'],
      ['metrics/größe "x".json', '{}\n'],
    ]);
    expect([...second!.keys()]).toEqual(['params.yaml']);
    expect(await store.files(listed[0]!)).toEqual(expect.arrayContaining(paths.slice(0, 2)));
  });

  test('a name is given once; removed, it is free again', async () => {
    const store = await open();
    const saved = await store.save(A);
    await expect(store.save(A)).rejects.toMatchObject({
      code: 'experiment/exists',
      message: expect.stringContaining('docket exp remove calm-heron'),
    });
    await store.remove(saved);
    await store.remove(saved);
    expect(await store.list()).toEqual([]);
    await store.save(A);
  });
});

describe('git', () => {
  test('the commit stands where DVC looks for it, on top of HEAD, with changes of tracked code; nothing else moves', async () => {
    const { workspace, store } = await repository();
    await workspace.write({ 'run.sh': 'new', 'untracked.txt': 'mine' });
    const status = git(workspace.directory, 'status', '--porcelain', '--branch');
    const head = git(workspace.directory, 'rev-parse', 'HEAD').trim();
    const { id } = await store.save(A);
    const ref = `refs/exps/${head.slice(0, 2)}/${head.slice(2)}/calm-heron`;
    expect(git(workspace.directory, 'rev-parse', ref).trim()).toBe(id);
    expect(git(workspace.directory, 'rev-parse', `${id}^`).trim()).toBe(head);
    expect(git(workspace.directory, 'show', `${id}:run.sh`)).toBe('new');
    expect(git(workspace.directory, 'ls-tree', '-r', '--name-only', id)).not.toContain('untracked');
    expect(git(workspace.directory, 'status', '--porcelain', '--branch')).toBe(status);
  });

  test("DVC's experiments are listed too, and its bookkeeping is not", async () => {
    const { workspace, store } = await repository();
    const head = git(workspace.directory, 'rev-parse', 'HEAD').trim();
    const tree = git(workspace.directory, 'rev-parse', 'HEAD^{tree}').trim();
    const commit = git(
      workspace.directory,
      'commit-tree',
      tree,
      '-p',
      head,
      '-m',
      'dvc: commit experiment 1f3',
    ).trim();
    const base = `refs/exps/${head.slice(0, 2)}/${head.slice(2)}`;
    git(workspace.directory, 'update-ref', `${base}/gamy-grot`, commit);
    git(workspace.directory, 'update-ref', 'refs/exps/exec/EXEC_HEAD', commit);
    git(workspace.directory, 'update-ref', 'refs/exps/celery/stash', commit);
    const listed = await store.list();
    expect(listed).toHaveLength(1);
    expect(listed[0]).toMatchObject({
      name: 'gamy-grot',
      baseline: head,
      id: commit,
      pipeline_file: 'dvc.yaml',
    });
    const [files] = await store.read(listed, ['params.yaml']);
    expect(Buffer.from(files!.get('params.yaml')!).toString()).toBe('c: 1\n');
  });

  test("another workspace's of the same repository are not this one's, but their names are known", async () => {
    const { workspace, store } = await repository('team/größe b/');
    await workspace.write({ 'side/params.yaml': 'c: 2\n' });
    git(workspace.directory, 'add', '.');
    git(workspace.directory, 'commit', '-q', '-m', 'second');
    const storeOf = (folder: string) =>
      new GitExperimentStore(
        GitRepository.around(workspace.path(folder))!,
        workspace.path(folder).replace(/\/$/, ''),
      );
    const [side, root] = [storeOf('side'), storeOf('')];
    await store.save(A);
    const { id } = await side.save(B);
    // As DVC records one, which says nothing of where it worked.
    const head = git(workspace.directory, 'rev-parse', 'HEAD').trim();
    const foreign = git(workspace.directory, 'commit-tree', `${id}^{tree}`, '-p', head, '-m', 'dvc').trim();
    git(workspace.directory, 'update-ref', `refs/exps/${head.slice(0, 2)}/${head.slice(2)}/dvcs`, foreign);
    const namesOf = async (each: GitExperimentStore) => (await each.list()).map(({ name }) => name).sort();
    expect([await namesOf(store), await namesOf(side)]).toEqual([['calm-heron'], ['b', 'dvcs']]);
    expect(await namesOf(root)).toEqual(['dvcs']);
    expect(await side.others()).toEqual([{ name: 'calm-heron', project: 'team/größe b/' }]);
  });

  test('without a name to commit under, the check says so before anything runs', async () => {
    const { workspace, store } = await repository();
    git(workspace.directory, 'config', 'user.useConfigOnly', 'true');
    git(workspace.directory, 'config', 'user.name', '');
    git(workspace.directory, 'config', 'user.email', '');
    await expect(store.check()).rejects.toMatchObject({
      code: 'git/identity',
      message: expect.stringContaining('git config user.name'),
    });
  });

  test('a ref that another git holds locked is told with its remedy', async () => {
    const { workspace, store } = await repository();
    const head = git(workspace.directory, 'rev-parse', 'HEAD').trim();
    await workspace.write({ [`.git/refs/exps/${head.slice(0, 2)}/${head.slice(2)}/calm-heron.lock`]: '' });
    await expect(store.save(A)).rejects.toMatchObject({ code: 'git/failed' });
    expect(await store.list()).toEqual([]);
  });
});
