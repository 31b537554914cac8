/** The commands about remotes as people and scripts use them: words, JSON and exit codes. */
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { docket } from '../../support/docket-process.js';
import { describeLong, testLong } from '../../support/long-tests.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);
const PIPELINE = 'stages:\n  copy:\n    cmd: cp in.txt out.txt\n    deps: [in.txt]\n    outs: [out.txt]\n';

test('add, check, push, lose, repro --pull, gc: a day with a remote', async () => {
  const scratch = await scratchWorkspace({ 'a/pipelines.yaml': PIPELINE, 'a/in.txt': 'one' });
  const directory = scratch.path('a');
  const run = (...args: string[]) => docket(args, directory);
  expect((await run('repro', '--quiet')).code).toBe(0);

  const none = await run('push', '--json');
  expect(none.code).toBe(1);
  expect(JSON.parse(none.stdout).error).toMatchObject({ code: 'remote/not-configured' });
  expect((await run('remote', 'list')).stdout).toContain('docket remote add');

  expect((await run('remote', 'add', 'store', '../store')).code).toBe(0);
  expect((await run('remote', 'add', 'store', '../other')).code).toBe(2);
  expect((await run('remote', 'add', 'web', 'gs://bucket')).code).toBe(2);
  expect((await run('remote', 'add', 'lonely')).code).toBe(2);
  expect(JSON.parse((await run('remote', 'list', '--json')).stdout)).toEqual([
    { name: 'store', url: scratch.path('store'), defined_in: 'remotes.yaml', default: true },
  ]);
  expect((await run('remote', 'check')).code).toBe(0);

  const push = await run('push');
  expect(push.stdout).toContain(`1 object pushed to ${scratch.path('store')}`);
  expect((await run('push')).stdout).toContain('already');
  expect((await run('push', 'nowhere')).code).toBe(2);

  for (const path of ['in.txt', 'out.txt', '.docket']) rmSync(scratch.path(`a/${path}`), { recursive: true });
  const pulled = JSON.parse((await run('repro', '--pull', '--json')).stdout);
  expect(pulled.stages).toMatchObject([{ name: 'copy', state: 'unchanged' }]);
  expect(await scratch.text('a/in.txt')).toBe('one');

  await scratch.write({ 'a/out.txt': 'mine' });
  const refused = await run('checkout', '--json');
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stdout).paths).toMatchObject([{ state: 'failed' }, { state: 'unchanged' }]);
  expect(refused.stderr).not.toContain('undefined');
  expect((await run('checkout', '--force')).code).toBe(0);
  expect(await scratch.text('a/out.txt')).toBe('one');

  await scratch.write({ 'a/in.txt': 'two' });
  expect((await run('repro', '--quiet')).code).toBe(0);
  const told = await run('gc', '--remote', 'store', '--older-than', '0m');
  expect(told.stdout).toContain('would be deleted');
  expect(told.stdout).toContain('--yes');
  expect(told.stderr).toContain('not in git');
  expect(existsSync(scratch.path('store/files/md5/f9/7c5d29941bfb1b2fdab0874906ab82'))).toBe(true);
  const gone = await run('gc', '--remote', 'store', '--older-than', '0m', '--yes', '--json');
  expect(JSON.parse(gone.stdout)).toMatchObject({ deleted: true, objects: 1 });
  expect(existsSync(scratch.path('store/files/md5/f9/7c5d29941bfb1b2fdab0874906ab82'))).toBe(false);
  expect((await run('gc', '--older-than', 'soon')).code).toBe(2);
  expect(JSON.parse((await run('doctor', '--json')).stdout)).toContainEqual(
    expect.objectContaining({ subject: 'remote', state: 'ok' }),
  );
});

testLong('a clone in another place has the data after `docket pull`', async () => {
  const scratch = await scratchWorkspace({
    'a/pipelines.yaml': PIPELINE,
    'a/in.txt': 'one',
    'a/.gitignore': '/in.txt\n/out.txt\n/.docket\n',
  });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: scratch.path('a') });
  const from = (directory: string, ...args: string[]) => docket(args, scratch.path(directory));
  git('init', '-q');
  await from('a', 'remote', 'add', 'store', scratch.path('store'));
  expect((await from('a', 'repro', '--quiet')).code).toBe(0);
  expect((await from('a', 'push', '--quiet')).code).toBe(0);
  git('add', '-A');
  git('commit', '-qm', 'first');
  execFileSync('git', ['clone', '-q', scratch.path('a'), scratch.path('b')]);
  expect((await from('b', 'pull', '--quiet')).code).toBe(0);
  expect(await scratch.text('b/out.txt')).toBe('one');
  // Nothing is missing now; a slip in the remote's name is told all the same.
  expect((await from('b', 'pull', '--remote', 'strore')).stderr).toContain('remote/not-configured');
  expect((await from('b', 'status')).stdout).toContain('up to date');
});

describeLong('in a clone one new document costs one document', () => {
  test.each([
    ['the remote', '/in\n'],
    ['git', ''],
  ])('where %s keeps the documents', async (_, ignored) => {
    const scratch = await scratchWorkspace({
      'a/pipelines.yaml':
        'stages:\n  shout:\n    each: in/*.txt\n    cmd: tr a-z A-Z < "$DOCKET_ITEM" > "$DOCKET_OUTPUT"\n    outs: [loud]\n',
      'a/in/one.txt': 'one',
      'a/in/two.txt': 'two',
      'a/.gitignore': `${ignored}/loud\n/.docket\n`,
    });
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: scratch.path('a') });
    const ran = async (directory: string) => {
      const { code, stdout } = await docket(['repro', '--json'], scratch.path(directory));
      expect(code).toBe(0);
      return JSON.parse(stdout).stages[0].items;
    };
    git('init', '-q');
    await docket(['remote', 'add', 'store', scratch.path('store')], scratch.path('a'));
    expect(await ran('a')).toMatchObject({ total: 2, ran: 2 });
    expect((await docket(['push', '--quiet'], scratch.path('a'))).code).toBe(0);
    git('add', '-A');
    git('commit', '-qm', 'first');
    execFileSync('git', ['clone', '-q', scratch.path('a'), scratch.path('b')]);
    expect((await docket(['pull', '--quiet'], scratch.path('b'))).code).toBe(0);
    await scratch.write({ 'b/in/three.txt': 'three' });
    expect(await ran('b')).toMatchObject({ total: 3, ran: 1, cached: 2 });
    expect(await scratch.text('b/loud/three.txt')).toBe('THREE');
    // What the lock told is known from now on, without outputs too.
    rmSync(scratch.path('b/loud'), { recursive: true });
    expect(await ran('b')).toMatchObject({ total: 3, ran: 0, cached: 3 });
  });
});
