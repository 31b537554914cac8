/** What EventLog promises, on every database: each state once, in one order, none missed whoever writes meanwhile. */
import { sql } from 'kysely';
import type { Database } from '#adapters/database/database.js';
import { insertDocuments } from '#adapters/database/insert-documents.js';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import { SqlEventLog } from '#adapters/database/sql-event-log.js';
import { SqlRunRecords } from '#adapters/database/sql-run-records.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import type { EventQuery, LoggedEvent } from '#contracts/platform-event.schema.js';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import { until } from '../../support/running-platform.js';
import { describeOnDatabases } from '../../support/test-databases.js';

const AT = '2026-01-02T03:04:05.678Z';
const document = (number: number, owner?: string): DocumentRecord => ({
  ...{ format: 'docket/document-record@1', id: `doc_${number}`, name: `${number}.pdf`, bytes: 1 },
  ...{ sha256: 'a'.repeat(64), history: [{ state: 'queued', at: AT }], answer: null, extracted: null },
  ...(owner !== undefined && { owner }),
});
const answer: DocumentAnswer = {
  ...{ file: '1.pdf', status: 'classified', label: 'letter', confidence: 0.75, runner_up: null, labels: [] },
  ...{ model: { name: 'classifier', version: 'abc' }, pages: 1, language: 'und', explanation: [] },
};
const run = (state: RunRecord['state']): RunRecord => ({
  ...{ format: 'docket/run-record@1', id: 'run_1', pipeline: 'training', cause: 'A test.', state },
  ...{ started_at: AT, ended_at: null, progress: 0.5, stages: [], failures: [], error: null },
});
const told = (events: readonly LoggedEvent[]) =>
  events.map(({ data }) => `${data.id} ${'status' in data ? data.status : data.state}`);

/** Other suites on the same server have transactions of their own; until those have ended, events wait for them. */
async function othersEnded(database: Database): Promise<void> {
  const ask = async (what: 'xmin' | 'xmax') => {
    const { rows } = await database.run((db) =>
      sql<{
        at: string;
      }>`select ${sql.raw(`pg_snapshot_${what}`)}(pg_current_snapshot())::text as at`.execute(db),
    );
    return BigInt(rows[0]!.at);
  };
  const end = await ask('xmax');
  await until('all transactions before this have ended', async () => (await ask('xmin')) >= end);
}

