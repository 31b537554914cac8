/** Records on disk: whole or not at all, newest first, and one damaged file hides no other. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { JsonRecords } from '#composition/json-records.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { rejectionOf } from '../../support/thrown-by.js';

afterEach(removeScratchWorkspaces);

const NoteSchema = z.object({ id: z.string(), text: z.string() });
type Note = z.infer<typeof NoteSchema>;

async function notes(count = 0) {
  const { directory } = await scratchWorkspace();
  const folder = `${directory}/notes`;
  const records = new JsonRecords<Note>(folder, NoteSchema);
  for (let number = 0; number < count; number++)
    await records.save({ id: `n_${number}`, text: `note ${number}` });
  return { folder, records };
}
const idsOf = (page: { records: readonly Note[] }) => page.records.map(({ id }) => id);

test('what was saved is found, replaced and removed', async () => {
  const { records } = await notes();
  expect(await records.find('n_1')).toBeUndefined();
  expect(await records.page(10)).toEqual({ records: [], next: null });
  await records.save({ id: 'n_1', text: 'one' });
  await records.save({ id: 'n_1', text: 'two' });
  expect(await records.find('n_1')).toEqual({ id: 'n_1', text: 'two' });
  await records.remove('n_1');
  await records.remove('n_1');
  expect(await records.ids()).toEqual([]);
});

test('pages come newest first and end with null, also where the last is full', async () => {
  const { records } = await notes(6);
  const first = await records.page(3);
  expect(idsOf(first)).toEqual(['n_5', 'n_4', 'n_3']);
  const second = await records.page(3, first.next!);
  expect(second).toMatchObject({ next: null });
  expect(idsOf(second)).toEqual(['n_2', 'n_1', 'n_0']);
});

test('a page of some of them is as full as one of all', async () => {
  const { records } = await notes(9);
  const even = (note: Note) => (Number(note.id.slice(2)) % 2 === 0 ? note : undefined);
  const first = await records.page(2, undefined, even);
  expect(idsOf(first)).toEqual(['n_8', 'n_6']);
  const second = await records.page(2, first.next!, even);
  expect(idsOf(second)).toEqual(['n_4', 'n_2']);
  expect(await records.page(2, second.next!, even)).toEqual({
    records: [{ id: 'n_0', text: 'note 0' }],
    next: null,
  });
});

test('what a kill in the middle of a write leaves behind is no record', async () => {
  const { folder, records } = await notes(1);
  await writeFile(`${folder}/n_9.json.tmp`, '{"id":"n_9","te');
  expect(await records.ids()).toEqual(['n_0']);
  await records.save({ id: 'n_9', text: 'again' });
  expect(idsOf(await records.page(5))).toEqual(['n_9', 'n_0']);
  await writeFile(`${folder}/n_9.json.tmp`, '{"id":"n_9","text":"sec');
  await records.remove('n_9');
  expect(await readdir(folder)).toEqual(['n_0.json']);
});

test.each([
  ['half of it', '{"id":"n_1","te'],
  ['another shape', '{"id":"n_1","text":5}'],
  ['nothing', ''],
])('a damaged record (%s) is told by name, and hides no other', async (_, content) => {
  const { folder, records } = await notes(3);
  await writeFile(`${folder}/n_1.json`, content);
  const error = await rejectionOf(records.find('n_1'));
  expect(error).toMatchObject({ code: 'workspace/unreadable' });
  expect(error.message).toContain('n_1.json');
  expect(idsOf(await records.page(5))).toEqual(['n_2', 'n_0']);
});

test('a write that fails leaves the old record and no litter', async () => {
  const { folder, records } = await notes(1);
  // A folder in its place stops the rename at the very end.
  await mkdir(`${folder}/n_1.json`);
  expect(await rejectionOf(records.save({ id: 'n_1', text: 'lost' }))).toMatchObject({
    code: 'workspace/unreadable',
  });
  expect((await readdir(folder)).sort()).toEqual(['n_0.json', 'n_1.json']);
});

test.each(['../n_0', 'n_0/../../x', '', 'N_0', 'x'.repeat(65), 'n\u0000'])(
  'an id that could be a path is no id: %j',
  async (id) => {
    const { records } = await notes(1);
    expect(await rejectionOf(records.find(id))).toMatchObject({ code: 'request/not-found' });
    expect(await rejectionOf(records.remove(id))).toMatchObject({ code: 'request/not-found' });
  },
);
