/** What WebhookRecords promises, on every database: each end told to whom it concerns, by one sender at a time. */
import { sql } from 'kysely';
import { SqlAccountRecords } from '#adapters/database/sql-account-records.js';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import { SqlRunRecords } from '#adapters/database/sql-run-records.js';
import { SqlWebhookRecords } from '#adapters/database/sql-webhook-records.js';
import type { Role } from '#contracts/account.schema.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import type { WebhookEvent } from '#contracts/webhook.schema.js';
import type { ClaimLimits, DeliveryEnd } from '#ports/webhook-records.port.js';
import { describeOnDatabases } from '../../support/test-databases.js';

const AT = '2026-01-02T03:04:05.678Z';
const LIMITS = { lease: 60, without: [], most: 100, mostOfOne: 10 };
const done: DeliveryEnd = {
  state: 'delivered',
  wait: 0,
  status: 200,
  excerpt: 'ok',
  error: null,
  disable: null,
};
const failed: DeliveryEnd = {
  ...{ state: 'waiting', wait: 0, status: 500, excerpt: 'no', disable: null },
  error: { code: 'outgoing/unreachable', message: 'It answered 500.' },
};

describeOnDatabases(
  'webhooks',
  (place) => {
    let documents: SqlDocumentRecords;
    let records: SqlWebhookRecords;
    beforeAll(async () => {
      documents = new SqlDocumentRecords(place.database);
      records = new SqlWebhookRecords(place.database);
      const accounts = new SqlAccountRecords(place.database);
      for (const [name, role] of [
        ['ann', 'user'],
        ['ron', 'reviewer'],
      ] as [string, Role][]) {
        const rest = {
          password: null,
          one_time_password: false,
          documents_per_day: null,
          max_kept_bytes: null,
          disabled: false,
          created_at: AT,
        };
        await accounts.add({ id: `acc_${name}`, name, role, ...rest });
      }
    });
    afterEach(async () => {
      await place.empty();
      await place.database.run((db) => sql`delete from webhooks`.execute(db));
    });
    const hook = (id: string, account: string, events: WebhookEvent[], everybodys = false) =>
      records.add(
        {
          ...{ id, account_id: `acc_${account}`, url: 'https://example.org/', events, everybodys },
          ...{ secret: 'whsec_x', created_at: AT },
        },
        3,
      );
    const end = async (number: number, owner: string, status: DocumentAnswer['status'] = 'classified') => {
      const id = `doc_${number}`;
      const record: DocumentRecord = {
        ...{ format: 'docket/document-record@1', id, name: 'a.pdf', bytes: 1, sha256: 'a'.repeat(64) },
        ...{ history: [{ state: 'queued', at: AT }], answer: null, extracted: null, owner: `acc_${owner}` },
      };
      await documents.add([record], { priority: 0, most: 1_000 });
      await documents.claim({ worker: 'w', seconds: 60 }, 1);
      const answer: DocumentAnswer = {
        ...{ file: 'a.pdf', status, label: 'letter', confidence: 0.75, runner_up: null, labels: [] },
        ...{ model: null, pages: 1, language: 'und', explanation: [] },
      };
      const history = [...record.history, { state: status, at: AT }];
      await documents.finish(id, 'w', { history, answer, extracted: null, text: '', basis: null });
    };
    const claim = async (limits: Partial<ClaimLimits> = {}) => records.claim({ ...LIMITS, ...limits });
    const subjects = async () =>
      (await claim()).map(
        ({ webhook, type, document, run }) => `${webhook.id} ${type} ${(document ?? run)!.id}`,
      );

    test('an end is told to whom it concerns: its owner, those who want everybody’s, and who asked for that type', async () => {
      await hook('hook_1', 'ann', ['document.classified']);
      await hook('hook_2', 'ron', ['document.classified', 'document.failed'], true);
      await hook('hook_3', 'ron', ['document.classified', 'run.succeeded']);
      await end(1, 'ann');
      await end(2, 'ron', 'failed');
      const runs = new SqlRunRecords(place.database);
      const run: RunRecord = {
        ...{ format: 'docket/run-record@1', id: 'run_1', pipeline: 'training', cause: 'x', state: 'running' },
        ...{ started_at: AT, ended_at: null, progress: 0, stages: [], failures: [], error: null },
      };
      await runs.save(run);
      await runs.save({ ...run, state: 'succeeded' });
      expect((await subjects()).sort()).toEqual([
        'hook_1 document.classified doc_1',
        'hook_2 document.classified doc_1',
        'hook_2 document.failed doc_2',
        'hook_3 run.succeeded run_1',
      ]);
    });

    test('one is claimed by one sender at a time, until it is settled, its lease is over or it is released', async () => {
      await hook('hook_1', 'ann', ['document.classified']);
      await end(1, 'ann');
      const both = await Promise.all([claim(), claim()]);
      expect(both.flat()).toMatchObject([
        { failures: 0, account: { role: 'user' }, document: { id: 'doc_1' } },
      ]);
      const { id } = both.flat()[0]!;
      expect(await claim()).toEqual([]);
      await records.release([id]);
      expect(await claim()).toHaveLength(1);
      await records.release(null);
      expect(await claim({ lease: -1 })).toHaveLength(1);
      expect(await claim()).toHaveLength(1);
      await records.settle(id, failed);
      expect(await claim()).toMatchObject([{ failures: 1, webhook: { failing_since: expect.any(String) } }]);
      await records.settle(id, done);
      expect(await claim()).toEqual([]);
      expect((await records.find(null, 'hook_1'))!.failing_since).toBeNull();
      const { deliveries } = await records.deliveries('hook_1', { limit: 10 });
      expect(deliveries).toMatchObject([
        {
          ...{ state: 'delivered', subject: 'doc_1', attempts: 5, response_status: 200 },
          next_attempt_at: null,
        },
      ]);
      expect(await records.redeliver('hook_1', id)).toMatchObject({ state: 'waiting' });
      expect(await claim()).toMatchObject([{ id, failures: 0 }]);
    });

    test('of one webhook so many at a time, of one that fails one; those named get none; a disabled one none', async () => {
      await hook('hook_1', 'ann', ['document.classified']);
      await hook('hook_2', 'ann', ['document.classified']);
      for (const number of [1, 2, 3]) await end(number, 'ann');
      const hooks = (found: readonly { webhook: { id: string } }[]) =>
        found.map(({ webhook }) => webhook.id).sort();
      expect(hooks(await claim({ mostOfOne: 2, without: ['hook_2'] }))).toEqual(['hook_1', 'hook_1']);
      await records.release(null);
      const [first] = await claim({ most: 1 });
      await records.settle(first!.id, failed);
      await records.release(null);
      const other = first!.webhook.id === 'hook_1' ? 'hook_2' : 'hook_1';
      expect(hooks(await claim()).filter((id) => id === first!.webhook.id)).toHaveLength(1);
      await records.release(null);
      await records.settle(first!.id, { ...failed, disable: 'It is gone.' });
      expect(await records.find(null, first!.webhook.id)).toMatchObject({
        ...{ enabled: false, disabled_reason: 'It is gone.' },
      });
      await end(4, 'ann');
      expect(hooks(await claim())).toEqual(Array(4).fill(other));
      await records.change(null, first!.webhook.id, { enabled: true, disabled_reason: null });
      expect(hooks(await claim())).toEqual(Array(3).fill(first!.webhook.id));
    });

    test('deliveries go with their document; old ones that are over are forgotten', async () => {
      await hook('hook_1', 'ann', ['document.classified']);
      for (const number of [1, 2, 3]) await end(number, 'ann');
      await documents.remove('doc_1');
      const [first] = await claim({ most: 1 });
      await records.settle(first!.id, done);
      await place.database.run((db) =>
        sql`update webhook_deliveries set at = now() - interval '31 days'`.execute(db),
      );
      await records.forget(30);
      const { deliveries, next } = await records.deliveries('hook_1', { limit: 10 });
      expect([deliveries.map(({ state }) => state), next]).toEqual([['waiting'], null]);
    });

    test('an account has its own, so many, page by page; nobody finds or changes another’s', async () => {
      for (const id of ['hook_1', 'hook_2', 'hook_3']) await hook(id, 'ann', ['document.failed']);
      expect(await hook('hook_4', 'ann', ['document.failed'])).toBeUndefined();
      expect(await hook('hook_5', 'ron', ['run.failed'], true)).toMatchObject({
        ...{ account: 'ron', events: ['run.failed'], everybodys: true, enabled: true, disabled_reason: null },
      });
      const first = await records.list('acc_ann', { limit: 2 });
      expect([first.webhooks.map(({ id }) => id), first.next]).toEqual([['hook_3', 'hook_2'], 'hook_2']);
      const rest = await records.list('acc_ann', { limit: 2, cursor: first.next! });
      expect([rest.webhooks.map(({ id }) => id), rest.next]).toEqual([['hook_1'], null]);
      expect((await records.list(null, { limit: 10 })).webhooks).toHaveLength(4);
      expect(await records.find('acc_ron', 'hook_1')).toBeUndefined();
      expect(await records.change('acc_ron', 'hook_1', { url: 'https://x/' })).toBeUndefined();
      expect(await records.remove('acc_ron', 'hook_1')).toBe(false);
      expect(await records.change('acc_ann', 'hook_1', { events: ['document.review'] })).toMatchObject({
        events: ['document.review'],
      });
      expect(await records.change('acc_ann', 'hook_1', {})).toMatchObject({ id: 'hook_1' });
      expect(await records.remove('acc_ann', 'hook_1')).toBe(true);
    });
  },
  { long: true },
);
