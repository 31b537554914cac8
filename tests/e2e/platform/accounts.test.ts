/** Who may do what over HTTP: nothing without a credential, documents by their owner, changes by role, all of it on record. */
import { statSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import type {
  Account,
  AccountPage,
  ApiTokenPage,
  AuditPage,
  MadeToken,
  Profile,
  Session,
} from '#contracts/account.schema.js';
import type { DocumentPage } from '#contracts/document-record.schema.js';
import { ACCESS_RULES } from '#core/accounts/access-rules.js';
import { accountToken } from '../../support/account-token.js';
import { docket } from '../../support/docket-process.js';
import { testLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { bearer, documentsOf, formOf, problemOf } from '../../support/running-platform.js';
import { newDocument } from '../../support/trained-workspace.js';

const bed = platformBed();
const PASSWORD = 'correct horse battery';
const JSON_BODY = { 'content-type': 'application/json' };

/** With this credential, or with none. */
const by = (token: string | null, path: string, init: RequestInit = {}) =>
  fetch(bed.platform.url + path, {
    ...init,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(init.headers as Record<string, string>),
    },
  });
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(bed.platform.url + path, {
    method: 'POST',
    headers: { ...JSON_BODY, ...headers },
    body: JSON.stringify(body),
  });
const sessionOf = async (reply: Response): Promise<Session> => {
  expect(reply.status).toBe(200);
  return (await reply.json()) as Session;
};

/** As the admin whose token lies in the workspace. */
const admin = async <Result>(method: string, path: string, body: object): Promise<Result> => {
  const init = { method, headers: JSON_BODY, body: JSON.stringify(body) };
  const reply = await bed.platform.request(`/api/v1/admin/users${path}`, init);
  expect(reply.ok).toBe(true);
  return (await reply.json()) as Result;
};

/** Accounts with a token each. */
const tokens: Record<string, string> = {};
beforeAll(async () => {
  for (const [name, role, ...scopes] of [
    ['ann', 'user', 'documents:read', 'documents:write', 'admin', 'account'],
    ['bob', 'user', 'documents:read'],
    ['ron', 'reviewer', 'documents:read', 'documents:write', 'admin'],
    ['met', 'user', 'metrics'],
  ] as const) {
    tokens[name] = await accountToken(bed.platform, { name, role, scopes });
  }
});

describe('every route', () => {
  let routes: string[];
  beforeAll(async () => {
    const { paths } = await bed.platform.json<{ paths: Record<string, object> }>('/openapi.json');
    routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
  });
  /** Of the page, which OpenAPI does not describe. */
  const page = ['GET /', 'GET /page/{name}'];

  test('has a rule, and every rule a route', () => {
    expect(routes.length).toBeGreaterThan(30);
    expect([...routes, ...page].sort()).toEqual(Object.keys(ACCESS_RULES).sort());
  });

  test('refuses whoever shows nothing, an invented token or one of another kind, unless it is open to anyone', async () => {
    const credentials = [null, 'x', `dkt_${'A'.repeat(43)}`, 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.'];
    const closed = routes.filter((route) => ACCESS_RULES[route] !== 'anyone');
    const answers: [string, number][] = [];
    for (const route of [...closed, 'GET /docs', 'GET /openapi.json', 'GET /no/such/route', 'PUT /']) {
      const [method, path] = route.split(' ') as [string, string];
      // In turn: more would be too many of one address.
      const credential = credentials[answers.length % credentials.length]!;
      const reply = await by(credential, path.replace(/\{\w+\}/g, '1'), { method });
      expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="docket"');
      expect((await problemOf(reply)).code).toBe('auth/required');
      answers.push([route, reply.status]);
    }
    expect(answers.filter(([, status]) => status !== 401)).toEqual([]);
  });

  test('of those that are open to anyone, none tells of documents, models or accounts', async () => {
    const open = Object.keys(ACCESS_RULES).filter((route) => ACCESS_RULES[route] === 'anyone');
    expect(open.sort()).toEqual([
      'GET /',
      'GET /health/live',
      'GET /health/ready',
      'GET /page/{name}',
      ...['link', 'login', 'logout', 'refresh'].map((verb) => `POST /api/v1/auth/${verb}`),
    ]);
    expect(await (await by(null, '/')).text()).not.toContain('invoice');
  });

  test('that is for admins refuses all others, whatever their tokens say', async () => {
    for (const [route, rule] of Object.entries(ACCESS_RULES)) {
      if (typeof rule === 'string' || rule.role !== 'admin') continue;
      const [method, path] = route.split(' ') as [string, string];
      const reply = await by(tokens.ron!, path.replace(/\{\w+\}/g, '1'), { method });
      expect([route, reply.status]).toEqual([route, 403]);
    }
  });
});

test('a document is its uploader’s: others find nothing, reviewers read it, admins may delete it', async () => {
  const upload = (who: string) =>
    by(tokens[who]!, '/api/v1/documents?wait=60', {
      method: 'POST',
      body: formOf({ 'mine.txt': newDocument('letter') }),
      headers: { 'idempotency-key': 'one' },
    });
  const [mine] = await documentsOf(await upload('ann'));
  expect(mine).toMatchObject({ label: 'letter' });
  expect(mine!.duplicate_of).toBeUndefined();
  const path = `/api/v1/documents/${mine!.id}`;
  const seen = async (who: string) =>
    ((await (await by(tokens[who]!, '/api/v1/documents?limit=500')).json()) as DocumentPage).documents.length;
  expect([await seen('ann'), await seen('bob'), await seen('ron')]).toEqual([1, 0, 1]);
  for (const part of ['', '/file', '/text', '/pages/1']) {
    const statusOf = async (who: string) => (await by(tokens[who]!, path + part)).status;
    const own = part === '/pages/1' ? 404 : 200;
    expect([part, await statusOf('bob'), await statusOf('ann'), await statusOf('ron')]).toEqual([
      part,
      404,
      own,
      own,
    ]);
  }
  // Neither the key nor the bytes of one account tell another what was uploaded.
  const [theirs] = await documentsOf(await upload('ron'));
  expect(theirs!.id).not.toBe(mine!.id);
  expect(theirs!.duplicate_of).toBeUndefined();
  const [again] = await documentsOf(await upload('ann'));
  expect(again!.id).toBe(mine!.id);
  for (const method of ['DELETE', 'POST']) {
    const reply = await by(tokens.ron!, method === 'POST' ? `${path}/cancel` : path, { method });
    expect(await problemOf(reply)).toMatchObject({
      code: 'auth/forbidden',
      detail: expect.stringContaining('only they and admins may cancel or delete it'),
    });
    const unseen = await by(
      tokens.ann!,
      path.replace(mine!.id, theirs!.id) + (method === 'POST' ? '/cancel' : ''),
      { method },
    );
    expect((await problemOf(unseen)).code).toBe('request/not-found');
  }
  expect((await bed.platform.remove(mine!.id)).status).toBe(204);
});

test('a token does what its scopes say, and gives on no more than it has', async () => {
  const statusOf = async (who: string, path: string, init?: RequestInit) =>
    (await by(tokens[who]!, path, init)).status;
  const body = formOf({ 'a.txt': newDocument('letter') });
  expect(await statusOf('bob', '/api/v1/documents', { method: 'POST', body })).toBe(403);
  expect(await statusOf('bob', '/metrics')).toBe(403);
  expect(await statusOf('met', '/metrics')).toBe(200);
  expect(await statusOf('met', '/api/v1/documents')).toBe(403);
  const make = (scopes: string[]) =>
    post('/api/v1/tokens', { name: 'more', scopes }, { authorization: `Bearer ${tokens.ann}` });
  expect((await make(['metrics'])).status).toBe(403);
  const made = (await (await make(['documents:read'])).json()) as MadeToken;
  expect(await (await by(made.token, '/api/v1/auth/me')).json()).toMatchObject({
    account: { name: 'ann' },
    scopes: ['documents:read'],
    via: 'token',
  });
  const page = async (path: string) => (await (await by(tokens.ann!, path)).json()) as ApiTokenPage;
  const first = await page('/api/v1/tokens?limit=1');
  const second = await page(`/api/v1/tokens?limit=1&cursor=${first.next}`);
  expect([...first.tokens, ...second.tokens].map(({ name }) => name)).toEqual(['more', 'tests']);
  expect(second.next).toBeNull();
  const { tokens: of } = await bed.platform.json<ApiTokenPage>('/api/v1/admin/users/ann/tokens');
  expect(of.map(({ name }) => name)).toEqual(['more', 'tests']);
  await by(tokens.ann!, `/api/v1/tokens/${made.id}`, { method: 'DELETE' });
  expect((await by(made.token, '/api/v1/auth/me')).status).toBe(401);
});

/** Of reading, and of making what would outlast the session. */
const statusesOf = async (token: string): Promise<number[]> => {
  const wish = { method: 'POST', headers: JSON_BODY, body: '{"name":"lasting"}' };
  const made = await by(token, '/api/v1/tokens', wish);
  return [(await by(token, '/api/v1/documents')).status, made.status];
};

test('another password and a refresh token that came twice end sessions with their access tokens', async () => {
  await admin('POST', '', { name: 'zoe', password: PASSWORD });
  const login = async (password: string) =>
    sessionOf(await post('/api/v1/auth/login', { name: 'zoe', password }));
  const { refresh_token } = await login(PASSWORD);
  const next = await sessionOf(await post('/api/v1/auth/refresh', { refresh_token }));
  expect(await statusesOf(next.access_token)).toEqual([200, 201]);
  expect((await post('/api/v1/auth/refresh', { refresh_token })).status).toBe(401);
  expect(await statusesOf(next.access_token)).toEqual([401, 401]);
  const other = await login(PASSWORD);
  expect(await statusesOf(other.access_token)).toEqual([200, 201]);
  await admin('PATCH', '/zoe', { password: 'another good one' });
  expect(await statusesOf(other.access_token)).toEqual([401, 401]);
});

test('sign in with a one-time password, go on with a refresh token, sign out', async () => {
  const { password } = await admin<{ password: string }>('POST', '', { name: 'Eve@example.org' });
  const login = (given: object) => post('/api/v1/auth/login', { name: 'Eve@Example.org', ...given });
  expect((await problemOf(await login({ password }))).code).toBe('auth/one-time-password');
  const first = await sessionOf(await login({ password, new_password: PASSWORD }));
  expect(await (await by(first.access_token, '/api/v1/auth/me')).json()).toMatchObject({
    account: { name: 'eve@example.org', role: 'user' },
    via: 'session',
  });
  const second = await sessionOf(await post('/api/v1/auth/refresh', { refresh_token: first.refresh_token }));
  expect((await by(second.access_token, '/api/v1/documents')).status).toBe(200);
  const { refresh_token } = second;
  expect((await post('/api/v1/auth/logout', { refresh_token })).status).toBe(204);
  expect((await post('/api/v1/auth/refresh', { refresh_token })).status).toBe(401);
  for (const { access_token } of [first, second]) expect(await statusesOf(access_token)).toEqual([401, 401]);
  const third = await sessionOf(await login({ password: PASSWORD }));
  expect(await statusesOf(third.access_token)).toEqual([200, 201]);
  await admin('PATCH', '/eve@example.org', { disabled: true });
  expect(await statusesOf(third.access_token)).toEqual([401, 401]);
  expect((await login({ password: PASSWORD })).status).toBe(401);
});

describe('signing out', () => {
  const logout = (headers: Record<string, string>, body = {}) => post('/api/v1/auth/logout', body, headers);
  const signIn = async () => sessionOf(await post('/api/v1/auth/login', { name: 'lou', password: PASSWORD }));
  beforeAll(() => admin('POST', '', { name: 'lou', password: PASSWORD }));

  test('with an access token alone ends the session that it names, and no other', async () => {
    const [one, other] = [await signIn(), await signIn()];
    const headers = { authorization: `Bearer ${one.access_token}` };
    expect((await logout(headers)).status).toBe(204);
    expect(await statusesOf(one.access_token)).toEqual([401, 401]);
    const { refresh_token } = one;
    expect((await post('/api/v1/auth/refresh', { refresh_token })).status).toBe(401);
    expect(await statusesOf(other.access_token)).toEqual([200, 201]);
    // Whose first answer was lost asks again.
    expect((await logout(headers)).status).toBe(204);
  });

  test('with what names no session is refused, and said why', async () => {
    const { access_token } = await signIn();
    for (const [headers, body, status, told] of [
      [{ authorization: `Bearer ${tokens.ann}` }, {}, 400, 'docket token revoke'],
      [{}, { refresh_token: access_token }, 400, 'Authorization: Bearer'],
      [{}, {}, 401, 'which session'],
      [{ authorization: 'Bearer x.y.z' }, {}, 401, 'sign in'],
    ] as const) {
      const reply = await logout(headers, body);
      expect([told, reply.status]).toEqual([told, status]);
      expect((await problemOf(reply)).detail).toContain(told);
    }
    expect((await by(tokens.ann!, '/api/v1/auth/me')).status).toBe(200);
    expect(await statusesOf(access_token)).toEqual([200, 201]);
  });
});

test('a browser gets its session in cookies that no script reads and no other site sends', async () => {
  const secret = new URL(bed.platform.signIn).hash.replace('#sign-in=', '');
  const reply = await post('/api/v1/auth/link', { link: secret, cookie: true });
  const session = await sessionOf(reply);
  expect(Object.keys(session).sort()).toEqual(['account', 'expires_in', 'token_type']);
  const cookies = reply.headers.getSetCookie();
  expect(cookies).toHaveLength(2);
  for (const cookie of cookies) expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
  const cookie = cookies.map((each) => each.split(';')[0]).join('; ');
  const me = (origin: Record<string, string>, method = 'GET', path = '/api/v1/auth/me') =>
    fetch(bed.platform.url + path, { method, headers: { cookie, ...origin } });
  expect((await me({})).status).toBe(200);
  const foreign = await me({ origin: 'https://evil.example' }, 'POST', '/api/v1/admin/models');
  expect((await problemOf(foreign)).code).toBe('request/cross-site');
  expect(
    (await me({ origin: 'https://evil.example' })).headers.get('access-control-allow-origin'),
  ).toBeNull();
  expect((await post('/api/v1/auth/link', { link: secret, cookie: true })).status).toBe(401);
});

test('wrong passwords lock the name, with Retry-After', async () => {
  const login = () => post('/api/v1/auth/login', { name: 'bob', password: 'guess' });
  for (let attempt = 0; attempt < 5; attempt++) expect((await login()).status).toBe(401);
  const reply = await login();
  expect([reply.status, STATUS_CODES[reply.status]]).toEqual([429, 'Too Many Requests']);
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await problemOf(reply)).toMatchObject({ code: 'auth/locked', retryable: true });
});

testLong(
  'what changed something is on record: who, what, from where, with which outcome; a stop loses none of it',
  async () => {
    await bed.platform.request('/api/v1/documents/doc_1', { method: 'DELETE' });
    const { authorization } = bearer(bed.workspace.directory);
    const earlier = bed.platform;
    await bed.restart();
    const { entries } = await bed.platform.json<AuditPage>('/api/v1/admin/audit?limit=500');
    const one = (wanted: object) => expect(entries).toContainEqual(expect.objectContaining(wanted));
    const loopback = expect.stringMatching(/127\.0\.0\.1$/);
    one({ actor: 'admin', action: 'DELETE /api/v1/documents/doc_1', from: loopback, outcome: '404' });
    one({ actor: 'ann', action: 'POST /api/v1/documents', from: loopback, outcome: 'done' });
    one({ actor: 'bob', action: 'POST /api/v1/documents', outcome: '403' });
    one({ actor: 'admin', action: 'add account as reviewer', subject: 'ron', outcome: 'done' });
    one({ actor: 'bob', action: 'sign in', outcome: 'auth/wrong-credentials' });

    // The token is the same after it, its file its owner's alone, and no log has a secret.
    expect(bearer(bed.workspace.directory)).toEqual({ authorization });
    expect(statSync(bed.workspace.path('.docket/token')).mode & 0o777).toBe(0o600);
    const { stderr } = earlier.process.output;
    for (const secret of [authorization.split(' ')[1]!, earlier.signIn.split('=')[1]!])
      expect(stderr).not.toContain(secret);
  },
);

test('accounts are listed by name, page by page', async () => {
  const names: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const page: AccountPage = await bed.platform.json<AccountPage>(
      `/api/v1/admin/users?limit=2${next && `&cursor=${next}`}`,
    );
    expect(page.users.length).toBeLessThanOrEqual(2);
    names.push(...page.users.map(({ name }) => name));
    next = page.next;
  }
  expect(names).toEqual([...new Set(names)].sort());
  expect(names).toEqual(expect.arrayContaining(['admin', 'ann', 'bob', 'met', 'ron']));
});

