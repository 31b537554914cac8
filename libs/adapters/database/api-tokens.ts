/** API tokens as rows, each by the hash of its secret. */
import type { Selectable } from 'kysely';
import type { StoredToken } from '#ports/account-records.port.js';
import type { Queries } from './database.js';
import { jsonText } from './document-row.js';
import type { ApiTokensTable } from './schema.js';

/** @returns false where the hash is taken */
export async function insertApiToken(db: Queries, { scopes, ...token }: StoredToken): Promise<boolean> {
  const added = await db
    .insertInto('api_tokens')
    .values({ ...token, scopes: jsonText(scopes) })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .returning('id')
    .executeTakeFirst();
  return added !== undefined;
}

export async function findApiToken(db: Queries, hash: string): Promise<StoredToken | undefined> {
  const row = await db.selectFrom('api_tokens').selectAll().where('hash', '=', hash).executeTakeFirst();
  return row && tokenOf(row);
}

/** Those of an account that are not revoked, newest first. */
export async function listApiTokens(
  db: Queries,
  account: string,
  limit: number,
  before?: string,
): Promise<StoredToken[]> {
  const rows = await db
    .selectFrom('api_tokens')
    .selectAll()
    .where('account_id', '=', account)
    .where('revoked_at', 'is', null)
    .$if(before !== undefined, (query) => query.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(tokenOf);
}

/** @returns undefined where the account has no such token that is not revoked yet */
export async function revokeApiToken(
  db: Queries,
  account: string,
  id: string,
  now: string,
): Promise<StoredToken | undefined> {
  const row = await db
    .updateTable('api_tokens')
    .set({ revoked_at: now })
    .where('account_id', '=', account)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row && tokenOf(row);
}

/** All of an account that are not revoked yet. */
export async function revokeApiTokens(db: Queries, account: string, now: string): Promise<void> {
  await db
    .updateTable('api_tokens')
    .set({ revoked_at: now })
    .where('account_id', '=', account)
    .where('revoked_at', 'is', null)
    .execute();
}

export async function touchApiToken(db: Queries, id: string, now: string): Promise<void> {
  await db.updateTable('api_tokens').set({ last_used_at: now }).where('id', '=', id).execute();
}

const tokenOf = (row: Selectable<ApiTokensTable>): StoredToken => ({
  ...row,
  created_at: row.created_at.toISOString(),
  expires_at: row.expires_at?.toISOString() ?? null,
  last_used_at: row.last_used_at?.toISOString() ?? null,
  revoked_at: row.revoked_at?.toISOString() ?? null,
});
