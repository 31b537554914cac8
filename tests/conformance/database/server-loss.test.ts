/** A PostgreSQL server that is lost in the middle of what is asked of it: an error for whoever asked, and nothing more. */
import { sql } from 'kysely';
import { Database } from '#adapters/database/database.js';
import { postgresDialect } from '#adapters/database/postgres-dialect.js';
import { CuttableLine } from '../../support/cuttable-line.js';
import { until } from '../../support/running-platform.js';
import { serverUrl } from '../../support/test-databases.js';
import { rejectionOf } from '../../support/thrown-by.js';

const suite = () => {
  let line: CuttableLine;
  let database: Database;
  let losses: string[];

  beforeEach(async () => {
    line = new CuttableLine(new URL(serverUrl!));
    await line.start();
    const url = new URL(serverUrl!);
    url.host = `127.0.0.1:${line.port}`;
    losses = [];
    database = new Database({
      where: url.host,
      embedded: false,
      connect: async () => postgresDialect(url.href, ({ message }) => losses.push(message)),
    });
    await database.check();
  });
  afterEach(async () => {
    await database.close();
    await line.stop();
  });

  /** @param connections that were open */
  const told = (connections = 1) => until('the loss is told', () => losses.length >= connections);

  // Nobody listens to a connection that is lent out, unless we do: its loss once ended the process.
  test('between two statements of a transaction', async () => {
    const error = await rejectionOf(
      database.run((db) =>
        db.transaction().execute(async (on) => {
          await sql`select 1`.execute(on);
          await line.stop();
          await told();
          await sql`select 2`.execute(on);
        }),
      ),
    );
    expect(error).toMatchObject({ code: 'database/unavailable' });
    await line.start();
    await database.check();
  });

  test('while a statement runs', async () => {
    const asked = rejectionOf(database.run((db) => sql`select pg_sleep(30)`.execute(db)));
    const running = sql<{ count: string }>`
      select count(*) from pg_stat_activity where query = 'select pg_sleep(30)' and state = 'active'`;
    await until('it runs', () =>
      database.run(async (db) => (await running.execute(db)).rows[0]!.count !== '0'),
    );
    await line.stop();
    expect(await asked).toMatchObject({ code: 'database/unavailable' });
    await told(2);
    await line.start();
    await database.check();
  });

  test('while nothing is asked of it: told once, and connected anew', async () => {
    await line.stop();
    await told();
    expect(losses).toHaveLength(1);
    expect(await rejectionOf(database.check())).toMatchObject({ code: 'database/unavailable' });
    await line.start();
    await database.check();
  });
};

if (serverUrl) describe('the loss of a PostgreSQL server', suite);
else describe.skip('the loss of a PostgreSQL server (needs DOCKET_TEST_DATABASE_URL)', suite);
