/** Records of finished files survive kills; a torn one is forgotten, never misread. */
import { appendFileSync } from 'node:fs';
import { AppendOnlyItemIndex } from '../../../libs/adapters/workspace/append-only-item-index.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

test('what was appended is there for the next process, also without closing', async () => {
  const { directory } = await scratchWorkspace();
  const index = new AppendOnlyItemIndex(directory);
  index.append('etl', { key: 'a', outputs: ['1'] });
  index.append('etl', { key: 'b', error: { code: 'document/empty', message: 'line\nbreak' } });
  const records = await new AppendOnlyItemIndex(directory).load('etl');
  expect([...records.values()]).toEqual([
    { key: 'a', outputs: ['1'] },
    { key: 'b', error: { code: 'document/empty', message: 'line\nbreak' } },
  ]);
  index.close();
});

test('a torn last record is forgotten and does not take the next one with it', async () => {
  const workspace = await scratchWorkspace();
  const first = new AppendOnlyItemIndex(workspace.directory);
  first.append('etl', { key: 'a', outputs: ['1'] });
  first.close();
  appendFileSync(workspace.path('etl.jsonl'), '{"key":"b","outp');
  const second = new AppendOnlyItemIndex(workspace.directory);
  second.append('etl', { key: 'c', outputs: ['3'] });
  second.close();
  expect([...(await second.load('etl')).keys()]).toEqual(['a', 'c']);
});

test("a generated stage's name is safe as a file name", async () => {
  const { directory } = await scratchWorkspace();
  const index = new AppendOnlyItemIndex(directory);
  index.append('train@../../x/y', { key: 'a', outputs: [] });
  index.close();
  expect((await index.load('train@../../x/y')).size).toBe(1);
});

test('those with warnings are found alone, as they were told last', async () => {
  const { directory } = await scratchWorkspace();
  const index = new AppendOnlyItemIndex(directory);
  expect(await index.loadWarned('etl')).toEqual(new Map());
  const partial = {
    key: 'b',
    outputs: ['2'],
    warnings: [{ code: 'ocr/engine-failed', message: 'page 2' }],
    tries: 1,
  };
  index.append('etl', { key: 'a', outputs: ['1'] });
  index.append('etl', partial);
  expect(await index.loadWarned('etl')).toEqual(new Map([['b', partial]]));
  index.append('etl', { key: 'b', outputs: ['3'] });
  expect(await index.loadWarned('etl')).toEqual(new Map());
  index.close();
});
