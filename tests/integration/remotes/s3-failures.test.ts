/** Every way in which an S3 remote can fail: a stable code, the remedy, and nothing half-done. */
import { createHash } from 'node:crypto';
import { fetchObjects } from '../../../libs/composition/fetch-objects.js';
import { checkRemote } from '../../../libs/composition/manage-remotes.js';
import { openWorkspace, type Workspace } from '../../../libs/composition/open-workspace.js';
import { pushObjects } from '../../../libs/composition/push-objects.js';
import { type FakeRequest, type FakeS3, type Fault, startFakeS3 } from '../../support/fake-s3.js';
import { testLong } from '../../support/long-tests.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

let server: FakeS3;
let scratch: ScratchWorkspace;
const REMOTE = 's3://bucket/team';
const settings = (more: Record<string, string> = {}) =>
  Object.entries({
    ...{ DOCKET_S3_ENDPOINT: server.endpoint, AWS_ACCESS_KEY_ID: 'me', AWS_SECRET_ACCESS_KEY: 'geheim' },
    ...{ DOCKET_REMOTE_PATIENCE: '1', ...more },
  })
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');

beforeEach(async () => {
  server = await startFakeS3();
  scratch = await scratchWorkspace({ 'pipelines.yaml': 'stages: {}', '.env': settings() });
});
afterEach(async () => {
  await server.close();
  removeScratchWorkspaces();
});

const md5Of = (bytes: Uint8Array | string) => createHash('md5').update(bytes).digest('hex');
const keyOf = (md5: string) => `team/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`;
const opened = (): Promise<Workspace> => openWorkspace(scratch.directory);
const push = async (texts: readonly string[], more = {}) => {
  const workspace = await opened();
  for (const text of texts) await workspace.cache.put(Buffer.from(text));
  return pushObjects(workspace, texts.map(md5Of), { remote: REMOTE, ...more });
};
const fetched = async (text: string | Buffer) => {
  server.objects.set(keyOf(md5Of(text)), Buffer.from(text));
  const workspace = await opened();
  const result = await fetchObjects(workspace, [md5Of(text)], { remote: REMOTE });
  return { ...result, here: await workspace.cache.has(md5Of(text)) };
};
/** The first `count` requests that match. */
const first = (count: number, method: string, fault: Fault) => {
  let left = count;
  server.fault = (request: FakeRequest) => (request.method === method && left-- > 0 ? fault : null);
};
const always = (method: string, fault: Fault) => first(Number.POSITIVE_INFINITY, method, fault);

describe.each<[string, Fault, string, RegExp]>([
  ['no permission', { status: 403, code: 'AccessDenied' }, 'remote/forbidden', /s3:PutObject/],
  [
    'an unknown key',
    { status: 403, code: 'InvalidAccessKeyId' },
    'remote/wrong-credentials',
    /AWS_ACCESS_KEY_ID/,
  ],
  [
    'a wrong secret',
    { status: 403, code: 'SignatureDoesNotMatch' },
    'remote/wrong-credentials',
    /AWS_SECRET/,
  ],
  ['an expired token', { status: 400, code: 'ExpiredToken' }, 'remote/expired-token', /AWS_SESSION_TOKEN/],
  [
    'a wrong region',
    { status: 400, code: 'AuthorizationHeaderMalformed', extra: '<Region>eu-west-3</Region>' },
    'remote/wrong-region',
    /AWS_REGION=eu-west-3/,
  ],
  [
    'a bucket elsewhere',
    { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'us-west-2' } },
    'remote/wrong-region',
    /region/,
  ],
  ['no bucket', { status: 404, code: 'NoSuchBucket' }, 'remote/missing-bucket', /Make it/],
  ['a full server', { status: 507, code: 'InsufficientStorage' }, 'remote/full', /gc --remote/],
  ['something unknown', { status: 418, code: 'Teapot' }, 'remote/refused', /Teapot/],
])('%s', (_, fault, code, remedy) => {
  test('push stops with its code and remedy, and the secret is nowhere in it', async () => {
    server.fault = () => fault;
    const failure = await push(['one', 'two']).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(remedy) });
    expect(JSON.stringify(failure)).not.toContain('geheim');
    expect(server.objects.size).toBe(0);
  });

  test('so does fetch', async () => {
    always('GET', fault);
    await expect(fetched('one')).rejects.toMatchObject({ code, message: expect.stringMatching(remedy) });
  });
});

