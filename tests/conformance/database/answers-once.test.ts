/** Uploads under a key, and answers that are given again, on every database. */
import { sql } from 'kysely';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';
import { describeOnDatabases } from '../../support/test-databases.js';
import { rejectionOf } from '../../support/thrown-by.js';

const AT = '2026-01-02T03:04:05.678Z';
const sha = (digit: string) => digit.repeat(64);
let made = 0;
const document = (content = 'a', name = 'x.pdf'): DocumentRecord => ({
  format: 'docket/document-record@1',
  id: `doc_${String(++made).padStart(4, '0')}`,
  ...{ name, bytes: 1, sha256: sha(content), answer: null, extracted: null },
  history: [{ state: 'queued', at: AT }],
});
const ANSWER: DocumentAnswer = {
  ...{ file: 'x.pdf', status: 'classified', label: 'letter', confidence: 0.9, runner_up: null, labels: [] },
  ...{ model: null, pages: 1, language: 'und', explanation: [] },
};
const idsOf = (records: readonly { id: string }[]) => records.map(({ id }) => id);

describeOnDatabases('answers once', (place) => {
  let records: SqlDocumentRecords;
  beforeAll(() => {
    records = new SqlDocumentRecords(place.database);
  });
  afterEach(() => place.empty());
  const add = async (documents: DocumentRecord[], key?: string, most = 100) =>
    idsOf(await records.add(documents, { priority: 0, most, key }));

  test('an upload that is sent again under its key brings the same documents, in their order, and adds none', async () => {
    const first = await add([document('b'), document('a')], 'k-1');
    expect(await add([document('b'), document('a')], 'k-1')).toEqual(first);
    expect(await add([document('b'), document('a')], 'k-2')).not.toEqual(first);
    expect(await add([document('b'), document('a')])).not.toEqual(first);
    expect(await records.waiting()).toBe(6);
  });

  test('sent many times at once it is there once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => add([document()], 'k')));
    expect(new Set(all.flat()).size).toBe(1);
    expect(await records.waiting()).toBe(1);
  });

  test.each([
    ['other bytes', [['b', 'x.pdf']]],
    ['another name', [['a', 'y.pdf']]],
    [
      'one more',
      [
        ['a', 'x.pdf'],
        ['a', 'x.pdf'],
      ],
    ],
  ])('a key that named other files is refused: %s', async (_, files) => {
    await add([document()], 'k');
    const others = files.map(([content, name]) => document(content, name));
    expect(await rejectionOf(add(others, 'k'))).toMatchObject({ code: 'request/key-reused' });
    expect(await records.waiting()).toBe(1);
  });

  test('what was refused took no key; what waits already is told in spite of it', async () => {
    await add([document('c')]);
    expect(await rejectionOf(add([document()], 'k', 1))).toMatchObject({ code: 'service/busy' });
    const first = await add([document('b')], 'k', 2);
    expect(await add([document('b')], 'k', 2)).toEqual(first);
  });

  test('a key of a deleted document says so, and one of the day before yesterday is free again', async () => {
    const [id] = await add([document()], 'k');
    await records.remove(id!);
    expect(await rejectionOf(add([document()], 'k'))).toMatchObject({ code: 'request/not-found' });
    await place.database.run((db) =>
      sql`update upload_keys set created_at = now() - interval '2 days'`.execute(db),
    );
    expect(await add([document('b')], 'k')).not.toEqual([id]);
  });

  test('an answer is found again for the same bytes on the same basis alone, the oldest first', async () => {
    const give = async (content: string, basis: string | null) => {
      const [id] = await add([document(content)]);
      await records.claim({ worker: 'w', seconds: 60 }, 1);
      const end = { answer: { ...ANSWER, file: id! }, extracted: sha('e'), text: '', basis };
      await records.finish(id!, 'w', { ...end, history: [{ state: 'classified', at: AT }] });
      return id!;
    };
    await give('a', null);
    const first = await give('a', 'model 1');
    await give('a', 'model 1');
    expect(await records.answered(sha('a'), 'model 1')).toEqual({
      id: first,
      answer: { ...ANSWER, file: first },
      extracted: sha('e'),
    });
    for (const [content, basis] of [
      ['b', 'model 1'],
      ['a', 'model 2'],
    ] as const)
      expect(await records.answered(sha(content), basis)).toBeUndefined();
    await records.remove(first);
    expect((await records.answered(sha('a'), 'model 1'))!.id).not.toBe(first);
  });

  test('an answer is found among the documents of the same owner alone, and so is a list', async () => {
    const [anns] = await add([{ ...document('a'), owner: 'acc_ann' }]);
    const [nobodys] = await add([document('a')]);
    for (const id of [anns!, nobodys!]) {
      await records.claim({ worker: 'w', seconds: 60 }, 1);
      const end = { answer: { ...ANSWER, file: id }, extracted: sha('e'), text: '', basis: 'model 1' };
      await records.finish(id, 'w', { ...end, history: [{ state: 'classified', at: AT }] });
    }
    const found = async (owner?: string) => (await records.answered(sha('a'), 'model 1', owner))?.id;
    expect([await found('acc_ann'), await found(), await found('acc_bob')]).toEqual([
      anns,
      nobodys,
      undefined,
    ]);
    const { records: listed } = await records.page({ limit: 10, owner: 'acc_ann' });
    expect(listed.map(({ id, owner }) => [id, owner])).toEqual([[anns, 'acc_ann']]);
    expect((await records.page({ limit: 10 })).records).toHaveLength(2);
  });
});
