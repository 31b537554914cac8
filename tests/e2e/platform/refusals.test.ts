/** What the gateway refuses and how, and what it says about itself: OpenAPI, docs, metrics, health. */
import { readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { ERROR_CODES, type ErrorCode } from '#contracts/error-codes.js';
import { platformBed } from '../../support/platform-bed.js';
import { bearer, formOf, problemOf } from '../../support/running-platform.js';
import { newDocument } from '../../support/trained-workspace.js';

const MAX_FILE_BYTES = 100_000;
const bed = platformBed({
  prepare: async (workspace) => {
    const params = await workspace.text('params.yaml');
    await workspace.write({
      'params.yaml': `${params}gateway: { max_file_bytes: ${MAX_FILE_BYTES}, max_files: 3, max_wait: 20 }\n`,
    });
    return { DOCKET_PUBLIC_HOSTS: 'docs.example.org, docket.example.org' };
  },
});

const DOCUMENTS = '/api/v1/documents';
const NOBODY = 'doc_00000000000000000000000000';
const JSON_BODY = { 'content-type': 'application/json' };
const FORM = { 'content-type': 'multipart/form-data; boundary=x' };
function fieldsOf(count: number, content: string): FormData {
  const form = new FormData();
  for (let number = 0; number < count; number++) form.append(`field-${number}`, content);
  return form;
}
const small = (count: number) =>
  formOf(Object.fromEntries(Array.from({ length: count }, (_, number) => [`${number}.txt`, 'text'])));

test.each<[string, ErrorCode, string, RequestInit]>([
  ['a route that is not there', 'request/not-found', '/api/v1/nothing', {}],
  ['a document that is not there', 'request/not-found', `${DOCUMENTS}/${NOBODY}`, {}],
  ['an id that is a path', 'request/not-found', `${DOCUMENTS}/..%2f..%2fparams`, {}],
  ['deleting what is not there', 'request/not-found', `${DOCUMENTS}/${NOBODY}`, { method: 'DELETE' }],
  ['a file of the page that is not there', 'request/not-found', '/page/constructor', {}],
  ['a run that is not there', 'request/not-found', '/api/v1/admin/runs/run_0', {}],
  ['a page of no size', 'request/invalid', `${DOCUMENTS}?limit=0`, {}],
  ['a parameter that is not there', 'request/invalid', `${DOCUMENTS}?colour=red`, {}],
  ['an export as something else', 'request/invalid', `${DOCUMENTS}/export?format=pdf`, {}],
  ['an export without a format', 'request/invalid', `${DOCUMENTS}/export`, {}],
  ['a state that is not there', 'request/invalid', `${DOCUMENTS}?status=lost`, {}],
  ['a wait that is too long', 'request/invalid', `${DOCUMENTS}?wait=21`, { method: 'POST', body: small(1) }],
  ['a form without files', 'request/invalid', DOCUMENTS, { method: 'POST', body: new FormData() }],
  [
    'a form that ends too early',
    'request/invalid',
    DOCUMENTS,
    {
      method: 'POST',
      headers: FORM,
      body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
    },
  ],
  ['a body that is no form', 'request/unsupported-type', DOCUMENTS, { method: 'POST', body: 'text' }],
  ['too many files', 'request/too-many-files', DOCUMENTS, { method: 'POST', body: small(4) }],
  [
    'a file that is too large',
    'request/too-large',
    DOCUMENTS,
    { method: 'POST', body: formOf({ 'big.txt': 'x'.repeat(3_000_000) }) },
  ],
  [
    'a form of another site',
    'request/cross-site',
    DOCUMENTS,
    { method: 'POST', body: small(1), headers: { origin: 'http://evil.example' } },
  ],
  [
    'another site that deletes',
    'request/cross-site',
    `${DOCUMENTS}/${NOBODY}`,
    { method: 'DELETE', headers: { origin: 'null' } },
  ],
  [
    'JSON that is none',
    'request/invalid',
    '/api/v1/admin/runs',
    { method: 'POST', body: '{', headers: JSON_BODY },
  ],
  [
    'JSON that is too long',
    'request/too-large',
    '/api/v1/admin/runs',
    { method: 'POST', body: JSON.stringify({ pipeline: 'x'.repeat(2_000_000) }), headers: JSON_BODY },
  ],
  [
    'a run with a misspelt key',
    'request/invalid',
    '/api/v1/admin/runs',
    { method: 'POST', body: '{"forse":true}', headers: JSON_BODY },
  ],
  [
    'a run of no stages, which would be one of all',
    'request/invalid',
    '/api/v1/admin/runs',
    { method: 'POST', body: '{"stages":[]}', headers: JSON_BODY },
  ],
  [
    'a run asked for in another language',
    'request/unsupported-type',
    '/api/v1/admin/runs',
    { method: 'POST', body: new URLSearchParams({ force: 'true' }) },
  ],
  ['a form full of text', 'request/too-large', DOCUMENTS, { method: 'POST', body: fieldsOf(21, 'text') }],
  [
    'a form with a long text',
    'request/too-large',
    DOCUMENTS,
    { method: 'POST', body: fieldsOf(1, 'x'.repeat(1e6)) },
  ],
  ['a method that a route does not take', 'request/wrong-method', DOCUMENTS, { method: 'PUT' }],
])('%s is refused with %s, as problem details', async (_, code, path, request) => {
  const reply = await bed.platform.request(path, request);
  const problem = await problemOf(reply);
  expect(problem).toMatchObject({ code, status: ERROR_CODES[code].status, retryable: false });
  expect(problem.detail).toMatch(/[.!]$/);
});

test.each(['abc', '-1', '21'])('?wait=%s is answered with what it takes', async (wait) => {
  const reply = await bed.platform.request(`${DOCUMENTS}?wait=${wait}`, {
    method: 'POST',
    body: small(1),
  });
  expect((await problemOf(reply)).detail).toContain('wait: takes a number of seconds from 0 to 20.');
});

describe.each([
  ['/api/v1/webhooks', 'The JSON body has more than 1048576 bytes, which are the most. JSON holds requests'],
  ['/v2/models/classifier/infer', 'or raise gateway.max_infer_bytes in params.yaml'],
])('a body for %s that cannot be read', (path, larger) => {
  const bytes = (text: string) => Buffer.from(text, 'latin1');
  const packed = { 'content-encoding': 'gzip' };
  test.each<[string, ErrorCode, string | Buffer<ArrayBuffer>, Record<string, string>, string]>([
    ['no JSON', 'request/invalid', '{"a":1,\n "b":x}', {}, 'The body is no JSON at line 2, column 6: '],
    ['cut off', 'request/invalid', '{"a":[1,', {}, 'The body is no JSON at line 1, column 9: '],
    ['in Latin 1', 'request/invalid', bytes('{"name":"M\xfcller"}'), {}, 'The JSON body is not in UTF-8'],
    ['no object', 'request/invalid', '5', {}, 'neither an object nor a list: send {…}'],
    ['packed otherwise', 'request/invalid', '{}', packed, 'it is not what content-encoding: gzip says'],
    [
      ...(['packed as nobody packs', 'request/unsupported-type', '{}'] as const),
      ...([{ 'content-encoding': 'lzw' }, 'gzip, deflate, br and none are taken'] as const),
    ],
    [
      ...(['said to be in Latin 1', 'request/unsupported-type', '{}'] as const),
      { 'content-type': 'application/json; charset=iso-8859-1' },
      "JSON is taken in UTF-8, and the body came as 'application/json; charset=iso-8859-1'",
    ],
    [
      ...(['a form', 'request/unsupported-type', 'a=1'] as const),
      ...([
        { 'content-type': 'application/x-www-form-urlencoded' },
        'content-type: application/json',
      ] as const),
    ],
    ['too large unpacked', 'request/too-large', gzipSync(`{"a":"${'x'.repeat(4e7)}"}`), packed, larger],
  ])('as it is %s is told so, and how to mend it', async (_, code, body, headers, told) => {
    const reply = await bed.platform.request(path, {
      ...{ method: 'POST', body, headers: { ...JSON_BODY, ...headers } },
    });
    const problem = await problemOf(reply);
    expect([problem.code, reply.status]).toEqual([code, ERROR_CODES[code].status]);
    expect(problem.detail).toContain(told);
    expect(problem).toMatchObject(path.startsWith('/v2') ? { error: problem.detail } : {});
  });
});

test('no route passes over a body that it cannot read', async () => {
  const body = new URLSearchParams({ reason: 'a form' });
  for (const path of ['auth/login', 'tokens', 'batches', 'admin/users', 'admin/models/rollback']) {
    const reply = await bed.platform.request(`/api/v1/${path}`, { method: 'POST', body });
    expect([path, reply.status]).toEqual([path, 415]);
  }
});

test('what is too long before its body, or no HTTP, is told so as well', async () => {
  const reply = await bed.platform.get(`${DOCUMENTS}?search=${'a'.repeat(20_000)}`);
  expect([reply.status, await problemOf(reply)]).toMatchObject([
    ...[431, { code: 'request/headers-too-large', details: { max_bytes: expect.any(Number) } }],
  ]);
  const raw = (written: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(bed.platform.url).port), '127.0.0.1', () =>
        socket.write(written),
      );
      text(socket).then(resolve, reject);
    });
  expect(await raw('no words of HTTP\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*"code":"request\/invalid"/s);
  const { authorization } = bearer(bed.workspace.directory);
  const chunked = `POST /api/v1/webhooks HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`;
  expect(await raw(chunked)).toMatch(/^HTTP\/1\.1 400 .*"code":"request\/invalid"/s);
  expect((await bed.platform.get('/health/ready')).status).toBe(200);
});