test('a bucket that vanishes half-way ends the push; what was sent is not sent again', async () => {
  let puts = 0;
  server.fault = ({ method }) =>
    method === 'PUT' && ++puts > 5 ? { status: 404, code: 'NoSuchBucket' } : null;
  const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
  await expect(push(texts)).rejects.toMatchObject({ code: 'remote/missing-bucket' });
  expect(server.objects.size).toBeGreaterThan(0);
  server.fault = () => null;
  const { done, present, failed } = await push(texts);
  expect(present).toBeGreaterThanOrEqual(5);
  expect([done + present, failed]).toEqual([20, []]);
});

test.each<[string, Fault]>([
  ['slow down', { status: 503, code: 'SlowDown' }],
  ['an internal error', { status: 500, code: 'InternalError' }],
  ['a broken connection', 'reset'],
  ['a request that arrived damaged', { status: 400, code: 'BadDigest' }],
])('%s passes: tried again, and everything arrives', async (_, fault) => {
  first(3, 'PUT', fault);
  expect(await push(['one', 'two', 'three'])).toMatchObject({ done: 3, failed: [] });
  first(2, 'GET', fault);
  expect(await fetched('four')).toMatchObject({ done: 1, failed: [], here: true });
});

test.each<[string, Fault]>([
  ['a server that hangs', 'hang'],
  ['a server that resets every connection', 'reset'],
  ['a server that is always busy', { status: 503, code: 'SlowDown' }],
])('%s is given up on after the patience, with the endpoint named', async (_, fault) => {
  server.fault = () => fault;
  const waits: string[] = [];
  const onEvent = (event: { type: string }) => waits.push(event.type);
  await expect(push(['one'], { onEvent })).rejects.toMatchObject({
    ...{ code: 'remote/unavailable', retryable: true },
    message: expect.stringContaining(server.endpoint),
  });
  expect(waits).toContain('transfer-waiting');
});

testLong('no server at all', async () => {
  await server.close();
  await expect(push(['one'])).rejects.toMatchObject({ code: 'remote/unavailable' });
  server = await startFakeS3();
});

test('a download that breaks off goes on where it was', async () => {
  const large = Buffer.alloc(3_000_000, 'scan');
  first(2, 'GET', 'half');
  expect(await fetched(large)).toMatchObject({ done: 1, failed: [], here: true });
  const ranges = server.requests.filter(({ method }) => method === 'GET').map(({ headers }) => headers.range);
  expect(ranges[0]).toBeUndefined();
  expect(Number(/\d+/.exec(ranges[1]!)![0])).toBeGreaterThan(100_000);
});

test('damage on the way is mended by a second try; damage on the remote is named and not installed', async () => {
  first(1, 'GET', 'corrupt');
  expect(await fetched('one')).toMatchObject({ done: 1, here: true });
  always('GET', 'corrupt');
  const { failed, here } = await fetched('two');
  expect(failed).toMatchObject([{ code: 'remote/damaged-object', name: md5Of('two') }]);
  expect(here).toBe(false);
});

test('what lies there under a wrong content is known by its ETag, and sent anew', async () => {
  await push(['one', 'two']);
  server.objects.set(keyOf(md5Of('two')), Buffer.from('owt'));
  expect(await push(['one', 'two'])).toMatchObject({ done: 1, present: 1 });
  expect(String(server.objects.get(keyOf(md5Of('two'))))).toBe('two');
});

test('token, region, checksum and path style are in every request; encryption where it is asked for', async () => {
  await scratch.write({
    '.env': settings({ AWS_SESSION_TOKEN: 'short-lived', AWS_REGION: 'eu-north-1' }),
    'remotes.yaml': `remotes:\n  team:\n    url: ${REMOTE}\n    sse: aws:kms\n    sse_kms_key_id: key-1\n    acl: bucket-owner-full-control\n`,
  });
  await push(['one'], { remote: 'team' });
  const put = server.requests.find(({ method }) => method === 'PUT')!;
  expect(put.key).toBe(keyOf(md5Of('one')));
  expect(put.headers).toMatchObject({
    ...{ 'x-amz-security-token': 'short-lived', 'x-amz-server-side-encryption': 'aws:kms' },
    ...{ 'x-amz-server-side-encryption-aws-kms-key-id': 'key-1', 'x-amz-acl': 'bucket-owner-full-control' },
    ...{ authorization: expect.stringContaining('/eu-north-1/s3/'), 'content-length': '3' },
    'content-md5': createHash('md5').update('one').digest('base64'),
  });
});

