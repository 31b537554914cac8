/** Objects between cache and remote: what is sent, in which order, and what a damaged one does. */
import { createHash } from 'node:crypto';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { fetchObjects } from '../../../libs/composition/fetch-objects.js';
import { openWorkspace, type Workspace } from '../../../libs/composition/open-workspace.js';
import { pushObjects } from '../../../libs/composition/push-objects.js';
import { directoryMd5, directoryText } from '../../../libs/core/pipeline/directory-object.js';
import { directoryRemote, type TestRemote } from '../../support/remotes.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

const md5Of = (text: string) => createHash('md5').update(text).digest('hex');
const keyOf = (name: string) => `files/md5/${name.slice(0, 2)}/${name.slice(2)}`;

let scratch: ScratchWorkspace;
let workspace: Workspace;
let place: TestRemote;
/** A directory of three files in the cache. */
let directory: string;
const texts = ['one', 'two', 'three'];

beforeEach(async () => {
  scratch = await scratchWorkspace({ 'pipelines.yaml': 'stages: {}' });
  workspace = await openWorkspace(scratch.directory);
  place = await directoryRemote();
  const listing = directoryText(texts.map((text) => ({ md5: md5Of(text), relpath: text })));
  for (const text of texts) await workspace.cache.put(Buffer.from(text));
  directory = directoryMd5(listing);
  await workspace.cache.put(Buffer.from(listing), directory);
});
afterEach(removeScratchWorkspaces);

const options = () => ({ remote: place.url });
/** And as a new process sees it. */
const emptyCache = async () => {
  rmSync(scratch.path('.docket/cache'), { recursive: true });
  workspace = await openWorkspace(scratch.directory);
};
const inCache = async () =>
  Promise.all([directory, ...texts.map(md5Of)].map((name) => workspace.cache.has(name)));

test('a directory goes with its files, comes back with its files, and goes only once', async () => {
  expect(await pushObjects(workspace, [directory], options())).toMatchObject({
    done: 4,
    present: 0,
    failed: [],
  });
  expect(await place.keys()).toEqual([directory, ...texts.map(md5Of)].map(keyOf).sort());
  expect(await pushObjects(workspace, [directory], options())).toMatchObject({
    done: 0,
    present: 4,
    failed: [],
  });
  await emptyCache();
  expect(await fetchObjects(workspace, [directory], options())).toMatchObject({
    done: 4,
    present: 0,
    failed: [],
  });
  expect(await inCache()).toEqual([true, true, true, true]);
  expect(await fetchObjects(workspace, [directory], options())).toMatchObject({
    done: 0,
    present: 4,
    failed: [],
  });
});

test('a directory whose file is lost or damaged here is not promised on the remote; the other files go', async () => {
  await workspace.cache.remove(md5Of('two'));
  const lost = await pushObjects(workspace, [directory], options());
  expect(lost.failed.map(({ name, code }) => [name, code])).toEqual([
    [md5Of('two'), 'cache/missing-object'],
    [directory, 'cache/missing-object'],
  ]);
  expect(await place.keys()).toEqual(['one', 'three'].map((text) => keyOf(md5Of(text))).sort());

  const path = scratch.path(`.docket/cache/${keyOf(md5Of('two'))}`);
  writeFileSync(path, 'owt');
  chmodSync(path, 0o444);
  const damaged = await pushObjects(workspace, [directory], options());
  expect(damaged.failed[0]).toMatchObject({ name: md5Of('two'), code: 'cache/damaged-object' });
  expect(await place.keys()).not.toContain(keyOf(directory));

  rmSync(path);
  await scratch.write({ two: 'two' });
  const elsewhere = new Map([[md5Of('two'), { path: scratch.path('two') }]]);
  const found = await pushObjects(workspace, [directory], { ...options(), elsewhere });
  expect(found).toMatchObject({ done: 2, present: 2, failed: [] });
  expect(await place.keys()).toContain(keyOf(directory));
});

