/** `docket gc` over a real git history: what it says, what it takes, and that what is kept comes back. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { collectGarbage, type GarbageOptions } from '../../../libs/composition/collect-garbage.js';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { checkout, pullData } from '../../../libs/composition/pull-data.js';
import { pushData } from '../../../libs/composition/push-data.js';
import { reproduce } from '../../../libs/composition/reproduce.js';
import { docket } from '../../support/docket-process.js';
import { testLong } from '../../support/long-tests.js';
import { directoryRemote, type TestRemote } from '../../support/remotes.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

let scratch: ScratchWorkspace;
let place: TestRemote;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
    env: {
      ...process.env,
      GIT_COMMITTER_DATE: `${Math.floor(Date.now() / 1000) - 60 * 86_400 + ++commits} +0000`,
    },
    cwd: scratch.directory,
    encoding: 'utf8',
  });
/** Made two months ago, one after another. */
let commits = 0;
const opened = () => openWorkspace(scratch.directory);

/** A state of the data, made, pushed and committed. */
const commit = async (title: string, text: string) => {
  await scratch.write({ 'in.txt': text });
  await reproduce(await opened());
  await pushData(await opened(), { remote: place.url });
  git('add', '-A');
  git('commit', '-qm', title);
};
/** As if everything lay there for two months. */
const age = (directory: string) => {
  const then = Date.now() / 1000 - 60 * 86_400;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), then, then);
};
const gc = async (more: Partial<GarbageOptions> = {}) =>
  collectGarbage(await opened(), {
    ...{ keep: null, olderThan: 30 * 86_400_000, delete: false, command: 'docket gc' },
    ...more,
  });

beforeEach(async () => {
  scratch = await scratchWorkspace({
    'pipelines.yaml':
      'stages:\n  split:\n    cmd: mkdir -p out && cp in.txt out/text && echo same > out/same\n    deps: [in.txt]\n    outs: [out]\n',
    '.gitignore': '/in.txt\n/out\n/.docket\n',
  });
  place = await directoryRemote();
  git('init', '-q', '-b', 'main');
  for (const number of [1, 2, 3]) await commit(`state ${number}`, `text ${number}`);
  age(scratch.path('.docket/cache'));
  age(place.url);
});

test('by default nothing goes that any commit needs, also on a deleted branch', async () => {
  git('checkout', '-qb', 'side');
  await commit('aside', 'text aside');
  git('checkout', '-q', 'main');
  git('branch', '-qD', 'side');
  age(scratch.path('.docket/cache'));
  expect(await gc()).toMatchObject({ objects: 0, deleted: false });
  expect(await gc({ remote: place.url })).toMatchObject({ objects: 0 });
});

test('without --yes it only tells, revision by revision; with it the newest states still come back', async () => {
  const told = await gc({ remote: place.url, keep: 2 });
  // The text, which is input and output, and the listing; 'same' is needed by all.
  expect(told).toMatchObject({ deleted: false, objects: 2, place: place.url });
  expect(told.losses).toMatchObject([
    { title: 'state 1', revision: git('rev-parse', 'HEAD~2').trim(), objects: 2 },
  ]);
  const before = await place.keys();
  expect(await gc({ remote: place.url, keep: 2, delete: true })).toMatchObject({ deleted: true, objects: 2 });
  expect(await place.keys()).toHaveLength(before.length - 2);

  rmSync(scratch.path('.docket/cache'), { recursive: true });
  const pull = async (revision: string) =>
    pullData(await opened(), { remote: place.url, revision, force: true, command: 'test' });
  expect((await pull('HEAD~1')).fetched.failed).toEqual([]);
  expect(await scratch.text('out/text')).toBe('text 2');
  expect((await pull('HEAD')).fetched.failed).toEqual([]);
  const lost = (await pull('HEAD~2')).fetched.failed;
  expect(lost.map(({ path, code }) => [path, code]).sort()).toEqual([
    ['in.txt', 'remote/missing-object'],
    ['out', 'remote/missing-object'],
  ]);
});

test('what is young stays, whoever needs it; results that no revision names are told as such', async () => {
  await scratch.write({ 'in.txt': 'never committed' });
  await reproduce(await opened());
  await scratch.write({ 'in.txt': 'text 3' });
  await reproduce(await opened());
  expect(await gc()).toMatchObject({ objects: 0, young: { objects: 2 } });
  const told = await gc({ olderThan: 0 });
  expect(told).toMatchObject({ objects: 2, losses: [{ revision: null, objects: 2 }] });
  expect(await gc({ olderThan: 0, delete: true })).toMatchObject({ deleted: true, objects: 2 });
  expect(await gc({ olderThan: 0 })).toMatchObject({ objects: 0 });
  expect((await reproduce(await opened())).stages[0]?.state).toBe('unchanged');
});

testLong('what is staged, or lies uncommitted in another working tree of the repository, stays', async () => {
  await scratch.write({ 'in.txt': 'never committed' });
  await reproduce(await opened());
  const lock = await scratch.text('pipelines.lock');
  git('add', 'pipelines.lock');
  await scratch.write({ 'in.txt': 'text 3' });
  await reproduce(await opened());
  expect(await gc({ olderThan: 0 })).toMatchObject({ objects: 0 });

  git('reset', '-q');
  const other = await scratchWorkspace();
  for (const name of ['tree', 'a tree\n\nof two lines']) {
    git('worktree', 'add', '-q', '--detach', other.path(name));
    await other.write({ [`${name}/pipelines.lock`]: lock });
    expect(await gc({ olderThan: 0 })).toMatchObject({ objects: 0 });
    rmSync(other.path(name), { recursive: true });
    expect(await gc({ olderThan: 0 })).toMatchObject({ objects: 2 });
  }
});

