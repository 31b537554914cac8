/** Many files change in one step, whatever interrupts it. */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { LocalArtifactCache } from '../../../libs/adapters/artifact-cache/local-artifact-cache.js';
import { type FileChanges, StagedChanges } from '../../../libs/adapters/workspace/staged-changes.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const MISSING = '0'.repeat(32);

async function opened(files: Record<string, string>) {
  const workspace = await scratchWorkspace(files);
  const cache = new LocalArtifactCache(workspace.path('.docket/cache'));
  const open = () => new StagedChanges(workspace.directory, workspace.path('.docket/change'), cache);
  const put = (text: string) => cache.put(Buffer.from(text));
  const write = async (path: string, text: string, before: string | null) => ({
    ...{ path, md5: await put(text), executable: false },
    before: before === null ? null : await put(before),
  });
  return { workspace, cache, open, put, write };
}
type Opened = Awaited<ReturnType<typeof opened>>;

const changesOf = async ({ write, put }: Opened): Promise<FileChanges> => ({
  about: 'docket exp restore x',
  writes: [
    await write('a', 'new a', 'old a'),
    await write('deep/b', 'new b', null),
    await write('c', 'new c', 'old c'),
  ],
  removes: [{ path: 'old/gone', before: await put('gone') }],
  directories: ['empty'],
});
const BEFORE = { a: 'old a', c: 'old c', 'old/gone': 'gone' };

const isDone = async ({ workspace }: Opened) => {
  expect([await workspace.text('a'), await workspace.text('deep/b'), await workspace.text('c')]).toEqual([
    'new a',
    'new b',
    'new c',
  ]);
  expect(existsSync(workspace.path('old'))).toBe(false);
  expect(readdirSync(workspace.path('empty'))).toEqual([]);
  expect(existsSync(workspace.path('.docket/change'))).toBe(false);
};

test('all of it, and nothing is left behind', async () => {
  const each = await opened(BEFORE);
  const changes = await changesOf(each);
  const staged = each.open();
  expect(await staged.stage(changes)).toEqual([]);
  expect(await staged.apply(changes)).toEqual({ about: 'docket exp restore x', kept: [] });
  await isDone(each);
  expect(await each.open().finish()).toBeNull();
});

test('folders where files are to be, and files where folders are, never stop it: empty ones go, others lie beside', async () => {
  const each = await opened({ 'c/mine': 'kept', deep: 'a file', 'old/gone/inner': 'i', empty: 'no folder' });
  mkdirSync(each.workspace.path('a/b/c'), { recursive: true });
  symlinkSync(each.workspace.path('nowhere'), each.workspace.path('c/link'));
  const changes = await changesOf(each);
  const staged = each.open();
  expect(await staged.stage(changes)).toEqual([]);
  const { kept } = await staged.apply(changes);
  expect(kept).toEqual(['deep.kept', 'c.kept', 'empty.kept']);
  expect(await each.workspace.text('c.kept/mine')).toBe('kept');
  expect(await each.workspace.text('deep.kept')).toBe('a file');
  expect(await each.workspace.text('a')).toBe('new a');
  expect(await each.workspace.text('deep/b')).toBe('new b');
  expect(readdirSync(each.workspace.path('empty'))).toEqual([]);
  expect(existsSync(each.workspace.path('.docket/change'))).toBe(false);
});

test('with content missing or damaged in the cache nothing is touched, and what is missing is named', async () => {
  const each = await opened(BEFORE);
  const changes = await changesOf(each);
  const absent = { path: 'd', md5: MISSING, executable: false, before: null };
  expect(await each.open().stage({ ...changes, writes: [...changes.writes, absent] })).toEqual([absent]);
  expect(await each.workspace.text('a')).toBe('old a');
  // As after a kill before anything was noted.
  expect(await each.open().finish()).toBeNull();
  expect(existsSync(each.workspace.path('.docket/change'))).toBe(false);
});

/** Stops half-way: the folder where 'deep/b' is to be is a link to itself. */
async function interrupted(each: Opened): Promise<FileChanges> {
  const changes = await changesOf(each);
  symlinkSync('deep', each.workspace.path('deep'));
  const staged = each.open();
  await staged.stage(changes);
  await expect(staged.apply(changes)).rejects.toThrow();
  expect([await each.workspace.text('a'), await each.workspace.text('c')]).toEqual(['new a', 'old c']);
  const { rmSync } = await import('node:fs');
  rmSync(each.workspace.path('deep'), { recursive: true });
  return changes;
}

test('interrupted half-way, the next process does the rest', async () => {
  const each = await opened(BEFORE);
  await interrupted(each);
  expect(await each.open().finish()).toEqual({ about: 'docket exp restore x', kept: [] });
  await isDone(each);
});

test('what a power cut took from the staged files comes from the cache', async () => {
  const each = await opened(BEFORE);
  await interrupted(each);
  for (const name of readdirSync(each.workspace.path('.docket/change')))
    if (name !== 'note.json') writeFileSync(each.workspace.path(`.docket/change/${name}`), '');
  await each.open().finish();
  await isDone(each);
});

test('what a user wrote in between is moved aside or left, never lost', async () => {
  const each = await opened(BEFORE);
  await interrupted(each);
  await each.workspace.write({ c: 'mine', 'old/gone': 'mine too' });
  const finished = await each.open().finish();
  expect(finished!.kept.sort()).toEqual(['c.kept', 'old/gone']);
  expect(await each.workspace.text('c')).toBe('new c');
  expect(await each.workspace.text('c.kept')).toBe('mine');
  expect(await each.workspace.text('old/gone')).toBe('mine too');
});
