/** Which documents a list shows, in a time that does not hang on how PostgreSQL guesses. */
import { type SqlBool, sql } from 'kysely';
import type { DocumentQuery } from '#contracts/document-record.schema.js';
import type { Queries } from './database.js';
import { allOf, filtersOf, inOrder, type Range, within } from './narrow-documents.js';

/** Documents among which the clocks of the processes that made them may disagree. */
const DISORDER = 10_000;

/** How many documents each try looks into: reading a row costs less than reading its words. */
const BOUNDS = { filters: 5_000, words: 6_000, both: 12_000, last: 20_000, hits: 4_000 };

/** What a list is made of: where, and how many ids at most. */
interface Search {
  query: DocumentQuery;
  range: Range;
  most: number;
}

/**
 * What many documents have is found soonest by looking into the newest ones, what few have by its index, and nothing
 * tells beforehand which it is. So each way is tried up to a number of documents, the cheap tries first; the last has no
 * bound but the documents that match.
 *
 * @returns at most `most` ids, newest first
 */
export async function findDocuments(
  db: Queries,
  query: DocumentQuery,
  most: number,
  bounds = BOUNDS,
): Promise<string[]> {
  const range = await rangeOf(db, query);
  if (range === null) return [];
  const search = { query, range, most };
  if (query.search === undefined) {
    return (await amongNewest(db, search, bounds.filters)) ?? amongMatching(db, search);
  }
  return (
    (await amongNewest(db, search, filtersOf(query).length > 0 ? bounds.both : bounds.words)) ??
    (await amongHits(db, search, bounds.hits)) ??
    (await amongNewest(db, search, bounds.last)) ??
    (await amongHits(db, search)) ??
    []
  );
}

/**
 * Ids follow time, which PostgreSQL cannot know: a period would be looked for from the newest document on, and through
 * all that are older. So its ends are looked up first.
 *
 * @returns null where no document can be in the period
 */
async function rangeOf(db: Queries, { cursor, from, to }: DocumentQuery): Promise<Range | null> {
  const before = cursor === undefined ? undefined : { operator: '<' as const, id: cursor };
  if (from === undefined && to === undefined) return { until: before };
  const ends = await sql<{ since: string | null; until: string | null }>`
    select
      (select min(id) from (
        select id from documents where created_at >= ${from ?? null}::timestamptz
        order by created_at limit ${sql.lit(DISORDER)}
      ) as after) as since,
      (select max(id) from (
        select id from documents where created_at < ${to ?? null}::timestamptz
        order by created_at desc limit ${sql.lit(DISORDER)}
      ) as before) as until`.execute(db);
  const { since, until } = ends.rows[0]!;
  if ((from !== undefined && since === null) || (to !== undefined && until === null)) return null;
  const end = until === null ? undefined : { operator: '<=' as const, id: until };
  // As the database compares ids: by their bytes.
  const cursorFirst = before && end && Buffer.compare(Buffer.from(before.id), Buffer.from(end.id)) <= 0;
  return { since: since ?? undefined, until: cursorFirst ? before : (end ?? before) };
}

const wordsMatch = ({ search }: DocumentQuery) =>
  sql<SqlBool>`words @@ websearch_to_tsquery('simple', ${search})`;

/** @returns null where the first `looks` documents hold too few that match, and there are more to look into */
async function amongNewest(
  db: Queries,
  { query, range, most }: Search,
  looks: number,
): Promise<string[] | null> {
  const { conditions, order, others } = inOrder(query, range);
  const tests = [...others];
  if (query.search !== undefined) {
    // A subquery for one value is never made a join, whose order would be PostgreSQL's guess.
    const words = sql`select ${wordsMatch(query)} from document_texts where document_id = candidate.id`;
    tests.push(sql<SqlBool>`(${words})`);
  }
  const bound = tests.length === 0 ? most : looks;
  const candidates = sql`select * from documents where ${allOf(conditions)} order by ${order} limit ${bound}`;
  const { rows } = await sql<{ id: string }>`
    select id from (${candidates}) as candidate where ${allOf(tests)} order by ${order} limit ${most}`.execute(
    db,
  );
  if (tests.length > 0 && rows.length < most) {
    const looked = await sql<{ count: number }>`
      select count(*)::int as count from (${candidates}) as candidate`.execute(db);
    if (looked.rows[0]!.count === bound) return null;
  }
  return rows.map(({ id }) => id);
}

/** By whatever indexes find all that match soonest. */
async function amongMatching(db: Queries, { query, range, most }: Search): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with matching as materialized (
      select id from documents where ${allOf([...filtersOf(query), ...within('id', range)])}
    )
    select id from matching order by id desc limit ${most}`.execute(db);
  return rows.map(({ id }) => id);
}

/** @returns null where more than `bound` documents have the words */
async function amongHits(
  db: Queries,
  { query, range, most }: Search,
  bound?: number,
): Promise<string[] | null> {
  const filters = filtersOf(query);
  // Row by row and from the newest on, so that it ends with the page: `limit` keeps it from becoming a join of all.
  const filtered = sql`cross join lateral (
    select 1 from documents where ${allOf([sql<SqlBool>`id = hit.document_id`, ...filters])} limit 1
  ) as filtered`;
  const { rows } = await sql<{ hits: number; ids: string[] }>`
    with found as materialized (
      select document_id from document_texts where ${wordsMatch(query)}
      ${bound === undefined ? sql`` : sql`limit ${bound + 1}`}
    )
    select (select count(*)::int from found) as hits, array(
      select hit.document_id from (
        select document_id from found where ${allOf(within('document_id', range))} order by document_id desc
      ) as hit ${filters.length === 0 ? sql`` : filtered}
      order by hit.document_id desc limit ${most}
    ) as ids`.execute(db);
  const { hits, ids } = rows[0]!;
  return bound !== undefined && hits > bound ? null : ids;
}
