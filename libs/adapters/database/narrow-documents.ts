/** The filters of a list of documents as conditions of its query, and the order in which its index is read. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { DocumentQuery } from '#contracts/document-record.schema.js';

/** Ids between which a list lies: the cursor, and where its period is among the ids. */
export interface Range {
  /** Inclusive. */
  since?: string | undefined;
  until?: { operator: '<' | '<='; id: string } | undefined;
}

type Condition = RawBuilder<SqlBool>;

/** Those that are most often far from the newest documents first, as for these PostgreSQL's guess is worst. */
const EQUAL = [
  ['batch', 'batch'],
  ['model', 'model_version'],
  ['label', 'label'],
  ['owner', 'owner'],
  ['status', 'state'],
] as const;

export const allOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`;

/** All filters but the words and the range of ids. */
export function filtersOf(query: DocumentQuery, leading?: (typeof EQUAL)[number]): Condition[] {
  const { min_confidence, max_confidence, from, to } = query;
  const equal = EQUAL.filter((filter) => filter !== leading && query[filter[0]] !== undefined);
  return [
    ...equal.map(([filter, column]) => sql<SqlBool>`${sql.ref(column)} = ${query[filter]}`),
    ...(min_confidence === undefined ? [] : [sql<SqlBool>`confidence >= ${min_confidence}`]),
    ...(max_confidence === undefined ? [] : [sql<SqlBool>`confidence <= ${max_confidence}`]),
    ...(from === undefined ? [] : [sql<SqlBool>`created_at >= ${from}::timestamptz`]),
    ...(to === undefined ? [] : [sql<SqlBool>`created_at < ${to}::timestamptz`]),
  ];
}

/** @param column of the ids */
export function within(column: string, { since, until }: Range): Condition[] {
  const id = sql.ref(column);
  return [
    ...(since === undefined ? [] : [sql<SqlBool>`${id} >= ${since}`]),
    ...(until === undefined ? [] : [sql<SqlBool>`${id} ${sql.raw(until.operator)} ${until.id}`]),
  ];
}

/**
 * Documents newest first, and what of the filters is still to be asked of each.
 *
 * PostgreSQL takes it that what it looks for is spread evenly, and would walk all documents from the newest on to those
 * of a model of long ago. So one filter is asked for as a range that begins and ends with its value, in the order of
 * (filter, id): the order of the ids, but one that only the index of this filter has.
 */
export function inOrder(query: DocumentQuery, range: Range) {
  const leading = EQUAL.find(([filter]) => query[filter] !== undefined);
  const others = filtersOf(query, leading);
  if (leading === undefined) {
    return { conditions: within('id', range), order: sql`id desc`, others };
  }
  const [filter, column] = leading;
  const { since, until } = range;
  const value = query[filter]!;
  const lead = sql.ref(column);
  const conditions = [
    sql<SqlBool>`${lead} >= ${value}`,
    sql<SqlBool>`${lead} <= ${value}`,
    ...(since === undefined ? [] : [sql<SqlBool>`(${lead}, id) >= (${value}, ${since})`]),
    ...(until === undefined
      ? []
      : [sql<SqlBool>`(${lead}, id) ${sql.raw(until.operator)} (${value}, ${until.id})`]),
  ];
  return { conditions, order: sql`${lead} desc, id desc`, others };
}
