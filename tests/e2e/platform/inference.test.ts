/** The Open Inference Protocol v2 as its specification writes it, over a real platform. */
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import type {
  InferenceRequest,
  InferenceResponse,
  ModelMetadata,
  RequestInput,
} from '#contracts/inference-protocol.schema.js';
import type { ModelPage } from '#contracts/model-version.schema.js';
import { accountToken } from '../../support/account-token.js';
import { docket } from '../../support/docket-process.js';
import { describeLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { documentsOf, problemOf } from '../../support/running-platform.js';
import { newDocument } from '../../support/trained-workspace.js';

const MODEL = '/v2/models/classifier';
const JSON_BODY = { 'content-type': 'application/json' };
const SCAN = resolve(import.meta.dirname, '../../../data/samples/letter/scan_0149.jpg');

describeLong('the Open Inference Protocol', () => {
  const bed = platformBed({
    prepare: async (workspace) => {
      const params = await workspace.text('params.yaml');
      await workspace.write({ 'params.yaml': `${params}gateway: { max_infer_bytes: 2000000 }\n` });
      return {};
    },
  });
  const post = (path: string, body: unknown, headers: Record<string, string> = JSON_BODY) =>
    bed.platform.request(path, {
      ...{ method: 'POST', headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const texts = (...data: string[]): RequestInput => ({
    ...{ name: 'document', shape: [data.length], datatype: 'BYTES', data },
    parameters: { content_type: 'str' },
  });
  const inferred = async (request: InferenceRequest, path = `${MODEL}/infer`): Promise<InferenceResponse> => {
    const reply = await post(path, request);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([
      200,
      'application/json; charset=utf-8',
    ]);
    return (await reply.json()) as InferenceResponse;
  };
  const output = ({ outputs }: InferenceResponse, name: string) =>
    outputs.find((each) => each.name === name)!;

  test('server: metadata, live, ready', async () => {
    expect(await bed.platform.json('/v2')).toEqual({
      ...{ name: 'docket', version: expect.any(String), extensions: [] },
    });
    expect(await bed.platform.json('/v2/')).toMatchObject({ name: 'docket' });
    expect(await bed.platform.json('/v2/health/live')).toEqual({ live: true });
    expect(await bed.platform.json('/v2/health/ready')).toEqual({ live: true, ready: true });
  });

  const hasCurl = spawnSync('curl', ['--version']).status === 0;
  (hasCurl ? test : test.skip)('the example of README takes a scan of any size', async () => {
    const raw = { width: 200, height: 200, channels: 3 as const };
    // Chance cannot be packed: larger than a command line may be.
    const scan = await sharp(randomBytes(120_000), { raw }).png().toBuffer();
    await bed.workspace.write({ 'scan.png': scan });
    const readme = readFileSync(resolve(import.meta.dirname, '../../../README.md'), 'utf8');
    const [, example] = /### Open Inference Protocol\n\n```sh\n(.*?)```/s.exec(readme)!;
    const script = example!.replace('http://127.0.0.1:8080', bed.platform.url);
    const cwd = bed.workspace.directory;
    const { stdout } = await promisify(execFile)('sh', ['-c', script], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ model_name: 'classifier', id: '42' });
  });

  test('model: metadata and ready, with and without its version', async () => {
    const { models } = await bed.platform.json<ModelPage>('/api/v1/admin/models');
    const [{ version }] = models as [ModelPage['models'][number]];
    const metadata = await bed.platform.json<ModelMetadata>(MODEL);
    expect(metadata).toMatchObject({
      ...{ name: 'classifier', versions: [version], platform: 'docket_bundle' },
      inputs: [{ name: 'document', datatype: 'BYTES', shape: [-1] }],
    });
    expect(metadata.outputs).toContainEqual({ name: 'label', datatype: 'BYTES', shape: [-1] });
    expect(metadata.outputs).toContainEqual({ name: 'confidences', datatype: 'FP64', shape: [-1, 3] });
    for (const name of [version, '1', 'live']) {
      expect(await bed.platform.json(`${MODEL}/versions/${name}`)).toEqual(metadata);
      expect(await bed.platform.json(`${MODEL}/versions/${name}/ready`)).toEqual({
        ...{ name: 'classifier', ready: true },
      });
    }
    expect(await bed.platform.json(`${MODEL}/ready`)).toEqual({ name: 'classifier', ready: true });
  });

  test("the specification's example: id, one input, the output that was asked for", async () => {
    const response = await inferred({
      id: '42',
      inputs: [texts(newDocument('letter'))],
      outputs: [{ name: 'label' }],
    });
    expect(response).toEqual({
      ...{ model_name: 'classifier', model_version: expect.stringMatching(/^[0-9a-f]{12}$/), id: '42' },
      outputs: [{ name: 'label', shape: [1], datatype: 'BYTES', data: ['letter'] }],
    });
    expect(await inferred({ inputs: [texts(newDocument('letter'))] })).not.toHaveProperty('id');
  });

  test('its other example, with inputs of numbers, is answered with its error object', async () => {
    const input0 = { name: 'input0', shape: [2, 2], datatype: 'UINT32', data: [1, 2, 3, 4] };
    const input1 = { name: 'input1', shape: [3], datatype: 'BOOL', data: [true] };
    const reply = await post(`${MODEL}/infer`, { id: '42', inputs: [input0, input1] });
    expect(reply.status).toBe(400);
    const { error } = (await reply.clone().json()) as { error: string };
    expect(error).toBe((await problemOf(reply)).detail);
    expect(error).toContain("takes one input, 'document'");
  });

  test('a scan as base64 has the answer that its upload has, and nothing of it is kept', async () => {
    const scan = readFileSync(SCAN);
    const data = [scan.toString('base64')];
    const parameters = { content_type: 'base64' };
    const before = await bed.platform.json('/api/v1/documents');
    const response = await inferred({
      inputs: [{ name: 'page', shape: [1], datatype: 'BYTES', parameters, data }],
    });
    expect(await bed.platform.json('/api/v1/documents')).toEqual(before);
    const [view] = await documentsOf(
      await bed.platform.upload({ 'a.jpg': new Uint8Array(scan) }, '?wait=100'),
    );
    expect(output(response, 'status').data).toEqual([view!.status]);
    expect(output(response, 'labels').data).toEqual(view!.labels.map(({ label }) => label));
    expect(output(response, 'confidences').data).toEqual(view!.labels.map(({ confidence }) => confidence));
  });

  test('a batch is answered in its order; one that cannot be read is told among the others', async () => {
    const data = [newDocument('invoice'), '', newDocument('recipe')];
    const nested = { ...texts(), shape: [3, 1], data: data.map((text) => [text]) };
    for (const input of [texts(...data), nested]) {
      const response = await inferred({ inputs: [input] });
      expect(output(response, 'label')).toMatchObject({ shape: [3], data: ['invoice', '', 'recipe'] });
      expect(output(response, 'status').data[1]).toBe('failed');
      expect(output(response, 'error').data[1]).toMatch(/^document\/empty: /);
    }
    const reply = await post(`${MODEL}/infer`, { inputs: [texts('', '')] });
    expect(await problemOf(reply)).toMatchObject({ status: 422, code: 'document/empty' });
  });

  test('each version answers, also when another one is live', async () => {
    const first = await inferred({ inputs: [texts(newDocument('letter'))] });
    const { code } = await docket(
      ['repro', 'train', '--set', 'train.seed=7', '--quiet'],
      bed.workspace.directory,
    );
    expect(code).toBe(0);
    const { models } = await bed.platform.json<ModelPage>('/api/v1/admin/models');
    expect(models).toHaveLength(2);
    const now = await inferred({ inputs: [texts(newDocument('letter'))] });
    expect(now.model_version).toBe(models[0]!.version);
    for (const version of [first.model_version, '1']) {
      const before = await inferred(
        { inputs: [texts(newDocument('letter'))] },
        `${MODEL}/versions/${version}/infer`,
      );
      expect(before).toEqual(first);
    }
  });

  test.each<[string, string, unknown, Record<string, string>, number, string]>([
    ['another model', '/v2/models/mymodel/infer', { inputs: [] }, JSON_BODY, 400, 'request/invalid'],
    ['a body that is no request', `${MODEL}/infer`, { instances: [1] }, JSON_BODY, 400, 'request/invalid'],
    ['JSON that is none', `${MODEL}/infer`, '{', JSON_BODY, 400, 'request/invalid'],
    [
      'tensors behind the JSON',
      `${MODEL}/infer`,
      'x',
      { 'content-type': 'application/octet-stream', 'inference-header-content-length': '1' },
      415,
      'request/unsupported-type',
    ],
    ['a body that is too long', `${MODEL}/infer`, 'x'.repeat(2_000_001), JSON_BODY, 413, 'request/too-large'],
  ])('%s is refused with its error object', async (_, path, body, headers, status, code) => {
    const reply = await post(path, body, headers);
    expect(await reply.clone().json()).toMatchObject({ error: expect.any(String) });
    expect(await problemOf(reply)).toMatchObject({ status, code });
  });

  test('an unknown model or version is not found', async () => {
    const request = { inputs: [texts('Dear Ann')] };
    for (const [path, code] of [
      ['/v2/models/mymodel/infer', 'model/unknown'],
      ['/v2/models/mymodel/versions/1/infer', 'model/unknown'],
      [`${MODEL}/versions/99/infer`, 'model/unknown-version'],
    ] as const) {
      expect(await problemOf(await post(path, request))).toMatchObject({ status: 404, code });
    }
    for (const path of ['/v2/models/mymodel', '/v2/models/mymodel/ready', `${MODEL}/versions/99`]) {
      const reply = await bed.platform.get(path);
      expect(await reply.clone().json()).toMatchObject({ error: expect.any(String) });
      expect((await problemOf(reply)).status).toBe(404);
    }
  });

  test('without a credential, or with one that may only read, nothing is inferred', async () => {
    const nobody = await fetch(`${bed.platform.url}/v2`);
    expect(nobody.status).toBe(401);
    expect(await nobody.json()).toMatchObject({ code: 'auth/required', error: expect.any(String) });
    const token = await accountToken(bed.platform, {
      ...{ name: 'rita', role: 'user', scopes: ['documents:read'] },
    });
    const authorization = `Bearer ${token}`;
    expect((await bed.platform.request(MODEL, { headers: { authorization } })).status).toBe(200);
    const request = { inputs: [texts('Dear Ann')] };
    const refused = await post(`${MODEL}/infer`, request, { ...JSON_BODY, authorization });
    expect((await problemOf(refused)).code).toBe('auth/forbidden');
  });
});
