/** Kysely over a PostgreSQL server: a pool that connects when first asked and again after a loss. */
import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';

/** Each process holds at most so many; servers allow a hundred together unless told otherwise. */
const CONNECTIONS = 8;
/** Milliseconds. A server that does not answer must not hold up every upload. */
const CONNECT_TIMEOUT = 5_000;

/** @param onLoss told when a connection breaks; the next query connects anew */
export function postgresDialect(url: string, onLoss: (error: Error) => void): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    application_name: 'docket',
  });
  // An error that nobody listens to ends the process, and the pool listens to its idle connections only:
  // https://node-postgres.com/apis/pool#events
  pool.on('connect', (client) => client.on('error', onLoss));
  pool.on('error', () => undefined);
  return new PostgresDialect({ pool });
}