test('what is damaged on the remote is named and not installed; the others come; a forced push mends it', async () => {
  await pushObjects(workspace, [directory], options());
  await place.write(keyOf(md5Of('two')), Buffer.from('owt'));
  await emptyCache();
  const result = await fetchObjects(workspace, [directory], options());
  expect(result.failed).toEqual([
    {
      name: md5Of('two'),
      code: 'remote/damaged-object',
      message: expect.stringContaining(keyOf(md5Of('two'))),
    },
  ]);
  expect(await inCache()).toEqual([true, true, false, true]);
  await workspace.cache.put(Buffer.from('two'));
  expect(await pushObjects(workspace, [directory], { ...options(), force: true })).toMatchObject({ done: 4 });
  expect(String(await place.read(keyOf(md5Of('two'))))).toBe('two');
});

test('what came damaged is sent again by the next push where it is whole here, else named; mended it is forgotten', async () => {
  await pushObjects(workspace, [directory], options());
  for (const text of ['two', directory]) {
    const name = text === directory ? directory : md5Of(text);
    await place.write(keyOf(name), Buffer.from('x'.repeat((await place.read(keyOf(name))).length)));
  }
  await emptyCache();
  await fetchObjects(workspace, [directory, md5Of('one'), md5Of('two'), md5Of('three')], options());
  expect(await pushObjects(workspace, [md5Of('two')], options())).toMatchObject({
    ...{ done: 0, present: 0 },
    failed: [
      { name: md5Of('two'), code: 'remote/damaged-object', message: expect.stringContaining('--force') },
    ],
  });
  await workspace.cache.put(Buffer.from('two'));
  await workspace.cache.put(
    Buffer.from(directoryText(texts.map((text) => ({ md5: md5Of(text), relpath: text })))),
    directory,
  );
  expect(await pushObjects(workspace, [directory], options())).toMatchObject({
    ...{ done: 2, present: 2, failed: [] },
  });
  expect(String(await place.read(keyOf(md5Of('two'))))).toBe('two');
  expect(await pushObjects(workspace, [directory], options())).toMatchObject({ done: 0, present: 4 });
  // Mended by somebody else: seen by the next fetch.
  await place.write(keyOf(md5Of('two')), Buffer.from('owt'));
  await emptyCache();
  await fetchObjects(workspace, [md5Of('two')], options());
  await place.write(keyOf(md5Of('two')), Buffer.from('two'));
  expect(await fetchObjects(workspace, [md5Of('two')], options())).toMatchObject({ done: 1, failed: [] });
  expect(await pushObjects(workspace, [md5Of('two')], options())).toMatchObject({ done: 0, present: 1 });
});

test('what was cut off on the remote is sent again without being asked', async () => {
  await pushObjects(workspace, [directory], options());
  await place.write(keyOf(md5Of('three')), Buffer.from('thr'));
  expect(await pushObjects(workspace, [directory], options())).toMatchObject({ done: 1, present: 3 });
});

test('what the remote lacks is told by name; an unknown or absent remote with the remedy', async () => {
  await pushObjects(workspace, [directory], options());
  await place.remove(keyOf(md5Of('one')));
  await emptyCache();
  const { failed } = await fetchObjects(workspace, [directory], options());
  expect(failed).toMatchObject([{ name: md5Of('one'), code: 'remote/missing-object' }]);
  await expect(fetchObjects(workspace, [md5Of('one')])).rejects.toMatchObject({
    code: 'remote/not-configured',
    message: expect.stringContaining('docket remote add'),
  });
  await expect(
    fetchObjects(workspace, [md5Of('one')], { remote: scratch.path('not-mounted') }),
  ).rejects.toMatchObject({ code: 'remote/missing-bucket' });
});

test('a directory object with a name that leads elsewhere is damaged, whatever its hash', async () => {
  const listing = JSON.stringify([{ md5: '../../../../etc/passwd', relpath: 'x' }]);
  const name = directoryMd5(listing);
  await place.write(keyOf(name), Buffer.from(listing));
  const { failed } = await fetchObjects(workspace, [name], options());
  expect(failed).toMatchObject([{ name, code: 'remote/damaged-object' }]);
});

test('interrupted, it says so', async () => {
  const abort = new AbortController();
  abort.abort();
  await expect(
    pushObjects(workspace, [directory], { ...options(), signal: abort.signal }),
  ).rejects.toMatchObject({ code: 'remote/interrupted' });
});
