/** Reads that a person waits for: they end after some seconds, and do not keep a connection from others. */
import { sql } from 'kysely';
import type { Queries } from './database.js';

/** Of one statement, in milliseconds: fifty times what a list of a million documents may take. */
const LONGEST = 10_000;

/**
 * All that `read` asks is of one moment. The embedded database does not stop a statement by the clock.
 *
 * What is read in order ends at the page's last row, so a plan through the whole table is never better, nor is compiling it.
 *
 * @param longest milliseconds for each statement; after them it ends with 57014, told as DomainError 'database/too-slow'
 */
export function boundedRead<Result>(
  db: Queries,
  read: (queries: Queries) => Promise<Result>,
  longest = LONGEST,
): Promise<Result> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      await sql`select set_config('statement_timeout', ${String(longest)}, true),
        set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`.execute(trx);
      return read(trx);
    });
}
