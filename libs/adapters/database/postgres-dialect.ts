/** Kysely over a PostgreSQL server: a pool that connects when first asked and again after a loss. */
import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';

/** Each process holds at most so many; servers allow a hundred together unless told otherwise. */
const CONNECTIONS = 8;
/** Milliseconds. A server that does not answer must not hold up every upload. */
const CONNECT_TIMEOUT = 5_000;

/** @param onLoss told when an idle connection breaks; the next query connects anew */
export function postgresDialect(url: string, onLoss: (error: Error) => void): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    application_name: 'docket',
  });
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', onLoss);
  return new PostgresDialect({ pool });
}
