/** Asks a PostgreSQL server who it is, and changes nothing there. */
import { Kysely, sql } from 'kysely';
import { databaseError } from './database-error.js';
import { postgresDialect } from './postgres-dialect.js';

/**
 * @param where its address without the password
 * @returns such as 160004
 * @throws DomainError 'database/unavailable'
 */
export async function serverVersion(url: string, where: string): Promise<number> {
  const db = new Kysely<unknown>({ dialect: postgresDialect(url, () => undefined) });
  try {
    const { rows } = await sql<{ number: string }>`
      select current_setting('server_version_num') as number`.execute(db);
    return Number(rows[0]!.number);
  } catch (error) {
    throw databaseError(error, where);
  } finally {
    await db.destroy();
  }
}
