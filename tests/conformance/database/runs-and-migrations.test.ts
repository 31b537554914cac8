/** What RunRecords promises, and how a database comes to its tables, on every database. */
import { sql } from 'kysely';
import { SqlRunRecords } from '#adapters/database/sql-run-records.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import { describeOnDatabases } from '../../support/test-databases.js';
import { rejectionOf } from '../../support/thrown-by.js';

const run = (number: number, more: Partial<RunRecord> = {}): RunRecord => ({
  ...{ format: 'docket/run-record@1', id: `run_${number}`, pipeline: 'training', cause: 'A test.' },
  ...{ state: 'succeeded', started_at: '2026-01-02T03:04:05.678Z', ended_at: null, progress: 1 },
  ...{ stages: [], failures: [{ stage: 'etl', path: 'ü\u0000.pdf', code: 'x', message: 'y' }], error: null },
  ...more,
});

describeOnDatabases('runs and migrations', (place) => {
  let records: SqlRunRecords;
  beforeAll(() => {
    records = new SqlRunRecords(place.database);
  });

  test('the latest of each is found, newest first, and what is said to go on is known', async () => {
    expect(await records.page(5)).toEqual({ runs: [], next: null });
    for (const number of [1, 2, 3]) await records.save(run(number, { state: 'running' }));
    await records.save(run(1));
    await records.save(run(3, { state: 'failed' }));
    expect(await records.find('run_1')).toEqual(run(1));
    expect(await records.find('run_9')).toBeUndefined();
    expect(await records.find("run_1' or true")).toBeUndefined();
    expect((await records.unfinished()).map(({ id }) => id)).toEqual(['run_2']);
    const first = await records.page(2);
    expect([first.runs.map(({ id }) => id), first.next]).toEqual([['run_3', 'run_2'], 'run_2']);
    expect(await records.page(2, 'run_2')).toEqual({ runs: [run(1)], next: null });
  });

  test('starts at the same time, and again, find the tables once', async () => {
    await records.save(run(7));
    await Promise.all([1, 2, 3].map(() => place.again()));
    const { database } = place;
    await Promise.all([database.check(), database.check()]);
    expect(await new SqlRunRecords(database).find('run_7')).toEqual(run(7));
  });

  test('a database that a later version has changed is refused, with the remedy', async () => {
    await place.database.run((db) =>
      sql`insert into kysely_migration values ('0999-from-the-future', '2027-01-01T00:00:00Z')`.execute(db),
    );
    const error = await rejectionOf((await place.again()).check());
    expect(error).toMatchObject({ code: 'database/newer' });
    expect(error.message).toContain('later version of Docket');
  });
});
