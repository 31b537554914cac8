/** Documents into their table, and into the queue those that have no answer yet. */
import type { Transaction } from 'kysely';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { documentRow } from './document-row.js';
import type { Tables } from './schema.js';
import { writeWords } from './write-words.js';

/** Rows of one INSERT: PostgreSQL takes 65,535 parameters, and a document has 21. */
const ROWS_AT_ONCE = 1_000;

/** @returns how many were not there before */
export async function insertDocuments(
  trx: Transaction<Tables>,
  records: readonly DocumentRecord[],
  priority: number,
): Promise<number> {
  let added = 0;
  for (let at = 0; at < records.length; at += ROWS_AT_ONCE) {
    const some = records.slice(at, at + ROWS_AT_ONCE);
    const inserted = await trx
      .insertInto('documents')
      .values(some.map(documentRow))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .execute();
    const ids = new Set(inserted.map(({ id }) => id));
    const open = some.filter(({ id, answer }) => ids.has(id) && answer === null);
    if (open.length > 0) {
      await trx
        .insertInto('jobs')
        .values(
          open.map(({ id, sha256, url }) => ({
            ...{ document_id: id, priority },
            url: sha256 === null ? (url ?? null) : null,
          })),
        )
        .execute();
    }
    // What is no job any more is found by its name, as those are that had one.
    const closed = some.filter(({ id, answer }) => ids.has(id) && answer !== null);
    await writeWords(
      trx,
      closed.map(({ id, name }) => ({ id, text: name })),
    );
    added += ids.size;
  }
  return added;
}
