/** The model that answers is the one on disk: whole, verified, and the new one as soon as it is there. */
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { LiveModel } from '#composition/live-model.js';
import type { FileBundle } from '#contracts/stage.js';
import { encodeModel } from '#core/learning/encode-model.js';
import { trainModel } from '#core/learning/train-model.js';
import type { DomainError } from '../../../libs/contracts/domain-error.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { rejectionOf } from '../../support/thrown-by.js';
import { NO_PROVENANCE, TRAIN_PARAMS, writtenDataset } from '../../support/written-dataset.js';

afterEach(removeScratchWorkspaces);

let one: FileBundle;
let other: FileBundle;
beforeAll(async () => {
  const train = async (perClass: number) =>
    encodeModel(await trainModel(writtenDataset(perClass), TRAIN_PARAMS, NO_PROVENANCE));
  [one, other] = [await train(6), await train(7)];
});

async function folder(bundle?: FileBundle) {
  const { directory } = await scratchWorkspace();
  const path = `${directory}/models/classifier`;
  if (bundle) await write(path, bundle);
  return { path, live: new LiveModel(path) };
}
async function write(path: string, bundle: FileBundle): Promise<void> {
  await mkdir(path, { recursive: true });
  for (const [name, bytes] of Object.entries(bundle)) await writeFile(`${path}/${name}`, bytes);
}
const versionOf = (bundle: FileBundle) => new TextDecoder().decode(bundle['bundle.sha256']).slice(0, 12);

test('is named by its folder and its content, and stays the same object until it changes', async () => {
  const { live } = await folder(one);
  const model = await live.current();
  expect(model).toMatchObject({
    name: 'classifier',
    version: versionOf(one),
    labels: ['invoice', 'letter', 'recipe'],
  });
  expect(await live.current()).toBe(model);
  const [first, second] = await Promise.all([live.current(), live.current()]);
  expect(first).toBe(second);
});

test('a new one is taken at the next question', async () => {
  const { path, live } = await folder(one);
  await live.current();
  await write(path, other);
  expect((await live.current()).version).toBe(versionOf(other));
});

test('while files of the new one come in, there is never a mixture of two', async () => {
  const { path, live } = await folder(one);
  await live.current();
  let done = false;
  const versions = new Set<string>();
  const ask = async () => {
    while (!done) {
      // What is in memory is answered at once; files come in all the same.
      await turn();
      // Where the disk is busy, files may come in for longer than is waited for: refused is not mixed.
      const model = await live.current().catch((error: DomainError) => {
        expect(error.code).toMatch(/^model\/(altered|truncated|damaged)$/);
      });
      if (model === undefined) continue;
      expect(versionOf(model.bundle)).toBe(model.version);
      versions.add(model.version);
    }
  };
  const asking = ask();
  for (let round = 0; round < 5; round++) await write(path, round % 2 === 0 ? other : one);
  done = true;
  await asking;
  expect([...versions].every((version) => [versionOf(one), versionOf(other)].includes(version))).toBe(true);
  expect((await live.current()).version).toBe(versionOf(other));
});

test('a model that is moved away and back is asked for again, and never answered from memory', async () => {
  const { path, live } = await folder(one);
  const before = await live.current();
  await rename(path, `${path}-away`);
  expect(await rejectionOf(live.current())).toMatchObject({ code: 'model/missing' });
  await rename(`${path}-away`, path);
  expect((await live.current()).version).toBe(before.version);
});

test('without a model the remedy is told at once', async () => {
  const { live } = await folder();
  const error = await rejectionOf(live.current());
  expect(error).toMatchObject({ code: 'model/missing' });
  expect(error.message).toContain('docket repro');
});

test.each<[string, string, (path: string) => Promise<void>]>([
  ['a changed file', 'model/altered', (path) => writeFile(`${path}/intercepts.f64`, new Uint8Array(24))],
  ['a missing file', 'model/truncated', (path) => rm(`${path}/intercepts.f64`)],
  [
    'a signature of another bundle',
    'model/altered',
    (path) => writeFile(`${path}/bundle.sha256`, other['bundle.sha256']!),
  ],
])('%s is refused with %s', async (_, code, damage) => {
  const { path, live } = await folder(one);
  await damage(path);
  expect(await rejectionOf(live.current())).toMatchObject({ code });
});

test('what others put beside the files is no part of the model', async () => {
  const { path, live } = await folder(one);
  await mkdir(`${path}/.cache`);
  await copyFile(`${path}/bundle.json`, `${path}/bundle.json.bak`);
  expect((await live.current()).version).toBe(versionOf(one));
});
