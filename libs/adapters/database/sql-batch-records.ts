/** Batches of documents in PostgreSQL, on a server or embedded. */
import { type Selectable, sql, type Transaction } from 'kysely';
import type { Batch, BatchQuery } from '#contracts/batch.schema.js';
import type { DocumentState } from '#contracts/document-record.schema.js';
import { BatchRecords } from '#ports/batch-records.port.js';
import type { DocumentEnd, History } from '#ports/document-records.port.js';
import type { Queries } from './database.js';
import { answerColumns, isId, jsonText, stateColumns } from './document-row.js';
import type { BatchesTable, Tables } from './schema.js';
import { writeWords } from './write-words.js';

type Run = <Result>(work: (queries: Queries) => Promise<Result>) => Promise<Result>;

export class SqlBatchRecords extends BatchRecords {
  /** @param database opens itself, and tells its errors as the port promises */
  constructor(private readonly database: { run: Run }) {
    super();
  }

  override async find(id: string): Promise<Batch | undefined> {
    if (!isId(id)) return undefined;
    return this.database.run(async (db) => {
      const rows = await db.selectFrom('batches').selectAll().where('id', '=', id).execute();
      return (await counted(db, rows))[0];
    });
  }

  override page({ limit, cursor, owner }: BatchQuery): Promise<{ batches: Batch[]; next: string | null }> {
    return this.database.run(async (db) => {
      const rows = await db
        .selectFrom('batches')
        .selectAll()
        .$if(cursor !== undefined, (query) => query.where('id', '<', cursor!))
        .$if(owner !== undefined, (query) => query.where('owner', '=', owner!))
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const batches = await counted(db, rows.slice(0, limit));
      return { batches, next: rows.length > limit ? batches.at(-1)!.id : null };
    });
  }

  override cancel(id: string): Promise<boolean> {
    return this.changed(id, async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('batches')
        .set({ cancelled_at: sql<Date>`coalesce(cancelled_at, now())` })
        .where('id', '=', id)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    });
  }

  override endJobs(
    id: string,
    entry: History[number],
    answerOf: (name: string) => DocumentEnd['answer'],
    most: number,
  ): Promise<string[]> {
    return this.transaction(async (trx) => {
      const open = await trx
        .deleteFrom('jobs')
        .where('document_id', 'in', (query) =>
          query
            .selectFrom('jobs')
            .innerJoin('documents', 'documents.id', 'jobs.document_id')
            .select('document_id')
            .where('batch', '=', id)
            .limit(most),
        )
        .returning('document_id')
        .execute();
      if (open.length === 0) return [];
      const ids = open.map(({ document_id }) => document_id);
      const documents = await trx
        .selectFrom('documents')
        .select(['id', 'name', 'history'])
        .where('id', 'in', ids)
        .forUpdate()
        .execute();
      const ended = documents.map(({ id, name, history }) => ({
        id,
        ...stateColumns([...(history as History), entry]),
        ...answerColumns(answerOf(name)),
      }));
      await sql`update documents set state = given.state, updated_at = given.updated_at,
          history = given.history::json, answer = given.answer::json
        from json_to_recordset(${jsonText(ended)}::json)
          as given(id text, state text, updated_at timestamptz, history text, answer text)
        where documents.id = given.id`.execute(trx);
      await writeWords(
        trx,
        documents.map(({ id, name }) => ({ id, text: name })),
      );
      return ids;
    });
  }

  override remove(id: string): Promise<boolean> {
    return this.changed(id, async (trx) => {
      const ofBatch = trx.selectFrom('documents').select('id').where('batch', '=', id);
      // Jobs before documents, as whoever ends a job does: else the two could wait for each other.
      await trx.deleteFrom('jobs').where('document_id', 'in', ofBatch).execute();
      await trx.deleteFrom('documents').where('batch', '=', id).execute();
      const { numDeletedRows } = await trx.deleteFrom('batches').where('id', '=', id).executeTakeFirst();
      return numDeletedRows > 0n;
    });
  }

  private async changed(
    id: string,
    change: (trx: Transaction<Tables>) => Promise<boolean>,
  ): Promise<boolean> {
    return isId(id) && this.transaction(change);
  }

  private transaction<Result>(work: (trx: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    return this.database.run((db) => db.transaction().execute(work));
  }
}

/** In the order of the rows; one statement for all of them. */
async function counted(db: Queries, rows: readonly Selectable<BatchesTable>[]): Promise<Batch[]> {
  if (rows.length === 0) return [];
  const groups = await db
    .selectFrom('documents')
    .select(({ fn }) => [
      'batch',
      'state',
      'label',
      fn.countAll<string>().as('documents'),
      fn.max('updated_at').as('changed_at'),
    ])
    .where(
      'batch',
      'in',
      rows.map(({ id }) => id),
    )
    .groupBy(['batch', 'state', 'label'])
    .execute();
  return rows.map(({ id, name, owner, created_at, started_at, cancelled_at }) => {
    const own = groups.filter(({ batch }) => batch === id);
    const latest = own.map(({ changed_at }) => changed_at.getTime());
    return {
      ...{ id, name, owner },
      created_at: created_at.toISOString(),
      started_at: started_at?.toISOString() ?? null,
      cancelled_at: cancelled_at?.toISOString() ?? null,
      changed_at: latest.length > 0 ? new Date(Math.max(...latest)).toISOString() : null,
      counts: own.map(({ state, label, documents }) => ({
        ...{ state: state as DocumentState, label },
        documents: Number(documents),
      })),
    };
  });
}
