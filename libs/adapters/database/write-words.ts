/** The words of documents, for searching. */
import { sql } from 'kysely';
import type { Queries } from './database.js';
import { jsonText } from './document-row.js';

/** PostgreSQL's text knows every character but these: zero, and halves of others. */
const UNKNOWN = /\0|\p{Surrogate}/gu;

export const knownText = (text: string): string => text.replaceAll(UNKNOWN, ' ');

/** In one statement, whatever their number. */
export async function writeWords(
  trx: Queries,
  documents: readonly { id: string; text: string }[],
): Promise<void> {
  if (documents.length === 0) return;
  const rows = documents.map(({ id, text }) => ({ id, text: knownText(text) }));
  await sql`insert into document_texts (document_id, words)
    select id, to_tsvector('simple', text) from json_to_recordset(${jsonText(rows)}::json) as given(id text, text text)
    on conflict (document_id) do update set words = excluded.words`.execute(trx);
}