test('a path that is no text is told as that', async () => {
  for (const path of ['/api/v1/documents/%ff', '/v2/models/%e0/ready'])
    expect(await problemOf(await bed.platform.get(path))).toMatchObject({
      ...{ code: 'request/invalid', detail: expect.stringContaining('with no character of UTF-8 behind it') },
    });
});

const ADMIN = '/api/v1/admin';
const NO_PLACE = `0000000000000000_${NOBODY}`;
test('no route answers with a bare list: every list is paged', async () => {
  type Schema = { type?: string };
  type Operation = { responses: Record<string, { content?: Record<string, { schema?: Schema }> }> };
  const { paths } = await bed.platform.json<{ paths: Record<string, { get?: Operation }> }>('/openapi.json');
  const bare = Object.entries(paths)
    .filter(([, { get }]) => get?.responses['200']?.content?.['application/json']?.schema?.type === 'array')
    .map(([path]) => path);
  expect(bare).toEqual([]);
});

/** Every list that goes on from a cursor, with a cursor that it could have given and ones of other lists. */
test.each<[string, string, string[]]>([
  [DOCUMENTS, NOBODY, ['batch_00000000000000000000000000', 'doc_1', NO_PLACE, '1']],
  ['/api/v1/batches', 'batch_00000000000000000000000000', [NOBODY]],
  ['/api/v1/webhooks', 'hook_00000000000000000000000000', ['1']],
  [`${ADMIN}/runs`, 'run_00000000000000000000000000', [NOBODY]],
  [`${ADMIN}/review-queue`, NO_PLACE, [NOBODY, '1', `ffffffffffffffff_${NOBODY}`]],
  [`${ADMIN}/feedback`, '2', [NOBODY]],
  [`${ADMIN}/audit`, '2', ['2x']],
  [`${ADMIN}/users`, 'ann', ['Ann', 'ann/', '-ann']],
  [`${ADMIN}/users/admin/tokens`, 'tok_00000000000000000000000000', [NOBODY]],
  ['/api/v1/tokens', 'tok_00000000000000000000000000', [NOBODY]],
  [`${ADMIN}/models`, '2', ['-1', '1.5']],
  [`${ADMIN}/models/history`, '2', ['1e3']],
  ['/api/v1/webhooks/hook_1/deliveries', '', ['9999999999']],
])('%s refuses a cursor that is none, and says where to get one', async (path, good, others) => {
  for (const cursor of [...others, ...(path.endsWith('/users') ? [] : ['abc', '0']), '']) {
    const reply = await bed.platform.get(`${path}?cursor=${cursor}`);
    const { code, detail } = await problemOf(reply);
    expect([cursor, reply.status, code]).toEqual([cursor, 400, 'request/invalid']);
    expect(detail).toBe(
      'The request cannot be taken: cursor: is no place in this list; take `next` of the page before, or leave it out for the beginning. See /docs.',
    );
  }
  if (good !== '') expect((await bed.platform.get(`${path}?cursor=${good}`)).status).toBe(200);
});

