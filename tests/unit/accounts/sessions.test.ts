/** Access tokens name their session while they are good, and for signing out after that; those of others never. */
import { SignJWT } from 'jose';
import { Sessions } from '#nest-kit/accounts/sessions.js';
import { rejectionOf } from '../../support/thrown-by.js';

const SECRET = 'a secret of this test, long enough';
const sessions = new Sessions(() => SECRET);

/** @param ends seconds from now */
const token = (ends: number, secret = SECRET) =>
  new SignJWT({ sid: 'session_1' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('docket')
    .setSubject('acc_1')
    .setExpirationTime(Math.floor(Date.now() / 1000) + ends)
    .sign(new TextEncoder().encode(secret));

test('one that is over names its session only where that may end by it', async () => {
  expect(await sessions.idOf(await token(60))).toBe('session_1');
  const over = await token(-60);
  expect(await rejectionOf(sessions.idOf(over))).toMatchObject({ code: 'auth/required' });
  expect(await sessions.idOf(over, { late: true })).toBe('session_1');
});

test('one that this server has not signed names none', async () => {
  const foreign = await token(-60, 'the secret of somebody else, as long');
  for (const given of [foreign, `${(await token(-60)).slice(0, -3)}AAA`, 'x.y.z'])
    expect(await rejectionOf(sessions.idOf(given, { late: true }))).toMatchObject({ code: 'auth/required' });
});
