/** Runs and experiments travel: committed with what they made, pushed data first, restored on another machine. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { docket } from '../../support/docket-process.js';
import { experimentWorkspace, git, hashesOf } from '../../support/experiment-workspace.js';
import { testLong } from '../../support/long-tests.js';
import { removeScratchWorkspaces, type ScratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);
const run = async (workspace: ScratchWorkspace, ...args: string[]) => {
  const { code, stdout, stderr } = await docket([...args, '--json'], workspace.directory);
  return { code, stderr, ...JSON.parse(stdout) };
};

/** The workspace in work/, its git server and remote beside it. */
async function connected() {
  const place = await experimentWorkspace(true);
  const server = `${place.directory}-server.git`;
  const remote = `${place.directory}-remote`;
  execFileSync('git', ['init', '-q', '--bare', server]);
  git(place, 'remote', 'add', 'origin', server);
  git(place, 'push', '-q', '-u', 'origin', 'main');
  expect((await run(place, 'remote', 'add', 'r', remote)).code).toBe(0);
  const clean = () => {
    for (const path of [server, remote, `${place.directory}-clone`])
      rmSync(path, { recursive: true, force: true });
  };
  return { workspace: place, server, remote, clean };
}

testLong(
  'repro --commit --push: one commit with its files alone, both sides pushed, a clone can go on',
  async () => {
    const { workspace, server, clean } = await connected();
    try {
      // What DVC wrote without `--local`: it is not ours to publish.
      const secret = '[\'remote "old"\']\n    url = s3://bucket\n    secret_access_key = hush\n';
      await workspace.write({ 'notes.txt': 'mine', '.dvc/config': secret });
      git(workspace, 'add', 'notes.txt');
      const first = await run(workspace, 'repro', '--commit', '--push', '--set', 'train.c=5');
      expect(first.commit.files).toEqual([
        ...['metrics.json', 'params.yaml', 'pipelines.lock', 'remotes.yaml'],
      ]);
      expect(first.withheld).toEqual(['.dvc/config']);
      expect(first.stderr).toContain('.dvc/config holds a secret and was left out of the commit');
      expect(git(workspace, 'status', '--porcelain', '--', 'notes.txt', 'params.yaml')).toBe(
        'A  notes.txt\n',
      );
      const message = git(workspace, 'log', '-1', '--format=%B');
      expect(message).toContain('docket: run read, train');
      expect(message).toContain(`Run ${first.run_id} of all`);
      expect(message).toContain('accuracy 0.5');
      expect(execFileSync('git', ['rev-parse', 'main'], { cwd: server, encoding: 'utf8' }).trim()).toBe(
        first.commit.id,
      );
      expect((await run(workspace, 'repro', '--commit')).commit).toBeNull();
      const clone = { ...workspace, directory: `${workspace.directory}-clone` };
      clone.path = (path) => `${clone.directory}/${path}`;
      execFileSync('git', ['clone', '-q', '-b', 'main', server, clone.directory]);
      expect((await run(clone, 'pull')).code).toBe(0);
      const made = Object.entries(hashesOf(workspace));
      const sent = made.filter(([path]) => path !== 'notes.txt' && !path.startsWith('.dvc/'));
      expect(hashesOf(clone)).toEqual(Object.fromEntries(sent));

      // The git server refuses by a rule of its own: its words are told, and no other remedy than that.
      const hook = `${server}/hooks/pre-receive`;
      writeFileSync(hook, '#!/bin/sh\necho no pushes on Sundays\nexit 1\n', { mode: 0o755 });
      const refused = await run(workspace, 'repro', '--commit', '--push', '--set', 'train.c=7');
      expect([refused.code, refused.error.code]).toEqual([1, 'git/failed']);
      expect(refused.error.message).toContain('remote: no pushes on Sundays');
      // What ran and was committed is told all the same.
      expect(refused).toMatchObject({
        pushed: null,
        commit: { files: expect.arrayContaining(['params.yaml']) },
      });
      expect(refused.stages.length).toBeGreaterThan(0);
      expect(refused.error.message).toContain('A rule of the server refuses it');
      rmSync(hook);
      git(workspace, 'reset', '-q', '--hard', 'HEAD~1');

      // The git server goes away: the run is committed, and the remedy told.
      renameSync(server, `${server}.gone`);
      const failed = await run(workspace, 'repro', '--commit', '--push', '--set', 'train.c=6');
      expect([failed.code, failed.error.code]).toEqual([1, 'git/failed']);
      expect(git(workspace, 'log', '-1', '--format=%B')).toContain('param train.c 5 → 6');
      renameSync(`${server}.gone`, server);
      expect((await run(workspace, 'repro', '--commit', '--push')).pushed.branch).toBe('origin/main');
    } finally {
      clean();
    }
  },
);

test('a run that cannot be committed or pushed is not even begun', async () => {
  const outside = await experimentWorkspace(false);
  expect((await run(outside, 'repro', '--commit')).error.code).toBe('git/unavailable');
  expect(existsSync(outside.path('pipelines.lock'))).toBe(false);
  const local = await experimentWorkspace(true);
  const refused = await run(local, 'repro', '--push');
  expect(refused.error.message).toContain('git push -u origin');
  expect(existsSync(local.path('pipelines.lock'))).toBe(false);
});

