/** A remote in a directory that is not there: its disk may not be mounted, so nothing makes it but `docket remote add`. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { DirectoryRemote } from '../../../libs/adapters/remote/directory.remote.js';
import { addRemote, checkRemote } from '../../../libs/composition/manage-remotes.js';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { pushData } from '../../../libs/composition/push-data.js';
import { reproduce } from '../../../libs/composition/reproduce.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

test('a push and a check are refused with the remedy, and make nothing', async () => {
  const scratch = await scratchWorkspace({
    'a/pipelines.yaml': 'stages:\n  s: {cmd: echo > o, outs: [o]}\n',
  });
  const workspace = await openWorkspace(scratch.path('a'));
  await reproduce(workspace);
  const store = scratch.path('disk/store');
  const how = { makeDefault: true, replace: false };
  expect(await addRemote(workspace, 'store', { url: store }, how)).toBe(store);
  await expect(pushData(workspace, {})).resolves.toMatchObject({ done: 1, failed: [] });
  rmSync(store, { recursive: true });
  const refusal = { code: 'remote/missing-bucket', message: expect.stringContaining(`mkdir -p ${store}`) };
  await expect(pushData(workspace, {})).rejects.toMatchObject(refusal);
  const { signal } = new AbortController();
  await expect(checkRemote(workspace, undefined, signal)).rejects.toMatchObject(refusal);
  expect(existsSync(store)).toBe(false);
});

test('a directory that vanishes while it is pushed to is not made again, and the push ends with the remedy', async () => {
  const scratch = await scratchWorkspace({ 'disk/store/kept': '', large: Buffer.alloc(5 * 1024 * 1024, 1) });
  const store = scratch.path('disk/store');
  const { signal } = new AbortController();
  const md5 = createHash('md5')
    .update(Buffer.alloc(5 * 1024 * 1024, 1))
    .digest('hex');
  const upload = {
    ...{ key: `files/md5/${md5.replace(/^../, '$&/')}`, md5, size: 5 * 1024 * 1024 },
    ...{ source: scratch.path('large'), signal },
  };
  const refusal = { code: 'remote/missing-bucket', message: expect.stringContaining(`mkdir -p ${store}`) };
  const vanish = () => renameSync(scratch.path('disk'), scratch.path('gone'));
  const remote = new DirectoryRemote(`${store}/`);
  await remote.prepare();
  vanish();
  // Before the first object, in the middle of one, and after it.
  await expect(remote.upload(upload)).rejects.toMatchObject({ code: 'remote/missing-bucket' });
  expect(existsSync(scratch.path('disk'))).toBe(false);
  renameSync(scratch.path('gone'), scratch.path('disk'));
  const once = () => existsSync(store) && vanish();
  const other = new DirectoryRemote(store);
  await expect(other.upload({ ...upload, moved: once })).rejects.toMatchObject(refusal);
  expect(existsSync(scratch.path('disk'))).toBe(false);
  await expect(other.upload(upload)).rejects.toMatchObject(refusal);
  await other.close();
  expect(existsSync(scratch.path('disk'))).toBe(false);
  renameSync(scratch.path('gone'), scratch.path('disk'));
  await remote.upload(upload);
  await remote.close();
  expect(readdirSync(store)).toContain('files');
});

test('what vanishes while it is tidied has lost nothing: deletes and sweeps end with the remedy, not in silence', async () => {
  const scratch = await scratchWorkspace({ 'disk/store/files/md5/ab/cd': 'x' });
  const store = scratch.path('disk/store');
  const refusal = { code: 'remote/missing-bucket', message: expect.stringContaining(`mkdir -p ${store}`) };
  const remote = new DirectoryRemote(store);
  await remote.prepare();
  // What somebody else took away first is no mistake.
  await expect(remote.delete(['files/md5/ab/none', 'files/md5/no/ne'])).resolves.toBeUndefined();
  renameSync(scratch.path('disk'), scratch.path('gone'));
  await expect(remote.delete(['files/md5/ab/cd'])).rejects.toMatchObject(refusal);
  await expect(remote.sweep(0)).rejects.toMatchObject(refusal);
  await expect(remote.list('files/md5/')[Symbol.asyncIterator]().next()).rejects.toMatchObject(refusal);
  expect(existsSync(scratch.path('disk'))).toBe(false);
  expect(existsSync(scratch.path('gone/store/files/md5/ab/cd'))).toBe(true);
});
