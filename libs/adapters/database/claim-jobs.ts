/** Who works on what: jobs handed out to workers, and taken back from those that are gone. */
import { type RawBuilder, type Selectable, type SqlBool, sql, type Transaction } from 'kysely';
import type { ClaimedJob, History, JobKind, Lease, ToFetch } from '#ports/document-records.port.js';
import type { Queries } from './database.js';
import { recordOf, stateColumns } from './document-row.js';
import type { DocumentsTable, JobsTable, Tables } from './schema.js';

/** By the clock of the database: those of the machines that work may differ. */
export const inSeconds = (seconds: number) => sql<Date>`now() + ${seconds} * interval '1 second'`;

/** Seconds; no pause and no lease is as long: one that is was reckoned by a clock that has been put back since. */
const LONGEST = 1_800;
const DUE = sql<SqlBool>`(due_at <= now() or due_at > ${inSeconds(LONGEST)})`;
/** Of a job that somebody has: that he has fallen silent. */
export const SILENT = sql<SqlBool>`(leased_until < now() or leased_until > ${inSeconds(LONGEST)})`;

/**
 * The transaction of the statement it stands in does not wait for the disk. A claim that a crash of the database takes
 * back is found out by the next sign of life, and nothing is written by a worker without one.
 */
const NOT_FLUSHED = sql`set_config('synchronous_commit', 'off', true) as synchronous_commit`;

type Claimed = Selectable<DocumentsTable> &
  Pick<JobsTable, 'document_id'> & {
    failures: number;
    losses: number;
    batch_cancelled_at: Date | null;
  };

/**
 * The next jobs that are due, by priority, then by age, in one statement: an embedded database takes as long for its
 * way there and back as for the work.
 * @returns `lost` where there are jobs of workers that fell silent, none of which is among the claimed
 */
export async function claimJobs(
  db: Queries,
  { worker, seconds }: Lease,
  most: number,
  fetched?: ToFetch,
): Promise<{ jobs: ClaimedJob[]; lost: boolean }> {
  const wanted = fetched
    ? sql`url is not null and not (split_part(url, '/', 3) = any (${[...fetched.without]}::text[]))`
    : ofKind('read');
  const { rows } = await sql<(Claimed | { document_id: null }) & { lost: boolean }>`
    with next as (
      select document_id from jobs where worker is null and ${wanted} and ${DUE}
      order by priority desc, document_id limit ${most} for update skip locked
    ), claimed as (
      update jobs set worker = ${worker}, leased_until = ${inSeconds(seconds)} from next
      where jobs.document_id = next.document_id
      returning jobs.document_id, jobs.priority, jobs.failures, jobs.losses
    ), begun as (
      update batches set started_at = now()
      where started_at is null
        and id in (select batch from documents where id in (select document_id from claimed))
    )
    select documents.*, claimed.*, batches.cancelled_at as batch_cancelled_at, state.*
    from (select exists (select 1 from jobs where worker is not null and ${SILENT}) as lost, ${NOT_FLUSHED}) as state
    left join claimed on true
    left join documents on documents.id = claimed.document_id
    left join batches on batches.id = documents.batch
    order by claimed.priority desc, claimed.document_id`.execute(db);
  const jobs = rows.filter((row): row is Claimed & { lost: boolean } => row.document_id !== null);
  return {
    jobs: jobs.map((row) => ({
      record: recordOf(row),
      ...{ failures: row.failures, losses: row.losses, cancelled: row.batch_cancelled_at !== null },
    })),
    lost: rows.some(({ lost }) => lost),
  };
}

/** Documents are fetched first, then read. */
export const ofKind = (kind: JobKind): RawBuilder<SqlBool> =>
  kind === 'fetch' ? sql`url is not null` : sql`url is null`;

/** Jobs whose workers are gone go back into the queue, and their history says so. */
export async function reclaimJobs(trx: Transaction<Tables>, gone: RawBuilder<SqlBool>): Promise<number> {
  const { rows } = await sql<{ document_id: string }>`
    update jobs set worker = null, leased_until = null, losses = losses + 1
    where document_id in (select document_id from jobs where ${gone} for update skip locked)
    returning document_id`.execute(trx);
  for (const { document_id: id } of rows) {
    const { history } = await trx
      .selectFrom('documents')
      .select('history')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const lost: History[number] = {
      state: 'queued',
      at: new Date().toISOString(),
      error: {
        code: 'service/unavailable',
        message: 'The process that read it is gone; another one takes it over.',
      },
    };
    await trx
      .updateTable('documents')
      .set(stateColumns([...(history as History), lost]))
      .where('id', '=', id)
      .execute();
  }
  return rows.length;
}
