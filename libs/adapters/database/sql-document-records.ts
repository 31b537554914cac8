/** Documents and their jobs in PostgreSQL, on a server or embedded. */
import { type SqlBool, sql, type Transaction } from 'kysely';
import type { DocumentQuery, DocumentRecord } from '#contracts/document-record.schema.js';
import {
  type AddOptions,
  type ClaimedJob,
  type DiscardedObjects,
  type DocumentEnd,
  DocumentRecords,
  type EarlierAnswer,
  type FetchedFile,
  type History,
  type JobKind,
  type Lease,
  type ToFetch,
} from '#ports/document-records.port.js';
import { countJobs } from './add-documents.js';
import { boundedRead } from './bounded-read.js';
import { claimJobs, inSeconds, ofKind, reclaimJobs, SILENT } from './claim-jobs.js';
import type { Queries } from './database.js';
import { isId, recordOf, stateColumns } from './document-row.js';
import { cancelJob, endJob, handOver, returnJob } from './end-jobs.js';
import { findDocuments } from './find-documents.js';
import { insertDocuments } from './insert-documents.js';
import type { Tables } from './schema.js';
import { UploadsTogether } from './uploads-together.js';
import { withParts } from './with-parts.js';

/** Characters that are searched. Ordinary text of this length fits into PostgreSQL's limit of 1 MB for words. */
const SEARCHED = 1_000_000;
/** For text that is no ordinary one: four bytes each, and every word another one. */
const SEARCHED_AT_LEAST = 50_000;
/** "string is too long for tsvector". */
const TOO_LONG = '54000';

type Run = <Result>(work: (queries: Queries) => Promise<Result>) => Promise<Result>;

export class SqlDocumentRecords extends DocumentRecords {
  private readonly uploads = new UploadsTogether((work) => this.transaction(work));

  /** @param database opens itself, and tells its errors as the port promises */
  constructor(private readonly database: { run: Run }) {
    super();
  }

  override add(records: readonly DocumentRecord[], options: AddOptions): Promise<readonly DocumentRecord[]> {
    return this.uploads.add(records, options);
  }

  override async adopt(records: readonly DocumentRecord[]): Promise<number> {
    return this.transaction((trx) => insertDocuments(trx, records, 0));
  }

  override async find(id: string): Promise<DocumentRecord | undefined> {
    if (!isId(id)) return undefined;
    return this.database.run(async (db) => {
      const row = await db.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirst();
      return row && (await withParts(db, [recordOf(row)]))[0];
    });
  }

  override async page(query: DocumentQuery): Promise<{ records: DocumentRecord[]; next: string | null }> {
    const { limit } = query;
    const { ids, records } = await this.database.run((db) =>
      boundedRead(db, async (queries) => {
        const ids = await findDocuments(queries, query, limit + 1);
        const shown = ids.slice(0, limit);
        const rows = queries
          .selectFrom('documents')
          .selectAll()
          .where('id', '=', sql<string>`any(${shown}::text[])`);
        if (shown.length === 0) return { ids, records: [] };
        const found = await rows.orderBy('id', 'desc').execute();
        return { ids, records: await withParts(queries, found.map(recordOf)) };
      }),
    );
    return { records, next: ids.length > limit ? ids[limit - 1]! : null };
  }

  override async answered(
    sha256: string,
    basis: string,
    owner: string | null = null,
  ): Promise<EarlierAnswer | undefined> {
    return this.database.run(async (db) => {
      const row = await db
        .selectFrom('documents')
        .select(['id', 'answer', 'extracted'])
        .where('sha256', '=', sha256)
        .where('basis', '=', basis)
        .where('owner', 'is not distinct from', owner)
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      return row && { ...row, answer: row.answer as EarlierAnswer['answer'] };
    });
  }

  override async unanswered(ids: readonly string[]): Promise<string[]> {
    return this.database.run(async (db) => {
      const jobs = db
        .selectFrom('jobs')
        .select('document_id')
        .where('document_id', '=', sql<string>`any(${[...ids]}::text[])`);
      return (await jobs.execute()).map(({ document_id }) => document_id);
    });
  }

  override waiting(): Promise<number> {
    return this.database.run(countJobs);
  }

  override cancel(id: string, entry: History[number], answer: DocumentEnd['answer']): Promise<boolean> {
    return this.transaction((trx) => cancelJob(trx, id, entry, answer));
  }

  override async remove(id: string): Promise<DocumentRecord | undefined> {
    if (!isId(id)) return undefined;
    return this.database.run(async (db) => {
      const row = await db.deleteFrom('documents').where('id', '=', id).returningAll().executeTakeFirst();
      return row && recordOf(row);
    });
  }

