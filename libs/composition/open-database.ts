/** The database that the settings name: a server, or PGlite in `.docket/db`, which only one process may have. */
import { join } from 'node:path';
import { Database } from '#adapters/database/database.js';
import { PgliteDialect } from '#adapters/database/pglite-dialect.js';
import { SqlAccountRecords } from '#adapters/database/sql-account-records.js';
import { SqlBatchRecords } from '#adapters/database/sql-batch-records.js';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import { SqlEventLog } from '#adapters/database/sql-event-log.js';
import { SqlFeedbackRecords } from '#adapters/database/sql-feedback-records.js';
import { SqlIntakeRecords } from '#adapters/database/sql-intake-records.js';
import { SqlModelRegistry } from '#adapters/database/sql-model-registry.js';
import { SqlRunRecords } from '#adapters/database/sql-run-records.js';
import { SqlWebhookRecords } from '#adapters/database/sql-webhook-records.js';
import { wipeDeleted } from '#adapters/database/wipe-deleted.js';
import type { AccountRecords } from '#ports/account-records.port.js';
import type { BatchRecords } from '#ports/batch-records.port.js';
import type { DocumentRecords } from '#ports/document-records.port.js';
import type { EventLog } from '#ports/event-log.port.js';
import type { FeedbackRecords } from '#ports/feedback-records.port.js';
import type { IntakeRecords } from '#ports/intake-records.port.js';
import type { ModelRegistry } from '#ports/model-registry.port.js';
import type { RunRecords } from '#ports/run-records.port.js';
import type { WebhookRecords } from '#ports/webhook-records.port.js';
import { adoptJsonRecords } from './adopt-json-records.js';
import { DeletedTraces } from './deleted-traces.js';
import { guardState } from './keep-out-of-git.js';
import type { Workspace } from './open-workspace.js';
import { claimPlace } from './platform-address.js';

/** Milliseconds. The embedded one has no autovacuum; the queue leaves three dead rows for each document. */
const SWEEP_QUEUE = 60_000;
const SWEEP_ALL = 3_600_000;
/** Bytes of a table that is written anew where documents were deleted: everybody waits for about three seconds. */
const LARGEST_WIPED = 64_000_000;
/** Days: whoever reads on after a week has missed more than a stream is for. */
const EVENTS_KEPT = 7;
const DELIVERIES_KEPT = 30;

export interface OpenDatabase {
  documents: DocumentRecords;
  batches: BatchRecords;
  feedback: FeedbackRecords;
  runs: RunRecords;
  models: ModelRegistry;
  accounts: AccountRecords;
  events: EventLog;
  webhooks: WebhookRecords;
  intake: IntakeRecords;
  /** Whether no other process can have it open. */
  embedded: boolean;
  /** Resolves when it is open and answers. @throws DomainError 'database/unavailable' and the like */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Returns at once; it opens at the first question, and again where it could not be. */
export function openDatabase(workspace: Workspace, log: (sentence: string) => void): OpenDatabase {
  const { database, traces } = databaseOf(workspace, log);
  const events = new SqlEventLog(database);
  const webhooks = new SqlWebhookRecords(database);
  const forget = () => {
    void events.forget(EVENTS_KEPT).catch(() => undefined);
    void webhooks.forget(DELIVERIES_KEPT).catch(() => undefined);
  };
  const sweepers = [...(database.embedded ? sweep(database) : []), setInterval(forget, SWEEP_ALL).unref()];
  return {
    documents: new SqlDocumentRecords(database),
    batches: new SqlBatchRecords(database),
    feedback: new SqlFeedbackRecords(database),
    runs: new SqlRunRecords(database),
    models: new SqlModelRegistry(database),
    accounts: new SqlAccountRecords(database),
    events,
    webhooks,
    intake: new SqlIntakeRecords(database),
    embedded: database.embedded,
    check: () => database.check(),
    close: async () => {
      for (const sweeper of sweepers) clearInterval(sweeper);
      await traces?.end();
      await database.close();
    },
  };
}

/** The room of deleted rows is used again, and the queue stays quick. */
function sweep(database: Database): NodeJS.Timeout[] {
  const every = (milliseconds: number, statement: string) =>
    setInterval(() => void database.tidy(statement).catch(() => undefined), milliseconds).unref();
  return [every(SWEEP_QUEUE, 'vacuum jobs, webhook_deliveries'), every(SWEEP_ALL, 'vacuum analyze')];
}

function databaseOf(
  workspace: Workspace,
  log: (sentence: string) => void,
): { database: Database; traces?: DeletedTraces } {
  const url = workspace.settings.databaseUrl;
  type Query = Parameters<Parameters<Database['run']>[0]>[0];
  const prepare = (queries: Query) => {
    const on = { run: <Result>(work: (db: Query) => Promise<Result>) => work(queries) };
    return adoptJsonRecords(workspace, new SqlDocumentRecords(on), new SqlRunRecords(on), log);
  };
  if (url === undefined) {
    const directory = join(workspace.state, 'db');
    const traces: DeletedTraces = new DeletedTraces(join(directory, 'deleted'), () =>
      wipeDeleted(database, LARGEST_WIPED),
    );
    const database = new Database({
      where: directory,
      embedded: true,
      connect: () => embedded(workspace, directory, traces),
      prepare,
    });
    return { database, traces };
  }
  const database = new Database({
    where: shownAddress(url),
    embedded: false,
    connect: async () => {
      const { postgresDialect } = await import('#adapters/database/postgres-dialect.js');
      return postgresDialect(url, ({ message }) =>
        log(`A connection to the database was lost (${message}).`),
      );
    },
    prepare,
  });
  return { database };
}

async function embedded(
  workspace: Workspace,
  directory: string,
  traces: DeletedTraces,
): Promise<PgliteDialect> {
  const { PgliteThread } = await import('#adapters/database/pglite-thread.js');
  let thread: { terminate(): Promise<void> } | undefined;
  // Whoever has taken it over must not meet us in the same files.
  guardState(workspace);
  const release = await claimPlace(join(workspace.state, 'db-claims'), () => void thread?.terminate());
  const opened = await PgliteThread.open(directory).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  thread = opened;
  return new PgliteDialect(
    traces.watch({
      run: (statements) => opened.run(statements),
      close: async () => {
        try {
          await opened.close();
        } finally {
          await release();
        }
      },
    }),
  );
}

/** As logs may show it. */
export function shownAddress(url: string): string {
  const { protocol, username, host, pathname } = new URL(url);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}
