/** Uploads of one account that come at once are written together, and none is the worse for it, on every database. */
import { SqlAccountRecords } from '#adapters/database/sql-account-records.js';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { describeOnDatabases } from '../../support/test-databases.js';

const AT = '2026-01-02T03:04:05.678Z';
const plenty = { priority: 0, most: 1_000 };

const document = (number: number, more: Partial<DocumentRecord> = {}): DocumentRecord => ({
  format: 'docket/document-record@1',
  id: `doc_${String(number).padStart(4, '0')}`,
  ...{ name: `${number}.txt`, bytes: 100, sha256: 'a'.repeat(64), owner: 'acc_ann' },
  history: [{ state: 'queued', at: AT }],
  ...{ answer: null, extracted: null },
  ...more,
});
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);
const codeOf = (outcome: PromiseSettledResult<unknown>) =>
  outcome.status === 'fulfilled' ? 'added' : (outcome.reason.code ?? 'failed');

describeOnDatabases(
  'uploads that come at once',
  (place) => {
    let records: SqlDocumentRecords;
    beforeAll(() => {
      records = new SqlDocumentRecords(place.database);
    });
    afterEach(() => place.empty());

    const list = async () => (await records.page({ limit: 200 })).records.map(({ id }) => id).sort();
    const today = async (account = 'acc_ann') =>
      (await new SqlAccountRecords(place.database).usage(account)).documents_today;

    test('each brings its own documents, all are on record and counted, and each is worked on once', async () => {
      const uploads = numbers(150).map((number) => [document(number, { name: `${number % 7}.txt` })]);
      const added = await Promise.all(uploads.map((upload) => records.add(upload, plenty)));
      expect(added).toEqual(uploads);
      expect(await list()).toEqual(uploads.map(([record]) => record!.id));
      expect(await today()).toBe(150);
      const claimed = await records.claim({ worker: 'w', seconds: 60 }, 200);
      expect(new Set(claimed.map(({ record }) => record.id)).size).toBe(150);
    });

    test('one that cannot be written fails alone', async () => {
      const uploads = numbers(12).map((number) => [
        document(number, number === 5 ? { bytes: Number.NaN } : {}),
      ]);
      const outcomes = await Promise.allSettled(uploads.map((upload) => records.add(upload, plenty)));
      expect(outcomes.flatMap(({ status }, number) => (status === 'rejected' ? [number] : []))).toEqual([5]);
      expect(await list()).toHaveLength(11);
      expect(await today()).toBe(11);
    });

    test('where not all may wait, the first come in; those that may be more go on', async () => {
      const most = (number: number) => (number >= 8 ? 1_000 : 5);
      const outcomes = await Promise.allSettled(
        numbers(10).map((number) => records.add([document(number)], { priority: 0, most: most(number) })),
      );
      expect(outcomes.map(codeOf)).toEqual([
        ...Array<string>(5).fill('added'),
        ...Array<string>(3).fill('service/busy'),
        ...['added', 'added'],
      ]);
      expect(await today()).toBe(7);
    });

    test('somebody who waits goes first, though both came at once; each account counts its own', async () => {
      await Promise.all([
        records.add([document(1)], plenty),
        records.add([document(2)], plenty),
        records.add([document(3)], { ...plenty, priority: 2 }),
        records.add([document(4, { owner: 'acc_bob' })], plenty),
      ]);
      const claimed = await records.claim({ worker: 'w', seconds: 60 }, 10);
      expect(claimed.map(({ record }) => record.id)).toEqual([
        'doc_0003',
        'doc_0001',
        'doc_0002',
        'doc_0004',
      ]);
      expect([await today(), await today('acc_bob')]).toEqual([3, 1]);
    });

    test('a key that comes with them still names its upload', async () => {
      const keyed = (number: number) =>
        records.add([document(number, { name: 'same.txt' })], { ...plenty, key: 'once' });
      const [, first, second] = await Promise.all([
        records.add([document(1)], plenty),
        keyed(2),
        keyed(3),
        records.add([document(4)], plenty),
      ]);
      expect(second).toEqual(first);
      expect(await list()).toHaveLength(3);
    });
  },
  { long: true },
);
