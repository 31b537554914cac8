/** The cache gives back what was put in, or nothing. */
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { LocalArtifactCache } from '../../../libs/adapters/artifact-cache/local-artifact-cache.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const FOO = 'acbd18db4cc2f85cedef654fccc4a4d8';
const object = 'cache/files/md5/ac/bd18db4cc2f85cedef654fccc4a4d8';
const opened = async () => {
  const workspace = await scratchWorkspace();
  return { workspace, cache: new LocalArtifactCache(workspace.path('cache')) };
};

test('an object lies where DVC 3 puts it, read-only', async () => {
  const { workspace, cache } = await opened();
  expect(await cache.put(Buffer.from('foo'))).toBe(FOO);
  expect(readFileSync(workspace.path(object), 'utf8')).toBe('foo');
  expect(statSync(workspace.path(object)).mode & 0o777).toBe(0o444);
});

test.each([
  ['of the same size', 'bar'],
  ['cut off', 'f'],
  ['empty', ''],
])('a damaged object (%s) is missing, is removed, and can be put again', async (_, content) => {
  const { workspace, cache } = await opened();
  await cache.put(Buffer.from('foo'));
  chmodSync(workspace.path(object), 0o644);
  writeFileSync(workspace.path(object), content);
  expect(await cache.install(FOO, workspace.path('out'), false)).toBe(false);
  expect(existsSync(workspace.path('out'))).toBe(false);
  expect(await cache.has(FOO)).toBe(false);
  await cache.put(Buffer.from('foo'));
  expect(Buffer.from((await cache.read(FOO))!).toString()).toBe('foo');
});

test('editing what was installed does not reach the cache, small or large', async () => {
  const { workspace, cache } = await opened();
  for (const size of [3, 5 * 1024 * 1024]) {
    await workspace.write({ in: Buffer.alloc(size, 7) });
    const md5 = await cache.store(workspace.path('in'));
    expect(await cache.install(md5, workspace.path('deep/out'), true)).toBe(true);
    expect(statSync(workspace.path('deep/out')).mode & 0o777).toBe(0o755);
    writeFileSync(workspace.path('deep/out'), 'mine');
    expect((await cache.read(md5))?.length).toBe(size);
  }
});
