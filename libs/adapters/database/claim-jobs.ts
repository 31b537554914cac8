/** Who works on what: jobs handed out to workers, and taken back from those that are gone. */
import { type RawBuilder, type SqlBool, sql, type Transaction } from 'kysely';
import type { ClaimedJob, History, JobKind, Lease, ToFetch } from '#ports/document-records.port.js';
import { recordOf, stateColumns } from './document-row.js';
import type { Tables } from './schema.js';

/** By the clock of the database: those of the machines that work may differ. */
export const inSeconds = (seconds: number) => sql<Date>`now() + ${seconds} * interval '1 second'`;

/** The next jobs that are due, by priority, then by age; those of workers that fell silent are among them. */
export async function claimJobs(
  trx: Transaction<Tables>,
  { worker, seconds }: Lease,
  most: number,
  fetched?: ToFetch,
): Promise<ClaimedJob[]> {
  const wanted = fetched
    ? sql`url is not null and not (split_part(url, '/', 3) = any (${[...fetched.without]}::text[]))`
    : ofKind('read');
  await reclaimJobs(trx, sql<SqlBool>`leased_until < now()`);
  const { rows } = await sql<{ document_id: string; failures: number; losses: number }>`
      update jobs set worker = ${worker}, leased_until = ${inSeconds(seconds)}
      from (
        select document_id from jobs where worker is null and ${wanted} and due_at <= now()
        order by priority desc, document_id limit ${most} for update skip locked
      ) as next
      where jobs.document_id = next.document_id
      returning jobs.document_id, jobs.failures, jobs.losses`.execute(trx);
  if (rows.length === 0) return [];
  const documents = await trx
    .selectFrom('documents')
    .leftJoin('batches', 'batches.id', 'documents.batch')
    .selectAll('documents')
    .select(['batches.started_at as batch_started_at', 'batches.cancelled_at as batch_cancelled_at'])
    .where(
      'documents.id',
      'in',
      rows.map(({ document_id }) => document_id),
    )
    .execute();
  await beginBatches(
    trx,
    documents.flatMap(({ batch, batch_started_at }) => (batch !== null && !batch_started_at ? [batch] : [])),
  );
  const jobs = new Map(rows.map((row) => [row.document_id, row]));
  return documents.map((row) => {
    const { failures, losses } = jobs.get(row.id)!;
    return { record: recordOf(row), failures, losses, cancelled: row.batch_cancelled_at !== null };
  });
}

async function beginBatches(trx: Transaction<Tables>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await trx
    .updateTable('batches')
    .set({ started_at: sql<Date>`now()` })
    .where('id', 'in', [...new Set(ids)])
    .where('started_at', 'is', null)
    .execute();
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
