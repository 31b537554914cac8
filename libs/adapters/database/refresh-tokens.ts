/** Refresh tokens as rows: each is used once, and one used twice ends all that came of the same sign-in. */
import { sql, type Transaction } from 'kysely';
import type { RefreshToken, Rotation } from '#ports/account-records.port.js';
import type { Queries } from './database.js';
import type { Tables } from './schema.js';

export async function insertRefreshToken(
  db: Queries,
  token: RefreshToken & { family: string },
): Promise<void> {
  await db.insertInto('refresh_tokens').values(token).execute();
}

/** The old one is kept as used, so that whoever brings it again is found out. */
export async function rotateRefreshToken(
  trx: Transaction<Tables>,
  hash: string,
  next: Pick<RefreshToken, 'hash' | 'expires_at'>,
  now: string,
): Promise<Rotation> {
  await trx.deleteFrom('refresh_tokens').where('expires_at', '<=', sql<Date>`${now}::timestamptz`).execute();
  const row = await trx
    .selectFrom('refresh_tokens')
    .selectAll()
    .where('hash', '=', hash)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return { state: 'unknown' };
  const { family, account_id } = row;
  if (row.used_at !== null) {
    await trx.deleteFrom('refresh_tokens').where('family', '=', family).execute();
    return { state: 'reused', account_id, family };
  }
  await trx.updateTable('refresh_tokens').set({ used_at: now }).where('hash', '=', hash).execute();
  await insertRefreshToken(trx, { ...next, family, account_id });
  return { state: 'rotated', account_id, family };
}

/** All that came of the sign-in that this one came of. */
export async function endTokenFamily(db: Queries, hash: string): Promise<void> {
  await db
    .deleteFrom('refresh_tokens')
    .where('family', 'in', (query) =>
      query.selectFrom('refresh_tokens').select('family').where('hash', '=', hash),
    )
    .execute();
}
