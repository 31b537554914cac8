/** Documents into their table, and into the queue those that have no answer yet. */
import { sql } from 'kysely';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import type { Queries } from './database.js';
import { documentRow, jsonText } from './document-row.js';
import { writeWords } from './write-words.js';

/** Rows of one INSERT: PostgreSQL takes 65,535 parameters, and a document has 21. */
const ROWS_AT_ONCE = 1_000;

/** @returns how many were not there before */
export async function insertDocuments(
  trx: Queries,
  records: readonly DocumentRecord[],
  priority: number,
): Promise<number> {
  let added = 0;
  for (let at = 0; at < records.length; at += ROWS_AT_ONCE) {
    const some = records.slice(at, at + ROWS_AT_ONCE);
    const jobs = some
      .filter(({ answer }) => answer === null)
      .map(({ id, sha256, url }) => ({ id, url: sha256 === null ? (url ?? null) : null }));
    const inserted = await trx
      .with('added', (queries) =>
        queries
          .insertInto('documents')
          .values(some.map(documentRow))
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returning('id'),
      )
      .with('queued', (queries) =>
        queries
          .insertInto('jobs')
          .columns(['document_id', 'priority', 'url'])
          .expression(sql`select id, ${priority}::smallint, job.url
            from added join json_to_recordset(${jsonText(jobs)}::json) as job(id text, url text) using (id)`),
      )
      .selectFrom('added')
      .select('id')
      .execute();
    const ids = new Set(inserted.map(({ id }) => id));
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
