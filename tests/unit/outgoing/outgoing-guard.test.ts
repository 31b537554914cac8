/** Whom users can make this server speak to: the public web, and what its owner allows. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendRequest } from '#adapters/outgoing/send-request.js';
import { connectRefusal, outgoingUrl, parseOutgoingAllow } from '#core/outgoing/outgoing-guard.js';
import { rejectionOf, thrownBy } from '../../support/thrown-by.js';

const nothing = parseOutgoingAllow([]);

test.each([
  'http://127.0.0.1/',
  'http://127.9.9.9:8080/',
  'http://0.0.0.0/',
  'http://10.0.0.1/',
  'http://172.16.0.1/',
  'http://192.168.1.1/',
  'http://169.254.169.254/latest/meta-data',
  'http://100.100.100.200/',
  'http://168.63.129.16/',
  'http://192.0.0.192/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://198.18.0.1/',
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:8.8.8.8]/',
  'http://[::8.8.8.8]/',
  'http://[fe80::1]/',
  'http://[fd00:ec2::254]/',
  'http://[fec0::1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[2001::1]/',
  'http://[ff02::1]/',
  'http://[4000::1]/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://017700000001/',
  'http://127.1/',
  'http://0x7f.0.0.1/',
  'http://134744072/',
  'http://8.8.2056/',
  'http://010.8.8.8/',
  'http://①②⑦.0.0.1/',
  'http://8.8.8.8%2e/',
  'ftp://example.org/',
  'file:///etc/passwd',
  'gopher://example.org/',
  'javascript:alert(1)',
  'data:,x',
  'http://user@example.org/',
  'http://:word@example.org/',
  'http://example.org\\@127.0.0.1/',
  'ht\ntp://example.org/',
  'http://example.org:22/',
  'http://example.org:25/',
  'http://',
  'example.org',
  '',
])('%s is refused', (url) => {
  expect(thrownBy(() => outgoingUrl(url, nothing))).toMatchObject({ code: 'outgoing/refused' });
});

test.each([
  'https://example.org/hook?x=1',
  'http://example.org:8080/',
  'https://8.8.8.8/',
  'https://[2606:4700::1111]/',
  'https://xn--bcher-kva.example/',
  'https://bücher.example/',
])('%s may be sent to', (url) => {
  expect(outgoingUrl(url, nothing).href).toBe(new URL(url).href);
});

test('what the owner allows: names whatever they resolve to, addresses, ranges; and nothing beside them', () => {
  const allow = parseOutgoingAllow(['hooks.intern', '10.1.0.0/16', '192.168.1.9', 'fd00::/8']);
  expect(outgoingUrl('http://Hooks.Intern:25/', allow).host).toBe('hooks.intern:25');
  expect(connectRefusal('hooks.intern', '127.0.0.1', allow)).toBeNull();
  for (const address of ['10.1.2.3', '192.168.1.9', 'fd12::1', '1.1.1.1'])
    expect(connectRefusal('any', address, allow)).toBeNull();
  for (const address of ['10.2.0.1', '192.168.1.8', '127.0.0.1', '::ffff:10.1.2.3', 'x'])
    expect(connectRefusal('any', address, allow)).toMatch(/no (public )?address/);
});

test.each(['10.1.0.0/40', 'http://x', 'a b', '*.intern'])('%s in the setting is told', (entry) => {
  const error = thrownBy(() => parseOutgoingAllow([entry]));
  expect(error).toMatchObject({ code: 'config/invalid' });
  expect((error as Error).message).toContain(entry);
});

describe('a request', () => {
  let server: Server;
  let asked: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url!);
      if (request.url === '/hangs') return;
      if (request.url === '/moved') response.writeHead(302, { location: '/other' });
      response.end('x'.repeat(100_000));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    asked = [];
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const send = (
    path: string,
    refusal: (host: string, address: string) => string | null,
    milliseconds = 60_000,
  ) =>
    sendRequest({
      url: new URL(`http://localhost:${(server.address() as AddressInfo).port}${path}`),
      ...{ method: 'POST', headers: {}, body: '{}', milliseconds, mostBytes: 1_000, refusal },
      signal: new AbortController().signal,
    });

  test('goes to an address that was checked; a name that resolves to another one is refused before it connects', async () => {
    const checked: string[] = [];
    const { status, body } = await send('/ok', (host, address) => {
      checked.push(`${host} ${address}`);
      return null;
    });
    expect([status, body.length]).toEqual([200, 1_000]);
    expect(checked).toContain('localhost 127.0.0.1');
    const refused = send('/ok', (host, address) => connectRefusal(host, address, nothing));
    expect(await rejectionOf(refused)).toMatchObject({ code: 'outgoing/refused' });
    expect(asked).toEqual(['/ok']);
  });

  test('is not redirected, ends in time, and says where nobody answers', async () => {
    expect((await send('/moved', () => null)).status).toBe(302);
    expect(asked).toEqual(['/moved']);
    expect(await rejectionOf(send('/hangs', () => null, 50))).toMatchObject({ code: 'outgoing/timeout' });
    const url = new URL('http://127.0.0.1:1/');
    const none = sendRequest({
      ...{ url, method: 'GET', headers: {}, milliseconds: 60_000, mostBytes: 1, refusal: () => null },
      signal: new AbortController().signal,
    });
    expect(await rejectionOf(none)).toMatchObject({ code: 'outgoing/unreachable' });
  });
});
