/** The databases that the conformance suites run on: embedded, and the server that DOCKET_TEST_DATABASE_URL names. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { Database } from '#adapters/database/database.js';
import { PgliteDialect } from '#adapters/database/pglite-dialect.js';
import { openPgliteEngine } from '#adapters/database/pglite-engine.js';
import { postgresDialect } from '#adapters/database/postgres-dialect.js';
import { describeLong } from './long-tests.js';
import { removeScratchWorkspaces, scratchWorkspace } from './scratch-workspace.js';

/** Of a server to test on; unset where there is none. */
export const serverUrl = process.env.DOCKET_TEST_DATABASE_URL;

export interface TestDatabase {
  /** The one that is open; there from the first `beforeAll` of the suite on. */
  readonly database: Database;
  /** As another process would have it; from now on it is {@link database}. */
  again(): Promise<Database>;
  /** Removes every row. */
  empty(): Promise<void>;
}

/** Where databases of a suite are. */
interface Place {
  open(): Database;
  /** PGlite is one process after the other, a server has them all at once. */
  several: boolean;
  remove(): Promise<void>;
}

async function embedded(): Promise<Place> {
  const { directory } = await scratchWorkspace();
  return {
    several: false,
    open: () =>
      new Database({
        where: directory,
        embedded: true,
        connect: async () => new PgliteDialect(await openPgliteEngine(directory)),
      }),
    remove: async () => removeScratchWorkspaces(),
  };
}

async function server(): Promise<Place> {
  // A schema of its own, so that suites that run at the same time do not meet.
  const schema = `docket_test_${randomBytes(6).toString('hex')}`;
  const address = new URL(serverUrl!);
  address.searchParams.set('options', `-c search_path=${schema}`);
  await onServer(`create schema ${schema}`);
  return {
    several: true,
    open: () =>
      new Database({
        where: address.host,
        embedded: false,
        connect: async () => postgresDialect(address.href, () => undefined),
      }),
    remove: () => onServer(`drop schema ${schema} cascade`),
  };
}

/** One statement on the server, outside of any suite's schema. */
export async function onServer(statement: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: serverUrl! });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** Every table of ours; jobs and texts go with their documents. */
const EMPTIED = [
  'intake_files',
  'documents',
  'labelled_files',
  'batches',
  'discarded_objects',
  'runs',
  'upload_keys',
  'account_usage',
];

function testDatabase(openPlace: () => Promise<Place>): TestDatabase {
  let place: Place;
  const opened: Database[] = [];
  const open = (): Database => {
    const database = place.open();
    opened.push(database);
    return database;
  };
  beforeAll(async () => {
    place = await openPlace();
    open();
  });
  afterAll(async () => {
    for (const database of opened) await database.close();
    await place.remove();
  });
  return {
    get database() {
      return opened.at(-1)!;
    },
    again: async () => {
      if (!place.several) await opened.at(-1)!.close();
      return open();
    },
    empty: () =>
      opened.at(-1)!.run(async (db) => {
        await sql.raw(EMPTIED.map((table) => `delete from ${table}`).join('; ')).execute(db);
      }),
  };
}

/**
 * The suite on every database there is; on a server it is skipped by name where there is none.
 * @param long whether PGlite, which takes seconds to open, is left to CI
 * @param several whether it needs connections side by side, which PGlite has not
 */
export function describeOnDatabases(
  name: string,
  suite: (place: TestDatabase) => void,
  { long = false, several = false }: { long?: boolean; several?: boolean } = {},
): void {
  if (!several) (long ? describeLong : describe)(`${name} on PGlite`, () => suite(testDatabase(embedded)));
  const on = `${name} on a PostgreSQL server`;
  const onTheServer = () => suite(testDatabase(server));
  if (serverUrl) describe(on, onTheServer);
  else describe.skip(`${on} (needs DOCKET_TEST_DATABASE_URL)`, onTheServer);
}
