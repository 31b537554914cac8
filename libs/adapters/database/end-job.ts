/** The end of a job: it goes, and its document has the answer and its words, all at once. */
import { sql, type Updateable } from 'kysely';
import type { Queries } from './database.js';
import type { DocumentsTable } from './schema.js';
import { knownText } from './write-words.js';

export interface JobEnd {
  id: string;
  worker: string;
  columns: Updateable<DocumentsTable>;
  /** Of the document, for searching. */
  words: string;
}

/**
 * In one statement: an embedded database takes as long for its way there and back as for the work.
 * @returns false where the job is not this worker's, and nothing is changed
 */
export async function endJob(db: Queries, { id, worker, columns, words }: JobEnd): Promise<boolean> {
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
        .set(columns)
        .whereRef('documents.id', '=', 'ended.document_id'),
    )
    .with('written', (queries) =>
      queries
        .insertInto('document_texts')
        .columns(['document_id', 'words'])
        .expression((from) =>
          from
            .selectFrom('ended')
            .select([
              'document_id',
              sql<string>`to_tsvector('simple', ${knownText(words)}::text)`.as('words'),
            ]),
        )
        .onConflict((conflict) =>
          conflict.column('document_id').doUpdateSet((row) => ({ words: row.ref('excluded.words') })),
        ),
    )
    .selectFrom('ended')
    .select('document_id')
    .execute();
  return ended.length > 0;
}