test.each([
  [`${DOCUMENTS}?colour=red`, "no parameter 'colour'.", 'takes limit, cursor, status, label'],
  [`${DOCUMENTS}?serch=x`, "Did you mean 'search'?", ''],
  [`${DOCUMENTS}?a[b]=c&__proto__=1`, "no parameter 'a[b]'. There is no parameter '__proto__'.", ''],
  [`${DOCUMENTS}/${NOBODY}?page=2`, "no parameter 'page'.", 'takes none'],
  ['/api/v1/tokens?offset=1', "no parameter 'offset'.", 'takes limit, cursor'],
  [`${ADMIN}/users?role=admin`, "no parameter 'role'.", 'takes limit, cursor'],
  ['/api/v1/status?x', "no parameter 'x'.", 'takes none'],
  [`${DOCUMENTS}?limit=1&limit=2`, 'limit: stands more than once, and takes one value', ''],
  [`${DOCUMENTS}?max_confidence=`, 'max_confidence: takes a number; leave it out for none', ''],
  [`${DOCUMENTS}?max_confidence=%20`, 'max_confidence: takes a number; leave it out for none', ''],
  [`${DOCUMENTS}?search=%22-`, 'search: holds no word: neither a letter nor a digit', ''],
  [`${DOCUMENTS}?from=yesterday`, 'from: takes a day (2026-01-31) or a moment', ''],
  [`${DOCUMENTS}?to=0000-01-01`, 'to: takes a day (2026-01-31) or a moment', ''],
  [`${DOCUMENTS}?model=live`, 'model: takes a version as answers name it, 12 hex digits', ''],
  [`${DOCUMENTS}?batch=mine`, 'batch: is no id of a batch', ''],
  [`${DOCUMENTS}?label=%00`, 'label: takes no character of number 0', ''],
  [`${DOCUMENTS}?min_confidence=0.9&max_confidence=0.1`, 'min_confidence: is above max_confidence', ''],
  [`${DOCUMENTS}/export?format=csv&from=2026-02-01&to=2026-02-01`, 'from: is not before to', ''],
  ['/api/v1/events?after=1', 'after: takes the id of an event', ''],
])('%s is refused in words that say what would be right', async (path, problem, takes) => {
  const { code, detail } = await problemOf(await bed.platform.get(path));
  expect(code).toBe('request/invalid');
  expect(detail).toContain(problem);
  expect(detail).toContain(takes);
});

