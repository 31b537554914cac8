/** The databases that the conformance suites run on: embedded, and the server that DOCKET_TEST_DATABASE_URL names. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { Database } from '#adapters/database/database.js';
import { PgliteDialect } from '#adapters/database/pglite-dialect.js';
import { openPgliteEngine } from '#adapters/database/pglite-engine.js';
import { postgresDialect } from '#adapters/database/postgres-dialect.js';
import { scratchWorkspace } from './scratch-workspace.js';

/** Of a server to test on; unset where there is none. */
export const serverUrl = process.env.DOCKET_TEST_DATABASE_URL;

export interface TestDatabase {
  database: Database;
  /** Another process would have this one. */
  again(): Promise<Database>;
  /** Removes every row. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

async function embedded(): Promise<TestDatabase> {
  const { directory } = await scratchWorkspace();
  const open = () =>
    new Database({
      where: directory,
      embedded: true,
      connect: async () => new PgliteDialect(await openPgliteEngine(directory)),
    });
  let database = open();
  return {
    database,
    again: async () => {
      await database.close();
      database = open();
      return database;
    },
    empty: () => empty(database),
    close: () => database.close(),
  };
}

async function server(): Promise<TestDatabase> {
  // A schema of its own, so that suites that run at the same time do not meet.
  const schema = `docket_test_${randomBytes(6).toString('hex')}`;
  const address = new URL(serverUrl!);
  address.searchParams.set('options', `-c search_path=${schema}`);
  const opened: Database[] = [];
  const open = () => {
    const database = new Database({
      where: address.host,
      embedded: false,
      connect: async () => postgresDialect(address.href, () => undefined),
    });
    opened.push(database);
    return database;
  };
  await onServer(`create schema ${schema}`);
  const database = open();
  return {
    database,
    again: async () => open(),
    empty: () => empty(database),
    close: async () => {
      for (const one of opened) await one.close();
      await onServer(`drop schema ${schema} cascade`);
    },
  };
}

/** One statement on the server, outside of any suite's schema. */
export async function onServer(statement: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: serverUrl! });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

const empty = (database: Database) =>
  database.run(async (db) => void (await sql.raw('delete from documents; delete from runs').execute(db)));

/** The suite on every database there is; on a server it is skipped by name where there is none. */
export function describeOnDatabases(name: string, suite: (open: () => Promise<TestDatabase>) => void): void {
  describe(`${name} on PGlite`, () => suite(embedded));
  const on = `${name} on a PostgreSQL server`;
  if (serverUrl) describe(on, () => suite(server));
  else describe.skip(`${on} (needs DOCKET_TEST_DATABASE_URL)`, () => suite(server));
}