  override removeOlder(days: number, most: number): Promise<number> {
    return this.transaction(async (trx) => {
      const { rows } = await sql<{ batch: string | null }>`
        delete from documents where id in (
          select id from documents
          where created_at < now() - ${days} * interval '1 day' and answer is not null and right_label is null
            and not exists (select 1 from jobs where document_id = documents.id)
            and not exists (
              select 1 from documents as part where part.part_of = documents.id and part.right_label is not null)
          order by created_at limit ${most} for update skip locked
        ) returning batch`.execute(trx);
      const batches = [...new Set(rows.flatMap(({ batch }) => batch ?? []))];
      if (batches.length > 0) {
        await trx
          .deleteFrom('batches')
          .where('id', 'in', batches)
          .where(({ not, exists, selectFrom }) =>
            not(exists(selectFrom('documents').select('id').whereRef('batch', '=', 'batches.id'))),
          )
          .execute();
      }
      return rows.length;
    });
  }

  override discarded(most: number): Promise<DiscardedObjects[]> {
    return this.database.run(async (db) => {
      const rows = await db.selectFrom('discarded_objects').selectAll().orderBy('id').limit(most).execute();
      return rows.map((row) => ({ ...row, id: String(row.id) }));
    });
  }

  override async forgetDiscarded(ids: readonly string[]): Promise<void> {
    await this.database.run((db) =>
      db
        .deleteFrom('discarded_objects')
        .where('id', 'in', [...ids])
        .execute(),
    );
  }

  override async references(
    sha256s: readonly string[],
  ): Promise<{ wanted: Set<string>; unread: Set<string> }> {
    const among = [...sha256s];
    const rows = await this.database.run((db) =>
      db
        .selectFrom('documents')
        .leftJoin('jobs', 'jobs.document_id', 'documents.id')
        .select(['sha256', 'extracted', 'jobs.document_id as job'])
        .where((where) => where.or([where('sha256', 'in', among), where('extracted', 'in', among)]))
        .execute(),
    );
    return {
      wanted: new Set(rows.flatMap(({ sha256, extracted }) => [sha256, extracted].filter(isThere))),
      unread: new Set(rows.flatMap(({ job, sha256 }) => (job === null ? [] : [sha256].filter(isThere)))),
    };
  }

  override claim(lease: Lease, most: number): Promise<ClaimedJob[]> {
    return this.claimed(lease, most);
  }

  override claimToFetch(lease: Lease, most: number, which: ToFetch): Promise<ClaimedJob[]> {
    return this.claimed(lease, most, which);
  }

  private async claimed(lease: Lease, most: number, which?: ToFetch): Promise<ClaimedJob[]> {
    const claim = (left: number) => this.database.run((db) => claimJobs(db, lease, left, which));
    const { jobs, lost } = await claim(most);
    if (!lost) return jobs;
    try {
      await this.transaction((trx) => reclaimJobs(trx, SILENT));
      return jobs.length < most ? [...jobs, ...(await claim(most - jobs.length)).jobs] : jobs;
    } catch (error) {
      // What is claimed already would lie idle until its lease ends; the next claim looks after the silent again.
      if (jobs.length === 0) throw error;
      return jobs;
    }
  }

  override fetched(
    id: string,
    worker: string,
    file: FetchedFile,
    history: History,
    within?: AddOptions['within'],
  ): Promise<boolean> {
    return this.transaction((trx) => handOver(trx, { id, worker }, file, history, within));
  }

  override async renew({ worker, seconds }: Lease, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    return this.database.run(async (db) => {
      const kept = await db
        .updateTable('jobs')
        .set({ leased_until: inSeconds(seconds) })
        .where('worker', '=', worker)
        .where('document_id', 'in', [...ids])
        .returning('document_id')
        .execute();
      return kept.map(({ document_id }) => document_id);
    });
  }

  override async enter(id: string, worker: string, history: History): Promise<boolean> {
    return this.database.run(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('documents')
        .from('jobs')
        .set(stateColumns(history))
        .whereRef('jobs.document_id', '=', 'documents.id')
        .where('jobs.worker', '=', worker)
        .where('documents.id', '=', id)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    });
  }

  override async finish(id: string, worker: string, end: DocumentEnd): Promise<boolean> {
    const finishWith = (searched: number) => {
      const write = (db: Queries) => endJob(db, { id, worker }, end, searched);
      return end.parts?.length ? this.transaction(write) : this.database.run(write);
    };
    try {
      return await finishWith(SEARCHED);
    } catch (error) {
      if ((error as { code?: string }).code !== TOO_LONG) throw error;
      return finishWith(SEARCHED_AT_LEAST);
    }
  }

  override giveBack(
    id: string,
    worker: string,
    history: History,
    why: { failed: boolean; wait: number },
  ): Promise<boolean> {
    return this.transaction((trx) => returnJob(trx, { id, worker }, history, why));
  }

  override reclaimAll(kind: JobKind = 'read'): Promise<number> {
    return this.transaction((trx) => reclaimJobs(trx, sql<SqlBool>`worker is not null and ${ofKind(kind)}`));
  }

  private transaction<Result>(work: (trx: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    return this.database.run((db) => db.transaction().execute(work));
  }
}

const isThere = (sha256: string | null): sha256 is string => sha256 !== null;