describeOnDatabases(
  'events',
  (place) => {
    let documents: SqlDocumentRecords;
    let log: SqlEventLog;
    beforeAll(() => {
      documents = new SqlDocumentRecords(place.database);
      log = new SqlEventLog(place.database);
    });
    afterEach(() => place.empty());
    const add = (...records: DocumentRecord[]) => documents.add(records, { priority: 0, most: 1_000 });
    const read = async (query: Partial<EventQuery> = {}) => {
      await othersEnded(place.database);
      return log.read({ after: null, limit: 100, runs: true, ...query });
    };
    const finish = async () => {
      const [job] = await documents.claim({ worker: 'w', seconds: 60 }, 1);
      const { record } = job!;
      const reading = [...record.history, { state: 'reading' as const, at: AT }];
      await documents.enter(record.id, 'w', reading);
      const error = { code: 'ocr/page-timeout', message: 'null \u0000 and half a \ud83d' };
      const again = [...reading, { state: 'queued' as const, at: AT, error }];
      const history = [
        ...again,
        { state: 'predicting' as const, at: AT },
        { state: 'classified' as const, at: AT },
      ];
      const end = { history, answer, extracted: null, text: '', basis: null };
      await documents.finish(record.id, 'w', end);
    };

    test('every state of a document is told once, in order; the end tells class, confidence and model', async () => {
      await add(document(1, 'acc_1'));
      await finish();
      const { events, more } = await read();
      expect(told(events).map((each) => each.slice(6))).toEqual([
        'queued',
        'reading',
        'queued',
        'predicting',
        'classified',
      ]);
      expect(more).toBe(false);
      expect(events[2]!.data).toMatchObject({ label: null, error: { code: 'ocr/page-timeout' } });
      expect(events[3]!.data).toMatchObject({ label: null, confidence: null, model: null });
      expect(events[4]).toMatchObject({
        owner: 'acc_1',
        data: { ...{ file: '1.pdf', label: 'letter', confidence: 0.75, at: AT }, model: answer.model },
      });
    });

    test('whoever reads page by page from any place on gets the rest, and then nothing until something happens', async () => {
      const before = await log.now();
      for (const number of [1, 2, 3, 4, 5]) await add(document(number));
      const first = await read({ after: before, limit: 2 });
      expect([told(first.events), first.more]).toEqual([['doc_1 queued', 'doc_2 queued'], true]);
      const rest = await read({ after: first.position });
      expect(told(rest.events)).toEqual(['doc_3 queued', 'doc_4 queued', 'doc_5 queued']);
      expect(told((await read({ after: rest.events[0]!.position })).events)).toEqual([
        'doc_4 queued',
        'doc_5 queued',
      ]);
      expect((await read({ after: rest.position })).events).toEqual([]);
      await add(document(6));
      expect(told((await read({ after: rest.position })).events)).toEqual(['doc_6 queued']);
    });

    test('only what was asked for: of an owner, of a document, with runs or without', async () => {
      await add(document(1, 'acc_1'), document(2, 'acc_2'), document(3));
      const runs = new SqlRunRecords(place.database);
      await runs.save(run('running'));
      await runs.save(run('running'));
      await runs.save(run('succeeded'));
      const of = async (query: Partial<EventQuery>) => told((await read(query)).events);
      expect(await of({ owner: 'acc_1', runs: false })).toEqual(['doc_1 queued']);
      expect(await of({ document: 'doc_3', runs: false })).toEqual(['doc_3 queued']);
      expect(await of({ owner: 'acc_2' })).toEqual(['doc_2 queued', 'run_1 running', 'run_1 succeeded']);
    });

    test('a deleted document leaves no event; a place of another database begins with the oldest', async () => {
      await add(document(1), document(2));
      await documents.remove('doc_1');
      expect(told((await read({ after: '9000000000000000000-1' })).events)).toEqual(['doc_2 queued']);
    });

    test('what is old is forgotten', async () => {
      await add(document(1), document(2));
      await place.database.run((db) =>
        sql`update events set at = now() - interval '8 days' where document_id = 'doc_1'`.execute(db),
      );
      await log.forget(7);
      expect(told((await read()).events)).toEqual(['doc_2 queued']);
    });

    test('of changes at the same time none is missed by those who read meanwhile', async () => {
      let after = await log.now();
      const seen: string[] = [];
      const readOn = async () => {
        const page = await log.read({ after, limit: 100, runs: true });
        after = page.position;
        seen.push(...told(page.events));
      };
      const numbers = Array.from({ length: 60 }, (_, number) => number);
      let writing = true;
      const writers = Promise.all(numbers.map((number) => add(document(number)))).finally(() => {
        writing = false;
      });
      while (writing) await readOn();
      await writers;
      await othersEnded(place.database);
      await readOn();
      expect(seen.sort()).toEqual(numbers.map((number) => `doc_${number} queued`).sort());
    });
  },
  { long: true },
);

describeOnDatabases(
  'events of transactions that overlap',
  (place) => {
    test('those of one that ends late come after those of one that began later, and are not missed', async () => {
      const log = new SqlEventLog(place.database);
      const documents = new SqlDocumentRecords(place.database);
      const after = await log.now();
      let end = () => {};
      const held = new Promise<void>((resolve) => {
        end = resolve;
      });
      let begun = () => {};
      const began = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const late = place.database.run((db) =>
        db.transaction().execute(async (trx) => {
          await insertDocuments(trx, [document(1)], 0);
          begun();
          await held;
        }),
      );
      await began;
      await documents.add([document(2)], { priority: 0, most: 10 });
      const early = await log.read({ after, limit: 10, runs: true });
      end();
      await late;
      await othersEnded(place.database);
      const rest = await log.read({ after: early.position, limit: 10, runs: true });
      expect(told([...early.events, ...rest.events])).toEqual(['doc_1 queued', 'doc_2 queued']);
    });
  },
  { several: true },
);