test('many objects are looked up from the listing, few one by one', async () => {
  const texts = Array.from({ length: 100 }, (_, index) => `text ${index}`);
  await push(texts);
  server.requests.length = 0;
  expect(await push(texts)).toMatchObject({ done: 0, present: 100 });
  expect(server.requests.some(({ method }) => method === 'HEAD')).toBe(false);
  expect(server.requests.length).toBeLessThan(20);
  server.requests.length = 0;
  expect(await push(texts.slice(0, 3))).toMatchObject({ present: 3 });
  expect(server.requests.map(({ method }) => method)).toEqual(['HEAD', 'HEAD', 'HEAD']);
});

describe.each(['HEAD', 'GET', 'PUT', 'POST', ''])(
  'a web server that answers %s with 200 and a page',
  (method) => {
    const pages = () => {
      server.fault = (request) => (method === '' || request.method === method ? 'page' : null);
    };
    const refused = () => ({
      code: 'remote/refused',
      message: expect.stringMatching(new RegExp(`${server.endpoint} is no S3 server.*login page`, 's')),
    });

    test('is named as no S3 server, whatever is asked of it; nothing counts as stored', async () => {
      pages();
      const many = Array.from({ length: 100 }, (_, index) => `text ${index}`);
      const check = checkRemote(await opened(), REMOTE, new AbortController().signal);
      if (method !== 'HEAD') await expect(check).rejects.toMatchObject(refused());
      else await check;
      if (method !== 'POST' && method !== 'GET')
        await expect(push(['one', 'two'])).rejects.toMatchObject(refused());
      if (method === 'GET') await expect(push(many)).rejects.toMatchObject(refused());
      if (method === '' || method === 'GET') await expect(fetched('three')).rejects.toMatchObject(refused());
      if (method === 'POST')
        await expect(push([Buffer.alloc(17_000_000, 'scan').toString()])).rejects.toMatchObject(refused());
      expect(server.objects.size).toBeLessThanOrEqual(1);
    });
  },
);

test('`remote check` compares what it reads back, and leaves nothing', async () => {
  const check = async () => checkRemote(await opened(), REMOTE, new AbortController().signal);
  await check();
  expect(server.objects.size).toBe(0);
  server.fault = ({ method, key }) => (method === 'GET' && key.includes('check-') ? 'corrupt' : null);
  await expect(check()).rejects.toMatchObject({
    ...{ code: 'remote/refused', message: expect.stringMatching(/something else than was just written/) },
  });
  expect(server.objects.size).toBe(0);
});

test.each(['BadDigest', 'XAmzContentSHA256Mismatch'])(
  '%s for ever: what is on the way is to blame',
  async (code) => {
    always('PUT', { status: 400, code });
    await expect(push(['one'])).rejects.toMatchObject({
      ...{ code: 'remote/unavailable', message: expect.stringMatching(/not what was sent.*[Pp]rox/s) },
    });
  },
);

test('an ETag that is another md5 is no success', async () => {
  always('PUT', { status: 200, headers: { etag: `"${md5Of('else')}"` } });
  await expect(push(['one'])).rejects.toMatchObject({ message: expect.stringMatching(/not what was sent/) });
  always('PUT', {
    status: 200,
    headers: { etag: `"${md5Of('else')}"`, 'x-amz-server-side-encryption': 'aws:kms' },
  });
  expect(await push(['two'])).toMatchObject({ done: 1 });
});

test('a full server is not waited for', async () => {
  await scratch.write({ '.env': settings({ DOCKET_REMOTE_PATIENCE: '600' }) });
  always('PUT', { status: 507, code: 'QuotaExceeded' });
  await expect(push(['one'])).rejects.toMatchObject({ code: 'remote/full' });
});
