/** Takes what deleted rows held out of the files of an embedded database, where `vacuum` leaves it until it is written over. */
import { sql } from 'kysely';
import type { Database } from './database.js';

/** Samples of columns, and a log from which nothing can be read of what was before. */
const AFTERWARDS = ['vacuum full pg_statistic', 'checkpoint', 'select pg_switch_wal()', 'checkpoint'];

/**
 * Writes tables and their indexes anew, one after the other, and begins a new log. Other questions wait while a table is
 * written: about a second for 25 MB.
 * @param largest bytes of a table with its indexes; larger ones are left as they are
 */
export async function wipeDeleted(database: Database, largest: number): Promise<void> {
  const tables = await database.run(async (db) => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_stat_user_tables
      where schemaname = 'public' and pg_total_relation_size(relid) <= ${largest}`.execute(db);
    return rows;
  });
  for (const { name } of tables) await database.tidy(`vacuum full analyze "${name}"`);
  for (const statement of AFTERWARDS) await database.tidy(statement);
}
