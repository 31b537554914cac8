/** What ModelRegistry promises, on every database. */
import { sql } from 'kysely';
import { SqlModelRegistry } from '#adapters/database/sql-model-registry.js';
import type { ModelVersion, NewModelVersion } from '#contracts/model-version.schema.js';
import type { NewMove } from '#ports/model-registry.port.js';
import { describeOnDatabases } from '../../support/test-databases.js';
import { rejectionOf } from '../../support/thrown-by.js';

const AT = '2026-01-02T03:04:05.678Z';
const version = (digit: string, more: Partial<NewModelVersion> = {}): NewModelVersion => ({
  ...{ name: 'classifier', version: digit.repeat(12), signature: digit.repeat(64) },
  ...{ registered_at: AT, registered_by: "D'Arcy 😀", cause: 'Made by docket repro.' },
  ...{ labels: ['Überweisung', 'letter'], documents: 24, bytes: 5_000_000_000, metrics: null },
  provenance: {
    ...{ docket: '0.1.0', node: 'v20.19.0', platform: 'linux-x64', data: 'd'.repeat(32) },
    git: { commit: 'c'.repeat(40), dirty: true },
    stages: [{ stage: 'etl', version: 3, params: { languages: ['eng'], share: 0.1 + 0.2 }, engines: {} }],
  },
  ...more,
});
const move = (to: string | null, more: Partial<NewMove> = {}): NewMove => ({
  ...{ name: 'classifier', alias: 'live', version: to?.repeat(12) ?? null, kind: 'promoted' },
  ...{ moved_at: AT, moved_by: 'ann', reason: "it's better; \u00fc" },
  ...more,
});