test('probes, metrics and the page may be asked with whatever parameters their askers add', async () => {
  for (const path of ['/health/ready', '/metrics', '/page/page.js', '/v2', '/'])
    expect([path, (await bed.platform.get(`${path}?x=1`)).status]).toEqual([path, 200]);
});

test('a method that a route does not take is told beside those that it does', async () => {
  const reply = await bed.platform.request(`${DOCUMENTS}/${NOBODY}`, { method: 'PATCH' });
  expect(reply.status).toBe(405);
  expect(reply.headers.get('allow')).toBe('DELETE, GET');
});

describe('a name that is not ours', () => {
  const asked = (path: string, host: string) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      get(bed.platform.url + path, { headers: { ...bearer(bed.workspace.directory), host } }, async (reply) =>
        resolve({ status: reply.statusCode!, body: await text(reply) }),
      ).on('error', reject);
    });

  test('reads nothing, and is told how to become ours', async () => {
    const { status, body } = await asked(DOCUMENTS, 'evil.example:8080');
    expect(status).toBe(421);
    expect(JSON.parse(body)).toMatchObject({ code: 'request/unknown-host' });
    expect(body).toContain('DOCKET_PUBLIC_HOSTS=evil.example');
  });

  test.each(['localhost', '127.0.0.1:1', '[::1]:8080', 'docket:8080', 'Docs.Example.org', 'a.localhost'])(
    '%s is ours',
    async (host) => {
      expect((await asked(DOCUMENTS, host)).status).toBe(200);
    },
  );

  test('may look whether all is well', async () => {
    expect((await asked('/health/live', 'node7.example.org')).status).toBe(200);
    expect((await asked('/metrics', 'node7.example.org')).status).toBe(200);
  });
});

test('what was refused leaves nothing on the disk', () => {
  const left = readdirSync(bed.workspace.path('.docket/objects'), { recursive: true, withFileTypes: true });
  expect(left.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual([]);
});

test('a refused upload does not cost the client its connection, or the server its other clients', async () => {
  const big = () => ({ method: 'POST', body: formOf({ 'big.txt': 'x'.repeat(30_000_000) }) });
  const replies = await Promise.all(Array.from({ length: 4 }, () => bed.platform.request(DOCUMENTS, big())));
  expect(replies.map(({ status }) => status)).toEqual([413, 413, 413, 413]);
  expect((await bed.platform.upload({ 'ok.txt': newDocument('letter') }, '?wait=20')).status).toBe(200);
});

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
}

