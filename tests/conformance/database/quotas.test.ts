/** What an account uses is counted where documents come and go, on every database, and nobody slips past it. */
import { sql } from 'kysely';
import { SqlAccountRecords } from '#adapters/database/sql-account-records.js';
import { SqlBatchRecords } from '#adapters/database/sql-batch-records.js';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import type { AccountUsage } from '#contracts/account-usage.schema.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { withinQuota } from '#core/accounts/quota.js';
import type { AddOptions } from '#ports/document-records.port.js';
import { describeOnDatabases } from '../../support/test-databases.js';
import { rejectionOf } from '../../support/thrown-by.js';

const AT = '2026-01-02T03:04:05.678Z';
const ANN = 'acc_ann';

const document = (number: number, more: Partial<DocumentRecord> = {}): DocumentRecord => ({
  format: 'docket/document-record@1',
  id: `doc_${String(number).padStart(4, '0')}`,
  ...{ name: `${number}.txt`, bytes: 100, sha256: String(number % 10).repeat(64), owner: ANN },
  history: [{ state: 'queued', at: AT }],
  ...{ answer: null, extracted: null },
  ...more,
});
const quota = (documents_per_day: number, max_kept_bytes: number) => (added: readonly DocumentRecord[]) => ({
  ...{ priority: 0, most: 10_000 },
  within: (usage: AccountUsage) =>
    withinQuota({ documents: added.length, bytes: added.reduce((sum, { bytes }) => sum + bytes, 0) }, usage, {
      documents_per_day,
      max_kept_bytes,
    }),
});

