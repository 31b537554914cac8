/** Behind a reverse proxy: whom limits, records and cookies take a client for, and who may say so. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AuditPage } from '#contracts/account.schema.js';
import { describeLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { bearer, until } from '../../support/running-platform.js';

describeLong('behind a reverse proxy', () => {
  const bed = platformBed({
    prepare: async (workspace) => {
      const params = await workspace.text('params.yaml');
      await workspace.write({ 'params.yaml': `${params}gateway: { refusals_per_minute: 3 }\n` });
      return { DOCKET_TRUSTED_PROXIES: '127.0.0.2, 192.0.2.0/24' };
    },
  });

  const PROXY = '127.0.0.2';
  const STRANGER = '127.0.0.3';
  const ANOTHER = '127.0.0.4';

  interface Asked {
    /** Address that the connection comes from. */
    peer: string;
    method?: string;
    headers: Record<string, string>;
    body?: object;
  }

  const ask = (path: string, { peer, method = 'GET', headers, body }: Asked) =>
    new Promise<{ status: number; cookies: string[]; body: string }>((resolve, reject) => {
      const json = body && { 'content-type': 'application/json' };
      request(
        bed.platform.url + path,
        { localAddress: peer, method, headers: { ...json, ...headers } },
        async (reply) =>
          resolve({
            status: reply.statusCode!,
            cookies: reply.headers['set-cookie'] ?? [],
            body: await text(reply),
          }),
      )
        .on('error', reject)
        .end(body && JSON.stringify(body));
    });

  /** Changes nothing, and is on record all the same. */
  async function noted(mark: string, asked: Omit<Asked, 'method'>): Promise<string> {
    const headers = { ...asked.headers, ...bearer(bed.workspace.directory) };
    await ask(`/api/v1/documents/${mark}`, { ...asked, method: 'DELETE', headers });
    return until('the record is there', async () => {
      const { entries } = await bed.platform.json<AuditPage>('/api/v1/admin/audit?limit=500');
      return entries.find(({ action }) => action === `DELETE /api/v1/documents/${mark}`)?.from ?? false;
    });
  }

  const forwardedFor = (addresses: string) => ({ 'x-forwarded-for': addresses });

  test.each([
    ['a proxy names its client', PROXY, '203.0.113.7', '203.0.113.7'],
    ['a proxy names one of IPv6', PROXY, '2001:db8::7', '2001:db8::7'],
    ['proxies stand in a row', PROXY, '203.0.113.7, 192.0.2.9', '203.0.113.7'],
    ['a client invents who was before it', PROXY, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['a client invents a proxy before it', PROXY, '198.51.100.1, 203.0.113.7, 192.0.2.9', '203.0.113.7'],
    ['a proxy passes on what is no address', PROXY, 'admin; drop', PROXY],
    ['nobody trusts who says so', STRANGER, '203.0.113.7', STRANGER],
    ['nobody trusts who pretends to be behind a proxy', STRANGER, '203.0.113.7, 127.0.0.2', STRANGER],
  ])('where %s, the records have the right address', async (what, peer, forwarded, from) => {
    const mark = `doc_${what.replace(/\W/g, '')}`;
    expect((await noted(mark, { peer, headers: forwardedFor(forwarded) })).replace('::ffff:', '')).toBe(from);
    const line = bed.platform.process.output.stderr.split('\n').find((each) => each.includes(mark));
    expect(JSON.parse(line!)).toMatchObject({ from: expect.stringMatching(new RegExp(`${from}$`)) });
  });

  const guess = (peer: string, forwarded: string) =>
    ask('/api/v1/status', { peer, headers: { authorization: 'Bearer guess', ...forwardedFor(forwarded) } });

  test('clients behind a proxy are counted each for themselves, those who only say so are not', async () => {
    for (let count = 0; count < 3; count++) expect((await guess(PROXY, '203.0.113.8')).status).toBe(401);
    expect((await guess(PROXY, '203.0.113.8')).status).toBe(429);
    expect((await guess(PROXY, '203.0.113.9')).status).toBe(401);

    for (let count = 0; count < 3; count++) await guess(STRANGER, `203.0.113.${10 + count}`);
    expect((await guess(STRANGER, '203.0.113.20')).status).toBe(429);
  });

  test('a network of IPv6 is one client, however its addresses are written', async () => {
    const addresses = ['2001:db8::1', '2001:db8::2', '2001:db8:0:0:ffff::3'];
    for (const address of addresses) expect((await guess(PROXY, address)).status).toBe(401);
    expect((await guess(PROXY, '2001:db8:0:0::4')).status).toBe(429);
    expect((await guess(PROXY, '2001:db8:0:1::4')).status).toBe(401);
  });

  test('a session’s cookies are Secure where a trusted proxy says that people come by https', async () => {
    const post = (path: string, { peer, ...headers }: Record<string, string>, body: object) =>
      ask(path, { peer: peer!, method: 'POST', headers, body });
    const admin = { peer: STRANGER, ...bearer(bed.workspace.directory) };
    const { password } = JSON.parse((await post('/api/v1/admin/users', admin, { name: 'eve' })).body);
    const eve = { name: 'eve', password: 'correct horse battery', cookie: true };
    const first = { name: 'eve', password, new_password: eve.password };
    expect((await post('/api/v1/auth/login', { peer: PROXY }, first)).status).toBe(200);
    for (const [peer, scheme, secure] of [
      [PROXY, 'https', true],
      [PROXY, 'http', false],
      [ANOTHER, 'https', false],
    ] as const) {
      const { cookies } = await post('/api/v1/auth/login', { peer, 'x-forwarded-proto': scheme }, eve);
      expect(cookies.map((cookie) => cookie.includes('; Secure'))).toEqual([secure, secure]);
    }
  });
});