describeOnDatabases('the model registry', (place) => {
  let registry: SqlModelRegistry;
  /** Moves stay for ever, so that every test has a model of its own. */
  let name: string;
  let tests = 0;
  beforeEach(() => {
    registry = new SqlModelRegistry(place.database);
    name = `classifier-${++tests}`;
  });
  const register = async (...digits: string[]) => {
    for (const digit of digits) await registry.register(version(digit, { name }));
  };
  const to = (digit: string | null, more: Partial<NewMove> = {}) =>
    registry.move(move(digit, { name, ...more }));

  test('a version is found as it was registered, by number, version and alias', async () => {
    const one = version('a', { name });
    expect(await registry.register(one)).toBe(true);
    await to('a');
    const found: ModelVersion = { ...one, number: 1, aliases: ['live'] };
    for (const reference of ['1', 'a'.repeat(12), 'live'])
      expect(await registry.find(name, reference)).toEqual(found);
    for (const reference of ['2', 'b'.repeat(12), 'dead', "' or true", '99999999999', '\0', ''])
      expect(await registry.find(name, reference)).toBeUndefined();
    expect(await registry.find('another', '1')).toBeUndefined();
  });

  test('a version of decimal digits alone is no number', async () => {
    await register('1', '2');
    expect((await registry.find(name, '2'.repeat(12)))!.number).toBe(2);
  });

  test('registered again it stays as it is, but for metrics that it lacked', async () => {
    await registry.register(version('a', { name }));
    const metrics = { 'metrics/eval.json': { accuracy: 0.9 } };
    const again = { name, registered_by: 'bob', cause: 'Found.' };
    expect(await registry.register(version('a', { ...again, metrics }))).toBe(false);
    expect(await registry.register(version('a', { ...again, metrics: { other: 1 } }))).toBe(false);
    expect(await registry.find(name, '1')).toEqual({
      ...version('a', { name, metrics }),
      number: 1,
      aliases: [],
    });
  });

  test('registered at the same time, each gets a number of its own, without gaps', async () => {
    const digits = [...'0123456789abcdef'];
    await Promise.all(digits.map((digit) => registry.register(version(digit, { name }))));
    const first = await registry.page(name, 10);
    const rest = await registry.page(name, 10, Number(first.next));
    const numbers = [...first.models, ...rest.models].map((model) => model.number);
    expect(numbers).toEqual(digits.map((_, index) => digits.length - index));
    expect(rest.next).toBeNull();
  });

  test('an alias moves, and every move is told: who, when, from where to where and why', async () => {
    await register('a', 'b');
    expect(await registry.target(name, 'live')).toBeUndefined();
    expect(await to('a', { kind: 'followed' })).toMatchObject({ number: 1, previous: null });
    expect((await registry.target(name, 'live'))!.following).toBe(true);
    const again = { moved_by: 'bob', reason: 'again' };
    expect(await to('a', { kind: 'followed', ...again })).toMatchObject({
      ...{ kind: 'followed', number: 1, moved_by: 'ann', changed: false },
    });
    // To the same version, but chosen: it follows no more.
    await to('a');
    expect(await registry.target(name, 'live')).toEqual({
      ...{ version: 'a'.repeat(12), signature: 'a'.repeat(64), following: false },
    });
    expect(await to('a', again)).toMatchObject({ kind: 'promoted', moved_by: 'ann', changed: false });
    const told = await to('b', { kind: 'rolled-back' });
    const { alias, kind, moved_at, moved_by, reason } = move('b', { kind: 'rolled-back' });
    const versions = { version: 'b'.repeat(12), previous: 'a'.repeat(12), number: 2 };
    const written = { alias, kind, moved_at, moved_by, reason, ...versions };
    expect(told).toEqual({ ...written, changed: true });
    await to('a', { alias: 'candidate' });
    const all = await registry.moves(name, null, 10);
    expect(all.moves.map((one) => `${one.alias} ${one.kind} ${one.number}`)).toEqual([
      ...['candidate promoted 1', 'live rolled-back 2', 'live promoted 1', 'live followed 1'],
    ]);
    const page = await registry.moves(name, 'live', 2);
    expect(page.moves[0]).toEqual(written);
    expect((await registry.moves(name, 'live', 2, page.next!)).moves.map(({ kind }) => kind)).toEqual([
      'followed',
    ]);
    expect((await registry.find(name, '1'))!.aliases).toEqual(['candidate']);
  });

  test('an alias is taken away, and what it was stays in the history', async () => {
    await register('a');
    await to('a', { alias: 'candidate' });
    expect(await to(null, { alias: 'candidate', kind: 'removed' })).toMatchObject({
      version: null,
      number: null,
    });
    expect(await to(null, { alias: 'candidate', kind: 'removed', moved_by: 'bob' })).toMatchObject({
      ...{ version: null, previous: 'a'.repeat(12), moved_by: 'ann', changed: false },
    });
    expect(await rejectionOf(to(null, { alias: 'nobody', kind: 'removed' }))).toMatchObject({
      code: 'model/unknown-version',
    });
    expect(await registry.target(name, 'candidate')).toBeUndefined();
    expect((await registry.moves(name, 'candidate', 10)).moves).toHaveLength(2);
  });

  test('of two who move it at once from the same place one is refused', async () => {
    await register('a', 'b', 'c');
    await to('a');
    const both = ['b', 'c'].map((digit) => to(digit, { expected: 'a'.repeat(12) }));
    const [done, refused] = (await Promise.allSettled(both)).sort((one) =>
      one.status === 'fulfilled' ? -1 : 1,
    );
    expect(done!.status).toBe('fulfilled');
    expect((refused as PromiseRejectedResult).reason).toMatchObject({ code: 'model/alias-moved' });
    expect((await registry.moves(name, 'live', 10)).moves).toHaveLength(2);
  });

  test('an alias never points at what is not registered', async () => {
    await register('a');
    expect(await rejectionOf(to('b'))).toMatchObject({ code: 'model/unknown-version' });
    expect(await registry.target(name, 'live')).toBeUndefined();
  });

  test.each([
    'delete from alias_moves',
    "update alias_moves set moved_by = 'nobody'",
    'truncate alias_moves',
  ])('the history can only be added to: %s', async (statement) => {
    await register('a');
    await to('a');
    await expect(place.database.run((db) => sql.raw(statement).execute(db))).rejects.toThrow();
    expect((await registry.moves(name, null, 10)).moves).toHaveLength(1);
  });
});
