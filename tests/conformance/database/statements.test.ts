/** Statements have the same values, rows and errors on every database, alone and many at once. */
import { sql } from 'kysely';
import { describeOnDatabases } from '../../support/test-databases.js';

describeOnDatabases('statements', (place) => {
  const ask = <Row>(statement: ReturnType<typeof sql<Row>>) =>
    place.database.run(async (db) => (await statement.execute(db)).rows);
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: { code?: string }) => error.code,
    );

  test('values come back as they went', async () => {
    const values = {
      text: 'Grüße — "quoted", \\back\\slashed, {braced}, 漢字 🙂, NULL',
      nothing: null,
      whole: -2147483648,
      real: 0.1,
      yes: true,
      at: new Date('2026-02-28T23:59:59.999Z'),
      many: ['a,b', '"', '\\', 'NULL', '', 'ü'],
      counts: [1, -2],
      object: { key: ['ü', 1, null, { deep: "it's" }] },
    };
    const [row] =
      await ask(sql`select ${values.text}::text as text, ${null}::text as nothing, ${values.whole}::integer
      as whole, ${values.real}::double precision as real, ${true}::boolean as yes, ${values.at}::timestamptz as at,
      ${values.many}::text[] as many, ${values.counts}::integer[] as counts, ${JSON.stringify(values.object)}::jsonb as object`);
    expect(row).toEqual(values);
  });

  test('bytes, numbers beyond the safe ones and texts longer than any buffer come back whole', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
    const long = 'ünd '.repeat(100_000);
    const [row] = await ask<{ bytes: Buffer; large: string; long: string; none: string[] }>(
      sql`select ${bytes}::bytea as bytes, ${9007199254740993n}::bigint as large, ${long}::text as long, ${[]}::text[] as none`,
    );
    expect(Buffer.compare(row!.bytes, bytes)).toBe(0);
    expect({ ...row, bytes: 0 }).toEqual({ bytes: 0, large: '9007199254740993', long, none: [] });
  });

  test.each([
    ['42601', sql`selec ${1}`],
    ['42P01', sql`select * from nowhere where ${1} = 1`],
    ['22P02', sql`select ${'many'}::integer`],
    ['22012', sql`select ${1}::integer / ${0}::integer`],
    ['23505', sql`insert into runs (id, state, record) values (${'a'}, 'x', '{}'), (${'a'}, 'x', '{}')`],
  ])(
    'an error has its SQLSTATE (%s), the first time and the third, and what follows is answered',
    async (code, wrong) => {
      for (let time = 0; time < 3; time++) {
        expect(await codeOf(ask(wrong))).toBe(code);
        expect(await ask(sql`select ${time}::integer as time`)).toEqual([{ time }]);
      }
    },
  );

  test('an error in a transaction takes back what came before it, and nothing else', async () => {
    const run = (id: string) => sql`insert into runs (id, state, record) values (${id}, 'ended', '{}')`;
    const transaction = place.database.run((db) =>
      db.transaction().execute(async (trx) => {
        await run('taken-back').execute(trx);
        await codeOf(sql`select ${0}::integer / 0`.execute(trx)).then((code) => expect(code).toBe('22012'));
        await run('too-late').execute(trx);
      }),
    );
    const [code] = await Promise.all([codeOf(transaction), ask(run('kept'))]);
    expect(code).toBe('25P02');
    expect(await ask(sql`select id from runs order by id`)).toEqual([{ id: 'kept' }]);
    await place.empty();
  });

  test('of many at once each has its own answer, and one that fails takes none along', async () => {
    const asked = Array.from({ length: 60 }, (_, at) =>
      codeOf(
        ask(
          sql`insert into runs (id, state, record) values (${`run_${String(at % 50).padStart(2, '0')}`}, 'ended', '{}')`,
        ),
      ),
    );
    const codes = await Promise.all(asked);
    expect(codes.filter((code) => code === '23505')).toHaveLength(10);
    expect(codes.filter((code) => code === 'none')).toHaveLength(50);
    expect(await ask(sql`select count(*)::integer as kept from runs`)).toEqual([{ kept: 50 }]);
    await place.empty();
  });

  test('more different statements than a database keeps ready are answered, again and again', async () => {
    for (let round = 0; round < 3; round++) {
      const asked = Array.from({ length: 150 }, (_, at) =>
        ask(sql`select ${sql.lit(at)}::integer + ${round}::integer as sum`),
      );
      expect((await Promise.all(asked)).flat()).toEqual(
        Array.from({ length: 150 }, (_, at) => ({ sum: at + round })),
      );
    }
  });

  test('what is answered is on the disk, also of many at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        ask(sql`insert into runs (id, state, record) values (${`run_${at}`}, 'ended', '{}')`),
      ),
    );
    const [row] = await ask(
      sql`select pg_current_wal_insert_lsn() <= pg_current_wal_flush_lsn() as flushed, current_setting('synchronous_commit') as commits`,
    );
    expect(row).toMatchObject({ commits: 'on' });
    // A server writes things of its own besides.
    if (place.database.embedded) expect(row).toMatchObject({ flushed: true });
    await place.empty();
  });
});
