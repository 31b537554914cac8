/** What becomes too old goes with all that came of it, on every database; and lists end where they are told to. */
import { SqlBatchRecords } from '#adapters/database/sql-batch-records.js';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import { SqlFeedbackRecords } from '#adapters/database/sql-feedback-records.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { describeOnDatabases } from '../../support/test-databases.js';

const DAY = 86_400_000;

describeOnDatabases('documents by their age', (place) => {
  afterEach(() => place.empty());

  async function add(id: string, days: number, more: Partial<DocumentRecord> = {}) {
    const at = new Date(Date.now() - days * DAY).toISOString();
    const records = new SqlDocumentRecords(place.database);
    const record: DocumentRecord = {
      ...{ format: 'docket/document-record@1', id: `doc_${id}`, name: `${id}.txt`, bytes: 1 },
      ...{ sha256: id.repeat(64), history: [{ state: 'classified', at }], extracted: null },
      answer: {
        ...{ file: id, status: 'classified', label: 'letter', confidence: 1, runner_up: null, labels: [] },
        ...{ model: null, pages: 1, language: 'und', explanation: [] },
      },
      ...more,
    };
    const key = { priority: 0, most: 100 };
    if (record.batch === undefined) await records.add([record], key);
    else await records.add([record], { ...key, batch: { id: record.batch, name: null, owner: 'acc_1' } });
    return { records, at };
  }
  const ids = async (records: SqlDocumentRecords, query = {}) =>
    (await records.page({ limit: 50, ...query })).records.map(({ id }) => id);

  test('they are removed with their batch and bytes; what waits, or was labelled by people, stays', async () => {
    await add('a', 40);
    await add('b', 40, { batch: 'batch_1' });
    await add('c', 40);
    await add('d', 20);
    const { at } = await add('e', 50, {
      answer: null,
      history: [{ state: 'queued', at: '2020-01-01T00:00:00.000Z' }],
    });
    const records = new SqlDocumentRecords(place.database);
    const said = { label: 'letter', by: 'ann', note: null };
    await new SqlFeedbackRecords(place.database).say('doc_c', said);
    expect(at).toBeDefined();
    expect(await records.removeOlder(30, 1)).toBe(1);
    expect(await records.removeOlder(30, 10)).toBe(1);
    expect(await records.removeOlder(30, 10)).toBe(0);
    expect(await ids(records)).toEqual(['doc_e', 'doc_d', 'doc_c']);
    expect(await new SqlBatchRecords(place.database).find('batch_1')).toBeUndefined();
    expect((await records.discarded(10)).map(({ sha256 }) => sha256[0]).sort()).toEqual(['a', 'b']);
  });

  test('a list up to a time has what was uploaded before it, whatever the order of ids', async () => {
    const { records } = await add('z', 9);
    const { at } = await add('m', 5);
    await add('a', 1);
    expect(await ids(records, { to: at })).toEqual(['doc_z']);
    expect(await ids(records, { from: at })).toEqual(['doc_m', 'doc_a']);
    expect(await ids(records, { to: '2000-01-01T00:00:00Z' })).toEqual([]);
    expect(await ids(records, { min_confidence: 1, max_confidence: 1, to: at })).toEqual(['doc_z']);
  });
});