test('/openapi.json describes every route, complete in itself', async () => {
  const text = await (await bed.platform.get('/openapi.json')).text();
  const { openapi, paths } = JSON.parse(text) as OpenApi;
  expect(openapi).toMatch(/^3\.1/);
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(routes.sort()).toEqual([
    'delete /api/v1/admin/models/aliases/{alias}',
    'delete /api/v1/admin/users/{name}/tokens/{id}',
    'delete /api/v1/batches/{id}',
    'delete /api/v1/documents/{id}',
    'delete /api/v1/documents/{id}/feedback',
    'delete /api/v1/tokens/{id}',
    'delete /api/v1/webhooks/{id}',
    'get /api/v1/admin/audit',
    'get /api/v1/admin/feedback',
    'get /api/v1/admin/intake',
    'get /api/v1/admin/models',
    'get /api/v1/admin/models/history',
    'get /api/v1/admin/models/{version}',
    'get /api/v1/admin/review-queue',
    'get /api/v1/admin/runs',
    'get /api/v1/admin/runs/{id}',
    'get /api/v1/admin/users',
    'get /api/v1/admin/users/{name}/tokens',
    'get /api/v1/auth/me',
    'get /api/v1/batches',
    'get /api/v1/batches/{id}',
    'get /api/v1/documents',
    'get /api/v1/documents/export',
    'get /api/v1/documents/{id}',
    'get /api/v1/documents/{id}/feedback',
    'get /api/v1/documents/{id}/file',
    'get /api/v1/documents/{id}/pages/{number}',
    'get /api/v1/documents/{id}/pages/{number}/words',
    'get /api/v1/documents/{id}/text',
    'get /api/v1/events',
    'get /api/v1/status',
    'get /api/v1/tokens',
    'get /api/v1/webhooks',
    'get /api/v1/webhooks/{id}/deliveries',
    'get /health/live',
    'get /health/ready',
    'get /metrics',
    'get /v2',
    'get /v2/health/live',
    'get /v2/health/ready',
    'get /v2/models/{model}',
    'get /v2/models/{model}/ready',
    'get /v2/models/{model}/versions/{version}',
    'get /v2/models/{model}/versions/{version}/ready',
    'patch /api/v1/admin/users/{name}',
    'patch /api/v1/webhooks/{id}',
    'post /api/v1/admin/models',
    'post /api/v1/admin/models/rollback',
    'post /api/v1/admin/models/{version}/promote',
    'post /api/v1/admin/runs',
    'post /api/v1/admin/runs/{id}/cancel',
    'post /api/v1/admin/users',
    'post /api/v1/admin/users/{name}/tokens',
    'post /api/v1/auth/link',
    'post /api/v1/auth/login',
    'post /api/v1/auth/logout',
    'post /api/v1/auth/refresh',
    'post /api/v1/batches',
    'post /api/v1/batches/{id}/cancel',
    'post /api/v1/documents',
    'post /api/v1/documents/{id}/cancel',
    'post /api/v1/documents/{id}/feedback',
    'post /api/v1/tokens',
    'post /api/v1/webhooks',
    'post /api/v1/webhooks/{id}/deliveries/{delivery}/redeliver',
    'post /api/v1/webhooks/{id}/test',
    'post /v2/models/{model}/infer',
    'post /v2/models/{model}/versions/{version}/infer',
    'put /api/v1/admin/models/aliases/{alias}',
  ]);
  expect(text).not.toContain('"$ref"');
  const upload = paths['/api/v1/documents']!.post!.responses;
  expect(Object.keys(upload).sort()).toEqual(['200', '202', '400', '409', '413', '415', '422', '429', '503']);
});

test('/docs is a page that a browser can show without any other server', async () => {
  const page = await (await bed.platform.get('/docs')).text();
  expect(page).toContain('Docket API');
  expect(page).not.toMatch(/(src|href)="https?:/);
});

test('every metric that an alert rule asks for is there, from the start', async () => {
  const folder = resolve(import.meta.dirname, '../../../monitoring/prometheus/rules');
  const texts = readdirSync(folder).map((name) => readFileSync(resolve(folder, name), 'utf8'));
  const expressions = texts.flatMap((text) =>
    (parse(text) as { groups: { rules: { expr: string }[] }[] }).groups.flatMap(({ rules }) =>
      rules.map(({ expr }) => expr),
    ),
  );
  const asked = new Set(expressions.join(' ').match(/\bdocket_[a-z_]+/g));
  expect(asked.size).toBeGreaterThanOrEqual(4);
  await bed.platform.upload({ 'ok.txt': newDocument('letter') }, '?wait=20');
  const metrics = await (await bed.platform.get('/metrics')).text();
  for (const name of asked) expect(metrics).toMatch(new RegExp(`^${name}(\\{.*\\})? \\S+$`, 'm'));
  expect(metrics).toMatch(/^docket_model_ready 1$/m);
  expect(metrics).toMatch(/^docket_documents_total\{status="failed"\} 0$/m);
});

test('ready says what was checked; live says who answers', async () => {
  expect(await bed.platform.json('/health/ready')).toMatchObject({
    status: 'ready',
    checks: { model: { ok: true }, 'object-store': { ok: true }, 'engines of etl': { ok: true } },
  });
  expect(await bed.platform.json('/health/live')).toMatchObject({
    status: 'live',
    pid: bed.platform.process.child.pid,
  });
});
