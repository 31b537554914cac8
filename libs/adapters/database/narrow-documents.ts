/** The filters of a list of documents as conditions of its query. */
import { type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { DocumentQuery } from '#contracts/document-record.schema.js';
import type { Tables } from './schema.js';

/** Documents among which the clocks of the processes that made them may disagree. */
const DISORDER = 10_000;

/**
 * The last id from before this time. Ids follow time, which PostgreSQL cannot know: a list that begins in the past would
 * be looked for from the newest document on.
 */
const latestBefore = (to: string) => sql<string>`(
  select max(id) from (
    select id from documents where created_at < ${to}::timestamptz order by created_at desc limit ${sql.lit(DISORDER)}
  ) as before)`;

export function narrowDocuments(
  documents: SelectQueryBuilder<Tables, 'documents', object>,
  {
    cursor,
    status,
    label,
    model,
    min_confidence,
    max_confidence,
    from,
    to,
    search,
    owner,
    batch,
  }: DocumentQuery,
) {
  return documents
    .$if(cursor !== undefined, (query) => query.where('documents.id', '<', cursor!))
    .$if(status !== undefined, (query) => query.where('state', '=', status!))
    .$if(owner !== undefined, (query) => query.where('owner', '=', owner!))
    .$if(batch !== undefined, (query) => query.where('batch', '=', batch!))
    .$if(label !== undefined, (query) => query.where('label', '=', label!))
    .$if(model !== undefined, (query) => query.where('model_version', '=', model!))
    .$if(min_confidence !== undefined, (query) => query.where('confidence', '>=', min_confidence!))
    .$if(max_confidence !== undefined, (query) => query.where('confidence', '<=', max_confidence!))
    .$if(from !== undefined, (query) => query.where('created_at', '>=', sql<Date>`${from}::timestamptz`))
    .$if(to !== undefined, (query) =>
      query
        .where('created_at', '<', sql<Date>`${to}::timestamptz`)
        .where('documents.id', '<=', latestBefore(to!)),
    )
    .$if(search !== undefined, (query) =>
      query.where(({ exists, selectFrom }) =>
        exists(
          selectFrom('document_texts')
            .select('document_id')
            .whereRef('document_id', '=', 'documents.id')
            .where(sql<SqlBool>`words @@ websearch_to_tsquery('simple', ${search})`),
        ),
      ),
    );
}