test('the command line keeps accounts through the platform that runs', async () => {
  const command = (...args: string[]) => docket([...args, '--json'], bed.workspace.directory);
  const listed = await command('user', 'list');
  expect((JSON.parse(listed.stdout) as Account[]).map(({ name }) => name)).toContain('ron');
  const made = await command('token', 'create', 'scripts', '--user', 'bob', '--scope', 'admin');
  expect(made.code).toBe(0);
  expect(made.stderr).toContain("Scope 'admin' lets it do nothing: 'bob' has role 'user'");
  const endless = await command('token', 'create', 'scripts', '--user', 'bob', '--days', '99999');
  expect([endless.code, endless.stderr + endless.stdout]).toEqual([
    2,
    expect.stringContaining('at most 3650'),
  ]);
  const last = await command('user', 'disable', 'admin');
  expect(last.code).toBe(1);
  expect(JSON.parse(last.stdout)).toMatchObject({ error: { code: 'auth/last-admin' } });
});

describe('an account with a quota of its own', () => {
  let token: string;
  const json = { method: 'PATCH', headers: JSON_BODY };
  const allow = (quota: object) =>
    bed.platform.request('/api/v1/admin/users/quo', { ...json, body: JSON.stringify(quota) });
  const upload = (files: Record<string, string>) =>
    by(token, '/api/v1/documents', { method: 'POST', body: formOf(files) });
  const profile = async () => (await (await by(token, '/api/v1/auth/me')).json()) as Profile;
  const refusal = async (reply: Response) => {
    const { code, retryable } = await problemOf(reply);
    return [reply.status, code, retryable, reply.headers.has('retry-after')];
  };
  beforeAll(async () => {
    token = await accountToken(bed.platform, {
      ...{ name: 'quo', role: 'user', scopes: ['documents:read', 'documents:write'] },
    });
  });

  test('adds as much as that allows, all of an upload or nothing, and sees how much that is', async () => {
    expect((await allow({ documents_per_day: 3, max_kept_bytes: 1_000 })).status).toBe(200);
    const [document] = await documentsOf(await upload({ 'a.txt': 'a'.repeat(400) }));
    expect(await refusal(await upload({ 'b.txt': 'b'.repeat(400), 'c.txt': 'c'.repeat(400) }))).toEqual([
      ...[429, 'quota/kept-bytes', false, false],
    ]);
    expect(await refusal(await upload({ 'd.txt': 'd'.repeat(1_001) }))).toEqual([
      ...[429, 'quota/upload-too-large', false, false],
    ]);
    expect((await upload({ 'e.txt': 'e', 'f.txt': 'f' })).status).toBe(202);
    const reply = await upload({ 'g.txt': 'g' });
    expect(await refusal(reply)).toEqual([429, 'quota/documents-per-day', true, true]);
    expect(Number(reply.headers.get('retry-after'))).toBeLessThanOrEqual(86_400);
    const urls = { method: 'POST', headers: JSON_BODY, body: '{"urls":["https://example.org/a.pdf"]}' };
    expect(await refusal(await by(token, '/api/v1/batches', urls))).toEqual([
      ...[429, 'quota/documents-per-day', true, true],
    ]);
    expect(await profile()).toMatchObject({
      usage: { documents_today: 3, kept_bytes: 402 },
      quota: { documents_per_day: 3, max_kept_bytes: 1_000 },
    });
    await by(token, `/api/v1/documents/${document!.id}`, { method: 'DELETE' });
    expect((await profile()).usage).toEqual({ documents_today: 3, kept_bytes: 2 });
  });

  testLong('gets another one from an admin alone, also by the command line', async () => {
    const own = { ...json, body: '{"documents_per_day":0}' };
    expect((await by(token, '/api/v1/admin/users/quo', own)).status).toBe(403);
    for (const value of [-1, 1.5, 'many', 3_000_000_000]) {
      const reply = await allow({ documents_per_day: value });
      expect([reply.status, (await problemOf(reply)).code]).toEqual([400, 'request/invalid']);
    }
    const command = (...args: string[]) => docket(['user', 'quota', 'quo', ...args], bed.workspace.directory);
    const { stdout } = await command('--documents-per-day', '5', '--max-kept-bytes', 'default');
    expect(stdout).toContain("'quo' may add 5 documents in a day, and keep bytes as params.yaml says.");
    expect((await profile()).quota).toEqual({ documents_per_day: 5, max_kept_bytes: 0 });
    expect((await upload({ 'h.txt': 'h'.repeat(2_000) })).status).toBe(202);
    for (const wrong of [[], ['--max-kept-bytes', 'much']]) expect((await command(...wrong)).code).toBe(2);
    const { entries } = await bed.platform.json<AuditPage>('/api/v1/admin/audit?limit=500');
    expect(entries).toContainEqual(
      expect.objectContaining({
        subject: 'quo',
        action: 'change documents_per_day to 3, max_kept_bytes to 1000',
      }),
    );
  });
});

test('guesses beyond count are refused before they are looked at; who has a token goes on', async () => {
  for (let guess = 0; guess < 101; guess++)
    await by(`dkt_${String(guess).padStart(43, 'A')}`, '/api/v1/status');
  const refused = await by('dkt_guess', '/api/v1/status');
  expect((await problemOf(refused)).code).toBe('request/too-many');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await post('/api/v1/auth/login', { name: 'ann', password: 'guess' })).status).toBe(429);
  expect((await by(tokens.ann!, '/api/v1/status')).status).toBe(200);
});
