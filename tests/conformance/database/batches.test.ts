/** What BatchRecords promises, on every database: counted, cancelled and removed together, and nothing left behind. */
import { sql } from 'kysely';
import { SqlBatchRecords } from '#adapters/database/sql-batch-records.js';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';
import { testLong } from '../../support/long-tests.js';
import { describeOnDatabases } from '../../support/test-databases.js';

const AT = '2026-01-02T03:04:05.678Z';
const LATER = '2026-01-02T03:05:06.789Z';
const sha = (digit: string) => digit.repeat(64);
const answerOf = (file: string, label: string | null = null): DocumentAnswer => ({
  ...{
    file,
    status: label === null ? 'failed' : 'classified',
    label,
    confidence: label === null ? null : 0.9,
  },
  ...({ runner_up: null, labels: [], model: null, pages: 1, language: 'und', explanation: [] } as const),
});
const CANCELLED = {
  state: 'failed',
  at: LATER,
  error: { code: 'document/cancelled', message: 'x' },
} as const;
const idsOf = (records: readonly { id: string }[]) => records.map(({ id }) => id);

describeOnDatabases(
  'batches',
  (place) => {
    let documents: SqlDocumentRecords;
    let batches: SqlBatchRecords;
    beforeAll(() => {
      documents = new SqlDocumentRecords(place.database);
      batches = new SqlBatchRecords(place.database);
    });
    afterEach(() => place.empty());

    let made = 0;
    const document = (batch: string | undefined, more: Partial<DocumentRecord> = {}): DocumentRecord => ({
      format: 'docket/document-record@1',
      id: `doc_${String(++made).padStart(5, '0')}`,
      ...{
        name: `ä😀 ${made}.pdf`,
        bytes: 1,
        sha256: sha('a'),
        answer: null,
        extracted: null,
        owner: 'acc_ann',
      },
      history: [{ state: 'queued', at: AT }],
      ...(batch !== undefined && { batch }),
      ...more,
    });
    const refused = (batch: string): DocumentRecord =>
      document(batch, {
        ...{ sha256: null, answer: answerOf('locked.pdf'), name: 'locked.pdf' },
        history: [{ state: 'failed', at: AT, error: { code: 'document/password-protected', message: 'x' } }],
      });
    const add = async (id: string, count: number, more: DocumentRecord[] = [], owner = 'acc_ann') => {
      const all = [...Array.from({ length: count }, () => document(id)), ...more];
      await documents.add(all, { priority: 0, most: 100_000, batch: { id, name: `${id}.zip`, owner } });
      return all;
    };
    const claim = (most: number) => documents.claim({ worker: 'w', seconds: 60 }, most);
    const finish = async (id: string, label: string) => {
      const end = { answer: answerOf('x', label), extracted: sha('e'), text: `text of ${id}`, basis: null };
      return documents.finish(id, 'w', { ...end, history: [{ state: 'classified', at: LATER }] });
    };

    test('a batch counts its documents by state and class, and knows when its work began', async () => {
      const all = await add('batch_1', 4, [refused('batch_1')]);
      await documents.add([document(undefined)], { priority: 0, most: 100 });
      expect(await batches.find('batch_1')).toMatchObject({
        ...{ name: 'batch_1.zip', owner: 'acc_ann', created_at: AT, started_at: null, cancelled_at: null },
        changed_at: AT,
      });
      await claim(3);
      await finish(all[0]!.id, 'letter');
      await finish(all[1]!.id, 'letter');
      const { counts, started_at, changed_at } = (await batches.find('batch_1'))!;
      expect(counts.sort((a, b) => (a.state < b.state ? -1 : 1))).toEqual([
        { state: 'classified', label: 'letter', documents: 2 },
        { state: 'failed', label: null, documents: 1 },
        { state: 'queued', label: null, documents: 2 },
      ]);
      expect([Date.parse(started_at!) > 0, changed_at]).toEqual([true, LATER]);
      await claim(1);
      expect((await batches.find('batch_1'))!.started_at).toBe(started_at);
      for (const id of ['batch_9', '../x', "x'; drop table batches; --"])
        expect(await batches.find(id)).toBeUndefined();
    });

    test('documents are listed by batch, and batches by owner, newest first, page by page', async () => {
      const first = await add('batch_1', 2);
      await add('batch_2', 1, [], 'acc_bob');
      await add('batch_3', 1);
      const listed = await documents.page({ limit: 10, batch: 'batch_1' });
      expect(listed.records).toEqual([...first].reverse());
      const page = await batches.page({ limit: 2 });
      expect([idsOf(page.batches), page.next]).toEqual([['batch_3', 'batch_2'], 'batch_2']);
      const last = await batches.page({ limit: 2, cursor: page.next! });
      expect([idsOf(last.batches), last.next]).toEqual([['batch_1'], null]);
      expect(idsOf((await batches.page({ limit: 9, owner: 'acc_bob' })).batches)).toEqual(['batch_2']);
    });

    test('a file that was refused when it came has no job, takes no place in the queue, and is found by its name', async () => {
      const [one] = await documents.add([refused('batch_1')], {
        ...{ priority: 0, most: 0 },
        batch: { id: 'batch_1', name: null, owner: 'acc_ann' },
      });
      expect(await documents.waiting()).toBe(0);
      expect(await documents.find(one!.id)).toEqual(one);
      expect(idsOf((await documents.page({ limit: 9, search: 'locked.pdf' })).records)).toEqual([one!.id]);
    });

    test('a batch without its documents is not there, nor documents without their batch', async () => {
      const batch = { id: 'batch_1', name: null, owner: 'acc_ann' };
      const broken = [document('batch_1'), document('batch_1', { bytes: Number.NaN })];
      await expect(documents.add(broken, { priority: 0, most: 100, batch })).rejects.toThrow();
      expect(await batches.find('batch_1')).toBeUndefined();
      expect((await documents.page({ limit: 9 })).records).toEqual([]);
    });

    test('a cancelled batch: what is answered stays, the rest ends piece by piece, and who claims one is told', async () => {
      const all = await add('batch_1', 5);
      const [other] = await add('batch_2', 1);
      await claim(2);
      await finish(all[0]!.id, 'letter');
      expect([await batches.cancel('batch_1'), await batches.cancel('batch_9')]).toEqual([true, false]);
      // A kill here leaves jobs open: whoever claims them ends them.
      expect((await claim(1)).map(({ cancelled }) => cancelled)).toEqual([true]);
      const end = (most: number) => batches.endJobs('batch_1', CANCELLED, (name) => answerOf(name), most);
      expect([(await end(3)).length, (await end(3)).length, (await end(3)).length]).toEqual([3, 1, 0]);
      expect(await finish(all[1]!.id, 'letter')).toBe(false);
      const ended = (await documents.find(all[4]!.id))!;
      expect(ended.history).toEqual([...all[4]!.history, CANCELLED]);
      expect(ended.answer).toEqual(answerOf(ended.name));
      expect(idsOf((await documents.page({ limit: 9, status: 'failed' })).records)).toHaveLength(4);
      expect((await claim(9)).map(({ record, cancelled }) => [record.id, cancelled])).toEqual([
        [other!.id, false],
      ]);
    });

    test('a removed batch is gone with all of its documents, and what they referred to is known until it is deleted', async () => {
      const all = await add('batch_1', 3, [refused('batch_1')]);
      const [other] = await add('batch_2', 1);
      await claim(1);
      await finish(all[0]!.id, 'letter');
      expect([await batches.remove('batch_1'), await batches.remove('batch_1')]).toEqual([true, false]);
      expect(await batches.find('batch_1')).toBeUndefined();
      expect(idsOf((await documents.page({ limit: 9 })).records)).toEqual([other!.id]);
      expect(await documents.waiting()).toBe(1);
      const discarded = await documents.discarded(10);
      expect(discarded.map(({ sha256, extracted }) => [sha256, extracted]).sort()).toEqual([
        [sha('a'), null],
        [sha('a'), null],
        [sha('a'), sha('e')],
      ]);
      await documents.forgetDiscarded(idsOf(discarded.slice(1)));
      expect(await documents.discarded(10)).toEqual(discarded.slice(0, 1));
    });

    test('of a single document that is removed the same is known', async () => {
      const [one] = await add('batch_1', 1);
      await documents.remove(one!.id);
      expect(await documents.discarded(10)).toMatchObject([{ sha256: sha('a'), extracted: null }]);
      expect((await batches.find('batch_1'))!.counts).toEqual([]);
    });

    testLong('ten thousand at once: added, counted, cancelled and removed', async () => {
      await add('batch_1', 10_000);
      expect((await batches.find('batch_1'))!.counts).toEqual([
        { state: 'queued', label: null, documents: 10_000 },
      ]);
      await batches.cancel('batch_1');
      let ended = 0;
      for (let some = 1; some > 0; ended += some)
        some = (await batches.endJobs('batch_1', CANCELLED, (name) => answerOf(name), 500)).length;
      expect(ended).toBe(10_000);
      await batches.remove('batch_1');
      const left = await place.database.run((db) =>
        sql<{ texts: string }>`select count(*) as texts from document_texts`.execute(db),
      );
      expect(Number(left.rows[0]!.texts)).toBe(0);
      expect(await documents.discarded(20_000)).toHaveLength(10_000);
    });
  },
  { long: true },
);
