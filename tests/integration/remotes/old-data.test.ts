/** Data as DVC 2 recorded it: push and pull, which cannot carry it, do not say that all is there; what they name works. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { pushExperiments } from '../../../libs/composition/experiments/share-experiments.js';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { fetchData, pullData } from '../../../libs/composition/pull-data.js';
import { pushData } from '../../../libs/composition/push-data.js';
import { reproduce } from '../../../libs/composition/reproduce.js';
import { docket } from '../../support/docket-process.js';
import { testLong } from '../../support/long-tests.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

/** md5 of 'one'. */
const OLD = 'outs:\n- md5: f97c5d29941bfb1b2fdab0874906ab82\n  size: 3\n  path: in.txt\n';

test('is named with its remedy, sent once that was done, and fetched by DVC where it is missing', async () => {
  const workspace = await scratchWorkspace({
    ...{ '.dvc/config': '', 'in.txt.dvc': OLD, 'in.txt': 'one' },
    'dvc.yaml': 'stages:\n  a: {cmd: cat in.txt > a, deps: [in.txt], outs: [a]}\n',
  });
  mkdirSync(workspace.path('remote'));
  writeFileSync(workspace.path('remotes.yaml'), 'default: r\nremotes: {r: {url: remote}}\n');
  const opened = await openWorkspace(workspace.directory);
  await reproduce(opened);
  const lock = workspace.path('dvc.lock');
  writeFileSync(lock, readFileSync(lock, 'utf8').replaceAll(/ +hash: md5\n/g, ''));
  const unsent = async () => (await pushData(opened)).failed;
  expect(await unsent()).toEqual([
    {
      ...{ path: 'in.txt', code: 'remote/old-hash' },
      message: expect.stringContaining('Remove its md5 from in.txt.dvc, then run `docket repro in.txt.dvc`'),
    },
    { path: 'a', code: 'remote/old-hash', message: expect.stringContaining('`docket repro --force a`') },
  ]);

  const grammar = await workspace.text('dvc.yaml');
  await workspace.write({ 'dvc.yaml': grammar.replace('{cmd', '{frozen: true, cmd') });
  // Forced or not, what is frozen does not run.
  expect((await unsent())[1]?.message).toMatch(
    /`dvc push a` sends it; or take 'frozen: true' out of stage 'a', and `docket repro --force a`/,
  );
  await workspace.write({ 'dvc.yaml': grammar });

  renameSync(workspace.path('in.txt'), workspace.path('elsewhere'));
  const fetching = { command: 'docket pull', paths: ['in.txt'] };
  const message = expect.stringContaining('`dvc pull in.txt.dvc` fetches it');
  expect((await fetchData(opened, fetching)).failed).toMatchObject([{ path: 'in.txt', message }]);
  expect((await pullData(opened, fetching)).paths).toMatchObject([{ path: 'in.txt', error: { message } }]);
  renameSync(workspace.path('elsewhere'), workspace.path('in.txt'));
  expect((await pullData(opened, fetching)).paths).toMatchObject([{ path: 'in.txt', state: 'left' }]);

  writeFileSync(workspace.path('in.txt.dvc'), 'outs:\n- path: in.txt\n');
  await reproduce(opened);
  await reproduce(opened, { force: true });
  expect(await unsent()).toEqual([]);
});

testLong('of an experiment is named with what sends it, and the experiment stays here', async () => {
  const inCrlf = { 'raw.txt': 'a\r\nb\r\n', 'out.txt': 'a\r\nb\r\n' };
  const old = '{md5: dd8c6a395b5dd36c56d23275028f526c, size: 6';
  const workspace = await scratchWorkspace({
    ...inCrlf,
    'dvc.yaml': 'stages:\n  t: {cmd: cat raw.txt > out.txt, deps: [raw.txt], outs: [out.txt]}\n',
    'dvc.lock': `schema: '2.0'\nstages:\n  t:\n    cmd: cat raw.txt > out.txt\n    deps: [${old}, path: raw.txt}]\n    outs: [${old}, path: out.txt}]\n`,
    '.dvc/config': '[core]\n  remote = r\n[remote "r"]\n  url = ../remote\n',
    '.gitignore': '/.docket\n/remote\n/server\n*.txt\n',
  });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: workspace.directory });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'first');
  git('init', '-q', '--bare', 'server');
  git('remote', 'add', 'origin', 'server');
  mkdirSync(workspace.path('remote'));
  // As DVC 2 keeps one: a commit on top of the one it started from.
  const head = `${git('rev-parse', 'HEAD')}`.trim();
  git('commit', '-q', '--allow-empty', '-m', 'experiment');
  git('update-ref', `refs/exps/${head.slice(0, 2)}/${head.slice(2)}/old`, 'HEAD');
  git('reset', '-q', '--hard', head);
  const opened = await openWorkspace(workspace.directory);
  const options = { gitRemote: 'origin', remote: workspace.path('remote') };
  const { data } = await pushExperiments(opened, ['old'], options);
  expect(data.failed).toMatchObject([
    { code: 'remote/old-hash', message: expect.stringContaining('`dvc exp push` sends the experiment') },
  ]);
  expect(data.failed[0]!.message).toContain("out.txt of experiment 'old': DVC 2 recorded it");
  expect(`${git('ls-remote', 'origin')}`).toBe('');
  const shown = await docket(['exp', 'push', 'old', '--remote', 'remote'], workspace.directory);
  expect([shown.code, shown.stderr]).toEqual([1, expect.stringContaining('(remote/old-hash)')]);
});