describeOnDatabases(
  'quotas',
  (place) => {
    let records: SqlDocumentRecords;
    let accounts: SqlAccountRecords;
    beforeAll(() => {
      records = new SqlDocumentRecords(place.database);
      accounts = new SqlAccountRecords(place.database);
    });
    afterEach(async () => {
      await place.empty();
      await place.database.run((db) => sql`delete from accounts`.execute(db));
    });

    const add = (added: DocumentRecord[], options: AddOptions = { priority: 0, most: 10_000 }) =>
      records.add(added, options);
    const usage = async (account = ANN) => {
      const { documents_today, kept_bytes } = await accounts.usage(account);
      return [documents_today, kept_bytes];
    };

    test('nothing yet; then documents and bytes of each account, whoever else adds some', async () => {
      expect(await accounts.usage(ANN)).toMatchObject({
        ...{ documents_today: 0, kept_bytes: 0, own: { documents_per_day: null, max_kept_bytes: null } },
      });
      const failed = document(3, { sha256: null, bytes: 7 });
      await add([document(1), document(2, { bytes: 5_000_000_000 }), failed]);
      await add([document(4, { owner: 'acc_bob' })]);
      await add([document(5, { owner: undefined })]);
      expect(await usage()).toEqual([3, 5_000_000_100]);
      expect(await usage('acc_bob')).toEqual([1, 100]);
      const { day_ends_in } = await accounts.usage(ANN);
      expect(day_ends_in).toBeGreaterThan(0);
      expect(day_ends_in).toBeLessThanOrEqual(86_400);
    });

    test('what is deleted makes room for bytes, and for no document of the day; alone, by batch, and with its parts', async () => {
      const batch = { id: 'batch_1', name: null, owner: ANN };
      await add(
        [1, 2, 3].map((number) => document(number, { batch: batch.id })),
        {
          ...{ priority: 0, most: 100, batch },
        },
      );
      await add([document(4)]);
      const [job] = (await records.claim({ worker: 'w', seconds: 60 }, 10)).filter(
        ({ record }) => record.id === 'doc_0004',
      );
      const answer = {
        file: '4.txt',
        status: 'split',
        label: null,
        confidence: null,
        runner_up: null,
        labels: [],
        model: null,
        pages: 2,
        language: 'und',
        explanation: [],
      } as unknown as NonNullable<DocumentRecord['answer']>;
      const part = document(5, { answer, part_of: { id: 'doc_0004', pages: [1, 1] }, bytes: 40 });
      await records.finish('doc_0004', 'w', {
        ...{
          history: [...job!.record.history, { state: 'split', at: AT }],
          answer,
          extracted: null,
          text: '',
          basis: null,
        },
        parts: [{ record: part, text: '' }],
      });
      expect(await usage()).toEqual([4, 440]);
      await records.remove('doc_0004');
      expect(await usage()).toEqual([4, 300]);
      await records.remove('doc_0001');
      expect(await usage()).toEqual([4, 200]);
      await new SqlBatchRecords(place.database).remove(batch.id);
      expect(await usage()).toEqual([4, 0]);
    });

    test('beyond the quota all are refused, nothing is counted, and the key is free', async () => {
      const three = [1, 2, 3].map((number) => document(number));
      await add(three, quota(5, 0)(three));
      const more = [4, 5, 6].map((number) => document(number));
      const refused = await rejectionOf(add(more, { ...quota(5, 0)(more), key: 'once' }));
      expect(refused).toMatchObject({ code: 'quota/documents-per-day', details: { documents_today: 3 } });
      expect((await rejectionOf(add(more, quota(0, 500)(more)))).code).toBe('quota/kept-bytes');
      expect(await usage()).toEqual([3, 300]);
      const two = more.slice(0, 2);
      await add(two, { ...quota(5, 500)(two), key: 'once' });
      // Sent again it brings what it brought, however full the account is.
      expect(
        await add(
          two.map((each) => ({ ...each, id: `${each.id}x` })),
          { ...quota(5, 500)(two), key: 'once' },
        ),
      ).toHaveLength(2);
      expect(await usage()).toEqual([5, 500]);
    });

    test('of many uploads at once as many come in as there is room for', async () => {
      const tries = Array.from({ length: 20 }, (_, number) => [
        document(2 * number),
        document(2 * number + 1),
      ]);
      const outcomes = await Promise.all(
        tries.map((some) =>
          add(some, quota(11, 0)(some)).then(
            () => 'added',
            (error: { code: string }) => error.code,
          ),
        ),
      );
      expect(outcomes.filter((each) => each === 'added')).toHaveLength(5);
      expect(new Set(outcomes)).toEqual(new Set(['added', 'quota/documents-per-day']));
      expect(await usage()).toEqual([10, 1_000]);
      await place.empty();
      const kept = await Promise.allSettled(tries.map((some) => add(some, quota(0, 1_100)(some))));
      expect(kept.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
      expect((await usage())[1]).toBe(1_000);
    });

    test('a new day begins at 0; what is kept is kept', async () => {
      await add([document(1), document(2)]);
      await place.database.run((db) => sql`update account_usage set day = day - 1`.execute(db));
      expect(await usage()).toEqual([0, 200]);
      const one = [document(3)];
      await add(one, quota(1, 0)(one));
      expect(await usage()).toEqual([1, 300]);
    });

    test('a file that is fetched counts when it is there, and is not kept beyond the quota', async () => {
      const urls = [1, 2].map((number) =>
        document(number, { sha256: null, bytes: 0, url: `https://example.org/${number}` }),
      );
      await add(urls);
      expect(await usage()).toEqual([2, 0]);
      const jobs = await records.claimToFetch({ worker: 'w', seconds: 60 }, 10, { without: [] });
      const file = { sha256: 'f'.repeat(64), bytes: 80 };
      const within = (used: AccountUsage) =>
        withinQuota({ bytes: 80 }, used, { documents_per_day: 2, max_kept_bytes: 100 });
      const fetched = (number: number) =>
        records.fetched(urls[number]!.id, 'w', file, jobs[number]!.record.history, within);
      expect(await fetched(0)).toBe(true);
      expect(await rejectionOf(fetched(1))).toMatchObject({
        code: 'quota/kept-bytes',
        details: { kept_bytes: 80 },
      });
      expect(await usage()).toEqual([2, 80]);
      expect((await records.find(urls[1]!.id))!.sha256).toBeNull();
    });

    test('an account’s own quota is kept with it, and goes back to that of everybody', async () => {
      const account = { id: ANN, name: 'ann', role: 'user', disabled: false, created_at: AT } as const;
      const own = { documents_per_day: null, max_kept_bytes: null };
      await accounts.add({ ...account, password: null, one_time_password: false, ...own });
      expect(await accounts.find({ id: ANN })).toMatchObject(own);
      const larger = { documents_per_day: 0, max_kept_bytes: 6_000_000_000 };
      await accounts.change(ANN, larger, AT);
      expect(await accounts.list(1)).toMatchObject([larger]);
      expect((await accounts.usage(ANN)).own).toEqual(larger);
      const some = [document(1), document(2)];
      await add(some, quota(1, 1)(some));
      await accounts.change(ANN, own, AT);
      expect((await accounts.usage(ANN)).own).toEqual(own);
      await expect(accounts.change(ANN, { documents_per_day: -1 }, AT)).rejects.toThrow();
    });
  },
  { long: true },
);
