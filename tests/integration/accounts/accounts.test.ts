/** Accounts on every database: who gets in by what, how often, how long, and what stays of it. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { SqlAccountRecords } from '#adapters/database/sql-account-records.js';
import { LocalAccounts } from '#composition/accounts/local-accounts.js';
import { oneTimePassword } from '#core/accounts/one-time-password.js';
import { apiToken, plainSecret } from '#core/accounts/secret.js';
import { describeOnDatabases } from '../../support/test-databases.js';
import { rejectionOf } from '../../support/thrown-by.js';

const BY = { name: 'root', from: '127.0.0.1' };
const PASSWORD = 'correct horse battery';
/** Tests try many. */
const CHEAP = { log2N: 4, r: 8, p: 1 };
const DAY = 86_400_000;
const READS = { name: 'scanner', scopes: ['documents:read' as const], days: 90 };
const secret = () => plainSecret(randomBytes(32));
const newPlace = () => ({
  ...{ token: apiToken(randomBytes(32)), link: secret() },
  password: oneTimePassword(randomBytes(32)),
});

describeOnDatabases('accounts', (place) => {
  let accounts: LocalAccounts;
  let now: number;
  /** The audit log stays for ever, so that every test has an account of its own. */
  let name: string;
  let tests = 0;
  beforeEach(async () => {
    now = Date.parse('2026-01-02T03:04:05.678Z');
    accounts = new LocalAccounts(new SqlAccountRecords(place.database), {
      now: () => new Date(now),
      cost: CHEAP,
    });
    name = `ann-${++tests}`;
    await accounts.welcome(newPlace());
  });
  const add = (password?: string) =>
    accounts.add({ name, role: 'user', ...(password !== undefined && { password }) }, BY);
  const signIn = (password = PASSWORD, new_password?: string) =>
    accounts.signIn({ name, password, ...(new_password && { new_password }) }, BY);
  const codeOf = async (work: Promise<unknown>) => (await rejectionOf(work)).code;

  test('the first start makes an admin with a one-time password, once; its token and link are good', async () => {
    const place = newPlace();
    expect(await accounts.welcome(place)).toEqual({ token: place.token, first: null });
    expect(await accounts.ofToken(place.token)).toMatchObject({
      account: { name: 'admin', role: 'admin' },
      via: 'workspace',
    });
    const { identity } = await accounts.useLink(place.link, BY);
    expect(identity).toMatchObject({ account: { name: 'admin' }, via: 'session' });
    expect(await codeOf(accounts.useLink(place.link, BY))).toBe('auth/wrong-credentials');
  });

  test('a start whose answer was lost on its way asks again, and has the same answer', async () => {
    // As after the first welcome: the admin's password is for one use.
    const given = (await accounts.change('admin', { password: null }, BY)).password!;
    const place = { ...newPlace(), password: given };
    const first = { name: 'admin', password: given };
    expect(await accounts.welcome(place)).toEqual({ token: place.token, first });
    expect(await accounts.welcome(place)).toEqual({ token: place.token, first });
    expect(await accounts.welcome({ ...place, password: secret() })).toEqual({
      token: place.token,
      first: null,
    });
    const { identity } = await accounts.useLink(place.link, BY);
    expect(identity.account.name).toBe('admin');
    await accounts.signIn({ name: 'admin', password: given, new_password: PASSWORD }, BY);
    expect(await accounts.welcome(place)).toEqual({ token: place.token, first: null });
  });

  test('a link is too old after an hour', async () => {
    const link = secret();
    await accounts.welcome({ ...newPlace(), link });
    now += 3_600_001;
    expect(await codeOf(accounts.useLink(link, BY))).toBe('auth/wrong-credentials');
  });

  test('a token of a workspace that was revoked is replaced at the next start, not taken again', async () => {
    const token = apiToken(randomBytes(32));
    await accounts.welcome({ ...newPlace(), token });
    const [newest] = (await accounts.tokens('admin', { limit: 1 })).tokens;
    await accounts.revokeToken('admin', newest!.id, BY);
    expect(await codeOf(accounts.ofToken(token))).toBe('auth/required');
    const { token: next } = await accounts.welcome({ ...newPlace(), token });
    expect(next).not.toBe(token);
    expect(await accounts.ofToken(next)).toMatchObject({ via: 'workspace' });
    expect(await codeOf(accounts.ofToken(token))).toBe('auth/required');
  });

  test('a one-time password signs in only to be replaced', async () => {
    const { password } = await add();
    expect(await codeOf(signIn(password))).toBe('auth/one-time-password');
    expect(await codeOf(signIn(password, 'short'))).toBe('auth/weak-password');
    expect(await codeOf(signIn(password, password))).toBe('auth/weak-password');
    expect((await signIn(password, PASSWORD)).identity.account).toMatchObject({ name, role: 'user' });
    expect(await codeOf(signIn(password))).toBe('auth/wrong-credentials');
    expect((await signIn()).identity.account.name).toBe(name);
  });

  test('the fifth wrong password locks the name, also for the right one; in time it is free again', async () => {
    await add(PASSWORD);
    for (let attempt = 0; attempt < 5; attempt++)
      expect(await codeOf(signIn('wrong'))).toBe('auth/wrong-credentials');
    const locked = await rejectionOf(signIn());
    expect(locked).toMatchObject({ code: 'auth/locked', details: { retry_after: 10 } });
    now += 10_001;
    expect((await signIn()).identity.account.name).toBe(name);
    expect(await codeOf(signIn('wrong'))).toBe('auth/wrong-credentials');
    expect((await signIn()).identity.account.name).toBe(name);
  });

  test('many guesses at once are counted one by one', async () => {
    await add(PASSWORD);
    const guesses = Array.from({ length: 8 }, () => codeOf(signIn('wrong')));
    const codes = await Promise.all(guesses);
    expect(codes.filter((code) => code === 'auth/wrong-credentials')).toHaveLength(5);
    expect(codes.filter((code) => code === 'auth/locked')).toHaveLength(3);
  });

  test('a name without an account is refused, and locked, like any other', async () => {
    const tried = (await rejectionOf(signIn('wrong'))).message;
    await add(PASSWORD);
    expect((await rejectionOf(signIn('wrong'))).message).toBe(tried);
  });

  test('a refresh token is good once; one that comes twice ends the session, also for who took it', async () => {
    await add(PASSWORD);
    const { session, refresh_token: first } = await signIn();
    const { identity, refresh_token: second, ...rest } = await accounts.refresh(first, BY);
    expect(rest).toEqual({ session });
    expect(await accounts.ofSession(session)).toEqual(identity);
    expect(identity.account.name).toBe(name);
    expect(await codeOf(accounts.refresh(first, BY))).toBe('auth/required');
    expect(await codeOf(accounts.refresh(second, BY))).toBe('auth/required');
    expect(await codeOf(accounts.ofSession(session))).toBe('auth/required');
    const { entries } = await accounts.audit(1, null);
    expect(entries[0]).toMatchObject({ actor: name, action: 'end session: its refresh token came twice' });
  });

  test('of two that use a refresh token at once one wins, and loses it again', async () => {
    await add(PASSWORD);
    const { refresh_token } = await signIn();
    const both = await Promise.allSettled([1, 2].map(() => accounts.refresh(refresh_token, BY)));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const won = both.find((one) => one.status === 'fulfilled')!;
    expect(await codeOf(accounts.refresh(won.value.refresh_token, BY))).toBe('auth/required');
  });

  test('a session ends by signing out, by disabling, by another password, and after two weeks', async () => {
    await add(PASSWORD);
    const ends: (() => Promise<unknown>)[] = [
      async () => {
        now += 14 * DAY;
      },
      () => accounts.change(name, { password: 'another good one' }, BY),
      () => accounts.change(name, { disabled: true }, BY),
    ];
    const out = await signIn();
    const other = await signIn();
    await accounts.signOut(out.refresh_token);
    expect(await codeOf(accounts.refresh(out.refresh_token, BY))).toBe('auth/required');
    expect(await codeOf(accounts.ofSession(out.session))).toBe('auth/required');
    expect((await accounts.ofSession(other.session)).account.name).toBe(name);
    const third = await signIn();
    for (let twice = 0; twice < 2; twice++) await accounts.endSession(other.session);
    expect(await codeOf(accounts.refresh(other.refresh_token, BY))).toBe('auth/required');
    expect(await codeOf(accounts.ofSession(other.session))).toBe('auth/required');
    expect((await accounts.ofSession(third.session)).account.name).toBe(name);
    for (const [index, end] of ends.entries()) {
      const { refresh_token, session } = await signIn(index < 2 ? PASSWORD : 'another good one');
      await end();
      expect([index, await codeOf(accounts.ofSession(session))]).toEqual([index, 'auth/required']);
      expect([index, await codeOf(accounts.refresh(refresh_token, BY))]).toEqual([index, 'auth/required']);
    }
    expect(await codeOf(signIn('another good one'))).toBe('auth/wrong-credentials');
  });

  test('an API token is good until it expires, is revoked, or its account is disabled', async () => {
    const { id } = await add(PASSWORD);
    const made = await accounts.addToken(name, READS, BY);
    expect(made.token.startsWith(made.prefix)).toBe(true);
    expect(await accounts.ofToken(made.token)).toEqual({
      account: { id, name, role: 'user' },
      scopes: ['documents:read'],
      via: 'token',
    });
    const { token: _, ...listed } = made;
    expect(await accounts.tokens(name, { limit: 1 })).toEqual({
      ...{ tokens: [{ ...listed, last_used_at: new Date(now).toISOString() }], next: null },
    });
    await accounts.change(name, { disabled: true }, BY);
    expect(await codeOf(accounts.ofToken(made.token))).toBe('auth/required');
    await accounts.change(name, { disabled: false }, BY);
    expect(await codeOf(accounts.ofToken(made.token))).toBe('auth/required');
    expect(await accounts.tokens(name, { limit: 1 })).toEqual({ tokens: [], next: null });
    const later = await accounts.addToken(name, READS, BY);
    expect((await accounts.ofToken(later.token)).account.id).toBe(id);
    now += 90 * DAY;
    expect(await codeOf(accounts.ofToken(later.token))).toBe('auth/required');
    const another = await accounts.addToken(name, { ...READS, days: null }, BY);
    await accounts.revokeToken(name, another.id, BY);
    expect(await codeOf(accounts.ofToken(another.token))).toBe('auth/required');
    expect(await codeOf(accounts.revokeToken('admin', made.id, BY))).toBe('request/not-found');
  });

  test('enabled again, an account has nothing of what was made while it was disabled', async () => {
    await add(PASSWORD);
    await accounts.change(name, { disabled: true }, BY);
    const made = await accounts.addToken(name, READS, BY);
    await accounts.change(name, { disabled: false }, BY);
    expect(await codeOf(accounts.ofToken(made.token))).toBe('auth/required');
  });

  test('of secrets and passwords nothing lies in the database but hashes', async () => {
    const { password } = await add();
    const { refresh_token } = await signIn(password, PASSWORD);
    const { token } = await accounts.addToken(name, READS, BY);
    const tables = [
      'accounts',
      'refresh_tokens',
      'sign_in_links',
      'api_tokens',
      'sign_in_failures',
      'audit_log',
    ];
    const texts = await Promise.all(
      tables.map((table) =>
        place.database.run((db) =>
          sql<{
            row: unknown;
          }>`select to_json(${sql.table(table)})::text as row from ${sql.table(table)}`.execute(db),
        ),
      ),
    );
    const all = JSON.stringify(texts.map(({ rows }) => rows));
    expect(all).toContain(name);
    for (const kept of [password!, PASSWORD, refresh_token, token]) expect(all).not.toContain(kept);
  });

  test('the last admin can be neither disabled nor demoted', async () => {
    expect(await codeOf(accounts.change('admin', { disabled: true }, BY))).toBe('auth/last-admin');
    expect(await codeOf(accounts.change('admin', { role: 'user' }, BY))).toBe('auth/last-admin');
    await accounts.add({ name, role: 'admin', password: PASSWORD }, BY);
    const both = [
      accounts.change('admin', { role: 'user' }, BY),
      accounts.change(name, { role: 'user' }, BY),
    ];
    const states = (await Promise.allSettled(both)).map(({ status }) => status).sort();
    expect(states).toEqual(['fulfilled', 'rejected']);
    const admins = (await accounts.list({ limit: 500 })).users.filter(({ role }) => role === 'admin');
    expect(admins).toHaveLength(1);
    await accounts.change('admin', { role: 'admin' }, BY);
    await accounts.change(name, { role: 'user' }, BY);
  });

  test('a name is given once, whatever its capitals', async () => {
    await add(PASSWORD);
    expect(await codeOf(add(PASSWORD))).toBe('auth/account-exists');
    expect(
      (await accounts.signIn({ name: ` ${name.toUpperCase()} `, password: PASSWORD }, BY)).identity.account
        .name,
    ).toBe(name);
  });

  test('what was done is on record, newest first, page by page, and can be changed by nobody', async () => {
    await add(PASSWORD);
    await accounts.change(name, { role: 'reviewer', disabled: true }, BY);
    await codeOf(signIn());
    const { entries, next } = await accounts.audit(2, null);
    const at = new Date(now).toISOString();
    expect(entries).toMatchObject([
      {
        at,
        actor: name,
        from: '127.0.0.1',
        action: 'sign in',
        subject: name,
        outcome: 'auth/wrong-credentials',
      },
      { at, actor: 'root', action: 'change role to reviewer, to disabled', subject: name, outcome: 'done' },
    ]);
    expect((await accounts.audit(1, next!)).entries[0]).toMatchObject({ action: 'add account as user' });
    for (const statement of [
      'delete from audit_log',
      "update audit_log set actor = 'x'",
      'truncate audit_log',
    ])
      await expect(place.database.run((db) => sql.raw(statement).execute(db))).rejects.toThrow(
        'never changed',
      );
  });
});