testLong('what stays is told with its own reason: needed, or a commit too young to be dropped', async () => {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-q', '--amend', '--no-edit'], {
    cwd: scratch.directory,
  });
  await scratch.write({ 'in.txt': 'text 4' });
  await reproduce(await opened());
  git('commit', '-qam', 'state 4');
  git('reflog', 'expire', '--expire=now', '--all');
  age(scratch.path('.docket/cache'));
  // The listing and 'same' of the newest state, and its text; of the amended one, committed today, text and listing.
  expect((await gc({ keep: 1 })).kept_for.map(({ reason, objects }) => [reason, objects])).toEqual([
    ['workspace', 3],
    ['recent', 2],
  ]);
  const { code, stdout } = await docket(['gc', '--keep', '1'], scratch.directory);
  expect(code).toBe(0);
  expect(stdout).toContain('3 objects (');
  expect(stdout).toMatch(/3 objects \(\d+ B\) stay: needed by the workspace\./);
  expect(stdout).toMatch(
    /2 objects \(\d+ B\) stay: only because the commit that needs them is too young to be dropped/,
  );
});

test('a branch and a tag keep their own newest state', async () => {
  git('branch', 'old', 'HEAD~2');
  expect((await gc({ keep: 1 })).losses.map(({ title }) => title)).toEqual(['state 2']);
  git('tag', 'v2', 'HEAD~1');
  expect(await gc({ keep: 1 })).toMatchObject({ objects: 0 });
});

testLong('a shallow clone knows too little to take anything away', async () => {
  const clone = await scratchWorkspace();
  execFileSync('git', ['clone', '-q', '--depth', '1', `file://${scratch.directory}`, clone.path('c')]);
  await expect(
    collectGarbage(await openWorkspace(clone.path('c')), {
      ...{ keep: null, olderThan: 0, delete: true, command: 'docket gc', remote: place.url },
    }),
  ).rejects.toMatchObject({
    code: 'remote/incomplete-history',
    message: expect.stringContaining('--unshallow'),
  });
});

test('a damaged history is no empty one: nothing is taken away', async () => {
  await commit('first', 'one');
  const [first] = git('log', '--format=%H').trim().split('\n');
  await commit('second', 'two');
  const objects = () => readdirSync(scratch.path('.docket/cache/files'), { recursive: true });
  age(scratch.path('.docket/cache'));
  const before = objects();
  rmSync(scratch.path(`.git/objects/${first!.slice(0, 2)}/${first!.slice(2)}`));
  await expect(gc({ delete: true })).rejects.toMatchObject({ code: 'git/failed' });
  expect(objects()).toEqual(before);
});

test('outside git only the lock counts, and it says so', async () => {
  rmSync(scratch.path('.git'), { recursive: true });
  const { notes, objects } = await gc();
  expect(notes.join(' ')).toContain('not in git');
  expect(objects).toBe(4);
});

test('checkout of an old revision brings its data, refuses to lose what is nowhere else, and goes back', async () => {
  const at = async (revision: string | null, force = false) =>
    checkout(await opened(), { revision, force, command: 'test' });
  const [report] = await at('HEAD~1');
  expect(report).toMatchObject({ path: 'out', state: 'restored' });
  expect(await scratch.text('out/text')).toBe('text 2');
  await scratch.write({ 'out/text': 'mine', 'out/new': 'mine too' });
  const refused = (await at(null)).find(({ path }) => path === 'out');
  expect(refused).toMatchObject({ state: 'failed', error: { code: 'workspace/unsaved-changes' } });
  expect(refused?.error?.message).toContain('out/new');
  // A run, which makes outputs anew, would be the end of it.
  expect(refused?.error?.message).toContain('Copy what you want to keep to another place');
  expect(await scratch.text('out/text')).toBe('mine');
  expect((await at(null, true)).every(({ state }) => state !== 'failed')).toBe(true);
  expect(await scratch.text('out/text')).toBe('text 3');
  expect(existsSync(scratch.path('out/new'))).toBe(false);
  await expect(at('nowhere')).rejects.toMatchObject({ code: 'request/invalid' });
});

testLong(
  'documents that no run has seen survive a pull; those that a run has seen survive a checkout',
  async () => {
    await scratch.write({
      'pipelines.yaml':
        'stages:\n  list:\n    cmd: ls docs > list.txt\n    deps: [docs]\n    outs: [list.txt]\n',
      '.gitignore': '/docs\n/list.txt\n/.docket\n',
      'docs/a': 'a',
    });
    await reproduce(await opened());
    git('add', '-A');
    git('commit', '-qm', 'one document');
    await scratch.write({ 'docs/b': 'b' });
    await reproduce(await opened());
    await pushData(await opened(), { remote: place.url });
    await scratch.write({ 'docs/unseen': 'c' });
    await pullData(await opened(), { remote: place.url, command: 'test' });
    expect(readdirSync(scratch.path('docs')).sort()).toEqual(['a', 'b', 'unseen']);
    const back = async () => checkout(await opened(), { revision: 'HEAD', command: 'test' });
    expect((await back()).find(({ path }) => path === 'docs')?.error?.message).toContain('docs/unseen');
    rmSync(scratch.path('docs/unseen'));
    expect((await back()).every(({ state }) => state !== 'failed')).toBe(true);
    expect(readdirSync(scratch.path('docs'))).toEqual(['a']);
    await checkout(await opened(), { command: 'test' });
    expect(readdirSync(scratch.path('docs')).sort()).toEqual(['a', 'b']);
  },
);
