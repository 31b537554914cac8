/** Passwords are kept as hashes that match them alone, and weak ones are refused; secrets look as scanners know them. */
import { hashPassword, passwordMatches } from '#core/accounts/hash-password.js';
import { lockedFor } from '#core/accounts/locked-for.js';
import { MinuteTally } from '#core/accounts/minute-tally.js';
import { passwordWeakness } from '#core/accounts/password-weakness.js';
import { apiToken, isApiToken, secretHash, shownPrefix } from '#core/accounts/secret.js';

const SALT = new Uint8Array(16).fill(7);

test('a password matches its hash, in whichever writing of Unicode, and no other does', async () => {
  const stored = await hashPassword('caf\u00e9 on the corner', SALT);
  expect(stored).toMatch(/^scrypt\$15\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  expect(await passwordMatches('cafe\u0301 on the corner', stored)).toBe(true);
  expect(await passwordMatches('cafe on the corner', stored)).toBe(false);
});

test('a hash of another cost can still be read, one of another kind matches nothing', async () => {
  // node -e "crypto.scryptSync('an old password', Buffer.alloc(16, 7), 32, { N: 1024, r: 8, p: 1 })"
  const { scryptSync } = await import('node:crypto');
  const hash = scryptSync('an old password', SALT, 32, { N: 1024, r: 8, p: 1 }).toString('base64url');
  const salt = Buffer.from(SALT).toString('base64url');
  expect(await passwordMatches('an old password', `scrypt$10$8$1$${salt}$${hash}`)).toBe(true);
  expect(await passwordMatches('an old password', `bcrypt$10$8$1$${salt}$${hash}`)).toBe(false);
});

test.each([
  ['elevenchars', 'ann', 'fewer than 12'],
  ['x'.repeat(257), 'ann', 'more than 256'],
  ['121212121212', 'ann', 'repeats'],
  ['Password1234', 'ann', 'guessed first'],
  ['annabellesmith1', 'annabellesmith@example.org', 'the name'],
  ['correct horse battery', 'ann', null],
  ['zwölf Zeichen', 'ann', null],
  ['🔑🔒🔓🗝️🧷🧿🪬🎲🧩🪄', 'ann', 'fewer than 12'],
])('the password %j of %s: %s', (password, name, weakness) => {
  const found = passwordWeakness(password, name);
  if (weakness === null) expect(found).toBeNull();
  else expect(found).toContain(weakness);
});

test('mistyping costs nothing, guessing costs more each time, and nobody is locked out for long', () => {
  const waits = Array.from({ length: 14 }, (_, failures) => lockedFor(failures));
  expect(waits.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
  expect(waits.slice(5, 8)).toEqual([10, 20, 40]);
  expect(waits.at(-1)).toBe(900);
  expect(lockedFor(1_000_000)).toBe(900);
});

test('a token is known by its look, kept by its hash, and shown by its beginning', () => {
  const token = apiToken(new Uint8Array(32).fill(255));
  expect(isApiToken(token)).toBe(true);
  for (const other of ['', token.slice(1), `${token}x`, token.replace('dkt_', 'abc_'), `${token}\n`])
    expect([other, isApiToken(other)]).toEqual([other, false]);
  expect(token.startsWith(shownPrefix(token))).toBe(true);
  expect(shownPrefix(token)).toHaveLength(10);
  expect(secretHash(token)).toMatch(/^[0-9a-f]{64}$/);
});

test('a tally tells how long to wait until the minute is over, for each key alone', () => {
  let now = 0;
  const tally = new MinuteTally(2, () => now);
  tally.add('a');
  expect(tally.wait('a')).toBe(0);
  tally.add('a');
  now = 15_500;
  expect([tally.wait('a'), tally.wait('b')]).toEqual([45, 0]);
  now = 60_000;
  expect(tally.wait('a')).toBe(0);
});
