/** What becomes of a job that somebody has in hand, written down with its document or not at all. */
import { sql, type Transaction } from 'kysely';
import type { AddOptions, DocumentEnd, FetchedFile, History } from '#ports/document-records.port.js';
import { readUsage } from './account-usage.js';
import { inSeconds } from './claim-jobs.js';
import type { Queries } from './database.js';
import { answerColumns, stateColumns } from './document-row.js';
import { insertDocuments } from './insert-documents.js';
import type { Tables } from './schema.js';
import { knownText, writeWords } from './write-words.js';

type Trx = Transaction<Tables>;

/** A document's job in the hand of a worker; where it is in another's by now, nothing is written, and false returned. */
export interface HeldJob {
  id: string;
  worker: string;
}

/**
 * Answer, words and parts are on record, and the job is gone.
 * @param db a transaction where there are parts; without any it is one statement, as an embedded database takes as long
 *   for the way there and back as for the work
 * @param searched characters of each text that are searched
 */
export async function endJob(
  db: Queries,
  { id, worker }: HeldJob,
  { history, answer, extracted, text, basis, parts = [] }: DocumentEnd,
  searched: number,
): Promise<boolean> {
  const words = sql<string>`to_tsvector('simple', ${knownText(text.slice(0, searched))}::text)`;
  const ended = await db
    .with('ended', (queries) =>
      queries
        .deleteFrom('jobs')
        .where('document_id', '=', id)
        .where('worker', '=', worker)
        .returning('document_id'),
    )
    .with('answered', (queries) =>
      queries
        .updateTable('documents')
        .from('ended')
        .set({ ...stateColumns(history), ...answerColumns(answer), extracted, basis })
        .whereRef('documents.id', '=', 'ended.document_id'),
    )
    .with('written', (queries) =>
      queries
        .insertInto('document_texts')
        .columns(['document_id', 'words'])
        .expression((from) => from.selectFrom('ended').select(['document_id', words.as('words')]))
        .onConflict((conflict) =>
          conflict.column('document_id').doUpdateSet((row) => ({ words: row.ref('excluded.words') })),
        ),
    )
    .selectFrom('ended')
    .select('document_id')
    .execute();
  if (ended.length === 0 || parts.length === 0) return ended.length > 0;
  await insertDocuments(
    db,
    parts.map(({ record }) => record),
    0,
  );
  await writeWords(
    db,
    parts.map((part) => ({ id: part.record.id, text: part.text.slice(0, searched) })),
  );
  return true;
}

/** To be tried again, after `wait` milliseconds. */
export async function returnJob(
  trx: Trx,
  { id, worker }: HeldJob,
  history: History,
  { failed, wait }: { failed: boolean; wait: number },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('jobs')
    .set((column) => ({
      worker: null,
      leased_until: null,
      failures: column('failures', '+', failed ? 1 : 0),
      due_at: inSeconds(wait / 1000),
    }))
    .where('document_id', '=', id)
    .where('worker', '=', worker)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await trx.updateTable('documents').set(stateColumns(history)).where('id', '=', id).execute();
  return true;
}

/** From those who fetch to those who read. */
export async function handOver(
  trx: Trx,
  { id, worker }: HeldJob,
  file: FetchedFile,
  history: History,
  within?: AddOptions['within'],
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('jobs')
    .set({
      ...{ url: null, worker: null, leased_until: null, failures: 0, losses: 0 },
      due_at: sql<Date>`now()`,
    })
    .where('document_id', '=', id)
    .where('worker', '=', worker)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  const { owner } = await trx
    .updateTable('documents')
    .set({ ...file, ...stateColumns(history) })
    .where('id', '=', id)
    .returning('owner')
    .executeTakeFirstOrThrow();
  if (owner !== null && within !== undefined) {
    // The row of its usage is held since its bytes were counted, by a trigger.
    const { kept_bytes, ...usage } = await readUsage(trx, owner);
    within({ ...usage, kept_bytes: kept_bytes - file.bytes });
  }
  return true;
}

/** Whoever has it in hand. @returns false where there is none */
export async function cancelJob(
  trx: Trx,
  id: string,
  entry: History[number],
  answer: DocumentEnd['answer'],
): Promise<boolean> {
  const { numDeletedRows } = await trx.deleteFrom('jobs').where('document_id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) return false;
  const { history } = await trx
    .selectFrom('documents')
    .select('history')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  await trx
    .updateTable('documents')
    .set({ ...stateColumns([...(history as History), entry]), ...answerColumns(answer) })
    .where('id', '=', id)
    .execute();
  await writeWords(trx, [{ id, text: answer.file }]);
  return true;
}
