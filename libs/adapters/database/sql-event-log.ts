/** Events in PostgreSQL, on a server or embedded; the triggers of migration 0006 write them. */
import { type SqlBool, sql } from 'kysely';
import { type DocumentRecord, isFinal } from '#contracts/document-record.schema.js';
import {
  type EventPage,
  type EventQuery,
  type LoggedEvent,
  runEventOf,
} from '#contracts/platform-event.schema.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import { EventLog } from '#ports/event-log.port.js';
import type { Queries } from './database.js';

/** Rows of one statement, so that each takes milliseconds whatever has piled up. */
const DELETED_AT_ONCE = 5_000;

type Run = <Result>(work: (queries: Queries) => Promise<Result>) => Promise<Result>;

export class SqlEventLog extends EventLog {
  /** @param database opens itself, and tells its errors as the port promises */
  constructor(private readonly database: { run: Run }) {
    super();
  }

  override async now(): Promise<string> {
    return this.database.run(async (db) => `${await oldestOpen(db)}-0`);
  }

  override async read({ after, limit, owner, document, runs }: EventQuery): Promise<EventPage> {
    return this.database.run(async (db) => {
      // Asked for first: whatever has ended by now is seen by the next statement.
      const open = await oldestOpen(db);
      const [transaction, id] = beginningOf(after, open);
      const rows = await db
        .selectFrom('events')
        .leftJoin('documents', 'documents.id', 'events.document_id')
        .leftJoin('runs', 'runs.id', 'events.run_id')
        .select(['document_id', 'events.owner', 'entry', 'events.at', 'record'])
        .select(['name', 'label', 'confidence', 'model_name', 'model_version'])
        .select(sql<string>`events.transaction::text || '-' || events.id::text`.as('position'))
        .where(sql<SqlBool>`(events.transaction, events.id) > (${transaction}::xid8, ${id}::bigint)`)
        .where(sql<SqlBool>`events.transaction < ${open}::xid8`)
        .$if(document !== undefined, (query) => query.where('document_id', '=', document!))
        .$if(owner !== undefined, (query) =>
          query.where((where) =>
            where.or([where('events.owner', '=', owner!), where('run_id', 'is not', null)]),
          ),
        )
        .$if(!runs, (query) => query.where('run_id', 'is', null))
        .orderBy('events.transaction')
        .orderBy('events.id')
        .limit(limit)
        .execute();
      const events = rows.map(eventOf);
      const more = rows.length === limit;
      return { events, more, position: more ? events.at(-1)!.position : `${open}-0` };
    });
  }

  /** Deletes events older than these days. */
  async forget(days: number): Promise<void> {
    for (;;) {
      const { numAffectedRows = 0n } = await this.database.run((db) =>
        sql`delete from events where at < now() - ${days} * interval '1 day'
          and id in (select id from events order by id limit ${DELETED_AT_ONCE})`.execute(db),
      );
      if (numAffectedRows < BigInt(DELETED_AT_ONCE)) return;
    }
  }
}

/** All transactions before this one have ended; later ones may still write events. */
async function oldestOpen(db: Queries): Promise<string> {
  const { rows } = await sql<{ open: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as open`.execute(db);
  return rows[0]!.open;
}

/** A place that this database has not come to yet is one of another: of before it was restored, say. */
function beginningOf(after: string | null, open: string): [transaction: string, id: string] {
  const [transaction = '0', id = '0'] = after?.split('-') ?? [];
  return BigInt(transaction) > BigInt(open) ? ['0', '0'] : [transaction, id];
}

interface EventRow {
  position: string;
  document_id: string | null;
  owner: string | null;
  entry: unknown;
  name: string | null;
  label: string | null;
  confidence: number | null;
  model_name: string | null;
  model_version: string | null;
  record: unknown;
}

function eventOf({ position, owner, record, entry, ...row }: EventRow): LoggedEvent {
  if (row.document_id === null) {
    const run = record as RunRecord;
    return { type: 'run', position, owner, data: { ...runEventOf(run), state: (entry as RunRecord).state } };
  }
  const { state, at, error } = entry as DocumentRecord['history'][number];
  const answered = isFinal(state) && row.label !== null;
  return {
    ...{ type: 'document', position, owner },
    data: {
      ...{ id: row.document_id, file: row.name!, status: state, at },
      label: answered ? row.label : null,
      confidence: answered ? row.confidence : null,
      model:
        isFinal(state) && row.model_name !== null && row.model_version !== null
          ? { name: row.model_name, version: row.model_version }
          : null,
      ...(error && { error }),
    },
  };
}