testLong(
  'a run names the inputs that git has in another content, which nobody who clones would have',
  async () => {
    const workspace = await experimentWorkspace(true);
    const clean = await run(workspace, 'repro', '--commit');
    expect(clean.uncommitted).toEqual([]);
    const script = readFileSync(workspace.path('train.sh'), 'utf8');
    writeFileSync(workspace.path('train.sh'), `${script}# edited\n`);
    await workspace.write({ 'README.md': 'read by no stage' });
    git(workspace, 'add', 'README.md');
    const edited = await run(workspace, 'repro', '--commit');
    expect(edited.commit.files).toEqual(['pipelines.lock']);
    expect(edited.uncommitted).toEqual(['train.sh']);
    expect(edited.stderr).toContain('  train.sh');
    git(workspace, 'commit', '-q', '-m', 'script', 'train.sh');
    expect((await run(workspace, 'repro', '--commit')).uncommitted).toEqual([]);
  },
);

testLong(
  'experiments pushed here are restored there, and what a lost cache lacks comes by itself',
  async () => {
    const { workspace, server, remote, clean } = await connected();
    try {
      await run(workspace, 'exp', 'run', '--set', 'train.c=2,3', '--name', 'e');
      await run(workspace, 'exp', 'restore', 'e-2');
      const made = hashesOf(workspace);
      git(workspace, 'checkout', '-q', '.');
      const pushed = await run(workspace, 'exp', 'push');
      expect([pushed.experiments, pushed.failed]).toEqual([['e-1', 'e-2'], []]);

      const clone = { ...workspace, directory: `${workspace.directory}-clone` };
      clone.path = (path) => `${clone.directory}/${path}`;
      execFileSync('git', ['clone', '-q', '-b', 'main', server, clone.directory]);
      await run(clone, 'remote', 'add', 'r', remote);
      const pulled = await run(clone, 'exp', 'pull', 'e-2');
      expect(pulled).toMatchObject({ code: 0, experiments: ['e-2'], failed: [] });
      rmSync(clone.path('.docket/cache'), { recursive: true });
      expect((await run(clone, 'exp', 'restore', 'e-2')).code).toBe(0);
      const { 'remotes.yaml': _ours, ...there } = hashesOf(clone);
      const { 'remotes.yaml': _theirs, ...here } = made;
      expect(there).toEqual(here);
      expect((await run(clone, 'repro')).stages.map(({ state }: { state: string }) => state)).toEqual([
        'unchanged',
        'unchanged',
      ]);
      expect((await run(clone, 'exp', 'pull', 'nope')).error.message).toContain("no experiment 'nope'");
    } finally {
      clean();
    }
  },
);

testLong('plots of experiments and revisions on one page that needs nothing else', async () => {
  const workspace = await experimentWorkspace(true);
  await workspace.write({
    'pipelines.yaml': `${(await workspace.text('pipelines.yaml')).replace('metrics: [', 'plots: [{loss.csv: {x: step, y: loss, title: Loss}}]\n    metrics: [')}`,
    'train.sh': `${await workspace.text('train.sh')}printf "step,loss\\n0,$c\\n1,1\\n" > loss.csv\n`,
  });
  await run(workspace, 'exp', 'run', '--set', 'train.c=2,7', '--name', 'p');
  const { page, plots } = await run(workspace, 'plots', 'diff', 'p-1', 'p-2');
  expect(plots).toEqual([
    {
      ...{ id: 'loss.csv', title: 'Loss', template: 'linear', images: [], note: null },
      series: [
        {
          state: 'p-1',
          field: 'loss',
          points: [
            { x: 0, y: 2 },
            { x: 1, y: 1 },
          ],
        },
        {
          state: 'p-2',
          field: 'loss',
          points: [
            { x: 0, y: 7 },
            { x: 1, y: 1 },
          ],
        },
      ],
    },
  ]);
  const html = readFileSync(page, 'utf8');
  expect(html.match(/<polyline/g)).toHaveLength(2);
  expect(html).not.toMatch(/<script|https?:/);
  const partly = await run(workspace, 'plots', 'show', 'p-1', 'HEAD');
  expect(partly.code).toBe(0);
  expect((await run(workspace, 'plots', 'show', '--only', 'nope')).code).toBe(2);
  const table = await docket(['plots', 'diff', 'p-1', 'p-2', '--md'], workspace.directory);
  expect(table.stdout.split('\n')).toEqual([
    '| plot | state | field | points | first | last | lowest | highest |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |',
    '| Loss | p-1 | loss | 2 | 2 | 1 | 1 | 2 |',
    '| Loss | p-2 | loss | 2 | 7 | 1 | 1 | 7 |',
    '',
  ]);
  expect((await docket(['plots'], workspace.directory)).stdout.trim()).toMatch(/index\.html$/);
});

testLong(
  'one experiment that cannot be pushed keeps no other back, and is named with its reason',
  async () => {
    const { workspace, server, clean } = await connected();
    const tree = `${workspace.directory}-clone`;
    try {
      await run(workspace, 'exp', 'run', '--set', 'train.c=2', '--name', 'here');
      git(workspace, 'worktree', 'add', '-q', '--detach', tree);
      const other = { ...workspace, directory: tree };
      cpSync(workspace.path('data'), `${tree}/data`, { recursive: true });
      expect((await run(other, 'exp', 'run', '--set', 'train.c=7', '--name', 'there')).code).toBe(0);
      const pushed = await run(workspace, 'exp', 'push');
      expect([pushed.code, pushed.experiments]).toEqual([1, ['here']]);
      expect(pushed.refused).toMatchObject([
        { name: 'there', message: expect.stringMatching(/working tree, .*-clone.*docket exp push there/) },
      ]);
      const refs = execFileSync('git', ['for-each-ref', 'refs/exps'], { cwd: server, encoding: 'utf8' });
      expect(refs).toContain('/here');
      expect(refs).not.toContain('/there');
    } finally {
      clean();
    }
  },
);
