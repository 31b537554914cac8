/** Starts and stops: cleanly, by kill -9, twice at once, with wrong settings, without a model. */

import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import type { DocumentPage, DocumentView } from '#contracts/document-record.schema.js';
import type { RunPage, RunRecord } from '#contracts/run-record.schema.js';
import { docket, startDocket } from '../../support/docket-process.js';
import { describeLong, testLong } from '../../support/long-tests.js';
import {
  bearer,
  documentsOf,
  problemOf,
  type RunningPlatform,
  startPlatform,
  stopPlatforms,
  until,
} from '../../support/running-platform.js';
import { removeScratchWorkspaces, type ScratchWorkspace } from '../../support/scratch-workspace.js';
import {
  newDocument,
  rawDocuments,
  trainedWorkspace,
  untrainedWorkspace,
} from '../../support/trained-workspace.js';

const SCANS = 'data/samples/identity-card';
const ADDRESS = '.docket/platform.json';

const infer = (platform: RunningPlatform): Promise<Response> =>
  platform.request('/v2/models/classifier/infer', {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ inputs: [{ name: 'document', shape: [1], datatype: 'BYTES', data: ['words'] }] }),
  });

afterEach(stopPlatforms);
afterAll(removeScratchWorkspaces);

/** Small scans; reading one takes a good part of a second. */
async function scans(count: number): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const names = readdirSync(SCANS).filter((name) => /\.(jpg|png)$/.test(name));
  const entries = names.slice(0, count).map(async (name) => {
    return [name, new Uint8Array(await readFile(`${SCANS}/${name}`))] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Documents without an answer, once one of them is being read. */
const unfinished = (platform: RunningPlatform): Promise<DocumentView[]> =>
  until('a page is being read', async () => {
    const { documents } = await platform.json<DocumentPage>('/api/v1/documents');
    return (
      documents.some(({ status }) => status === 'reading') && documents.filter(({ pages }) => pages === 0)
    );
  });

describe('with a model', () => {
  let workspace: ScratchWorkspace;
  beforeAll(async () => {
    workspace = await trainedWorkspace();
  });

  testLong('SIGTERM ends it cleanly, and what is unfinished goes on at the next start', async () => {
    const first = await startPlatform(workspace.directory);
    expect(existsSync(workspace.path(ADDRESS))).toBe(true);
    const accepted = await documentsOf(await first.upload(await scans(1)));
    expect(await unfinished(first)).toHaveLength(1);
    const { code } = await first.stop('SIGTERM');
    expect(code).toBe(0);
    expect(existsSync(workspace.path(ADDRESS))).toBe(false);

    const second = await startPlatform(workspace.directory);
    for (const { id } of accepted)
      expect((await second.answer(id)).model).toMatchObject({ name: 'classifier' });
  });

  testLong(
    'SIGTERM leaves nobody without an answer: who waits, who still sends, who reads events',
    async () => {
      const platform = await startPlatform(workspace.directory);
      const { hostname, port } = new URL(platform.url);
      const headers = { ...bearer(workspace.directory), 'content-type': 'multipart/form-data; boundary=x' };
      const sending = httpRequest({ hostname, port, method: 'POST', path: '/api/v1/documents', headers });
      sending.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf');
      const refused = new Promise<IncomingMessage>((resolve, reject) =>
        sending.once('response', resolve).once('error', reject),
      );
      const events = await platform.get('/api/v1/events');
      const files = await scans(12);
      const waiting = platform.upload(files, '?wait=60');
      await unfinished(platform);
      const ended = platform.stop('SIGTERM');

      const reply = await waiting;
      expect(reply.status).toBe(202);
      expect(await documentsOf(reply)).toHaveLength(Object.keys(files).length);
      const { statusCode, headers: told } = await refused;
      expect(statusCode).toBe(503);
      expect(told['retry-after']).toMatch(/^\d+$/);
      sending.destroy();
      await events.text();
      expect((await ended).code).toBe(0);
      await rm(workspace.path('.docket/db'), { recursive: true });
    },
  );

  test('kill -9 while uploads are read: after the next start each has its answer', async () => {
    const first = await startPlatform(workspace.directory);
    const accepted = await documentsOf(await first.upload(await scans(2)));
    expect((await unfinished(first)).length).toBeGreaterThan(0);
    const { signal } = await first.stop('SIGKILL');
    expect(signal).toBe('SIGKILL');
    const left = await workspace.text(ADDRESS);

    // What it left behind keeps none from starting.
    const second = await startPlatform(workspace.directory);
    expect(await workspace.text(ADDRESS)).not.toBe(left);
    for (const { id, file } of accepted) {
      const view = await second.answer(id);
      expect(view).toMatchObject({ file, model: { name: 'classifier' } });
    }
  });

  testLong(
    'a second start is refused and tells where the first one listens, which SIGINT then ends cleanly',
    async () => {
      const first = await startPlatform(workspace.directory);
      const { code, stdout, stderr } = await docket(['start', '--json'], workspace.directory, {
        DOCKET_PORT: '0',
      });
      expect(code).toBe(1);
      const { error } = JSON.parse(stdout);
      expect(error).toMatchObject({ code: 'service/running', details: { url: first.url } });
      expect(stderr).toContain(first.url);
      expect(await first.stop('SIGINT')).toMatchObject({ code: 0 });
      expect(existsSync(workspace.path(ADDRESS))).toBe(false);
    },
  );

  testLong('of two starts at the same time one serves, the other is refused', async () => {
    const starts = await Promise.allSettled([1, 2].map(() => startPlatform(workspace.directory)));
    expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const { reason } = starts.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(String(reason)).toContain('service/running');
    await stopPlatforms();
  });

  testLong('a document that waits for its turn can be deleted at once', async () => {
    const platform = await startPlatform(workspace.directory);
    const accepted = await documentsOf(await platform.upload(await scans(12)));
    const { id } = accepted.at(-1)!;
    expect((await platform.remove(id)).status).toBe(204);
    const { documents } = await platform.json<DocumentPage>('/api/v1/documents');
    expect(documents.map((view) => view.id)).not.toContain(id);
    // The others are still being read: it did not wait for them.
    expect(documents.filter(({ status }) => status === 'queued').length).toBeGreaterThan(0);
    await platform.stop('SIGKILL');
    await rm(workspace.path('.docket/db'), { recursive: true });
  });

  testLong('SIGTERM ends a start that has not come to listen yet', async () => {
    const ignored = workspace.path('.docket/.gitignore');
    const claims = workspace.path('.docket/platform-claims');
    // Of a machine that cannot be seen: the start waits for a sign of its life.
    const claim = {
      pid: 1,
      since: '2026-01-01T00:00:00Z',
      command: 'docket start',
      space: 'other',
      started: '1',
    };
    await mkdir(claims, { recursive: true });
    await writeFile(`${claims}/1-0.json`, `${JSON.stringify(claim)}\n0`);
    // Made anew by the start, which hears signals by then.
    await rm(ignored, { force: true });
    const start = startDocket(['start', '--json'], workspace.directory, { DOCKET_PORT: '0' });
    await until('the start is under way', () => existsSync(ignored));
    start.child.kill('SIGTERM');
    expect(await start.ended).toMatchObject({ code: 0, stdout: '' });
  });

  testLong('a port that is taken is told with the setting to change', async () => {
    await rm(workspace.path(ADDRESS), { force: true });
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const { code, stderr } = await docket(['start'], workspace.directory, { DOCKET_PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`Port ${port} is taken by another program; stop that, or set DOCKET_PORT.`);
    expect(stderr).toContain('service/port-in-use');
    expect(stderr).not.toContain('EADDRINUSE');
    expect(existsSync(workspace.path(ADDRESS))).toBe(false);
  });

  test('wrong settings are listed all at once', async () => {
    const { code, stderr } = await docket(['start'], workspace.directory, {
      DOCKET_PORT: '70000',
      DOCKET_OCR_ENGINE: 'magic',
      DOCKET_OBJECT_STORE: 'ftp://somewhere',
    });
    expect(code).toBe(1);
    for (const name of ['DOCKET_PORT', 'DOCKET_OCR_ENGINE', 'DOCKET_OBJECT_STORE'])
      expect(stderr).toContain(name);
  });

  test('wrong pipelines, params and engines are listed all at once', async () => {
    const broken = await untrainedWorkspace();
    const pipelines = await broken.text('pipelines.yaml');
    const params = await broken.text('params.yaml');
    await broken.write({
      'pipelines.yaml': pipelines.replace('uses: clean-text', 'uses: cleen-text'),
      'params.yaml': `${params.replace('etl: {}', 'etl: { max_pages: many }')}gateway: { max_files: -1 }\n`,
    });
    const { code, stderr } = await docket(['start'], broken.directory, {
      DOCKET_PORT: '0',
      DOCKET_TRANSPORT: 'amqp://rabbit.example?prefix=two words',
      DOCKET_TRUSTED_PROXIES: '10.1.0.2,nginx',
    });
    expect(code).toBe(1);
    const settings = ['DOCKET_TRANSPORT', "DOCKET_TRUSTED_PROXIES: 'nginx'"];
    for (const part of ["Did you mean 'clean-text'?", 'max_pages', 'max_files', ...settings])
      expect(stderr).toContain(part);
    expect(stderr).toContain('service/misconfigured');
  });
});

testLong(
  'an archive without documents stays as it is: no sample comes into it, and the way to a model is told',
  async () => {
    const empty = await untrainedWorkspace({});
    const platform = await startPlatform(empty.directory);
    await until('the way is told', () => platform.process.output.stderr.includes('nothing to learn from'));
    expect(platform.process.output.stderr).toContain('data/raw/<class>/, then run `docket repro`');
    const reply = await platform.upload({ 'bill.txt': newDocument('invoice') });
    expect([reply.status, (await problemOf(reply)).code]).toEqual([409, 'model/missing']);
    expect((await platform.json<RunPage>('/api/v1/admin/runs')).runs).toEqual([]);
    expect(existsSync(empty.path('data/raw'))).toBe(false);
  },
);

describeLong('without a model', () => {
  /** Training waits for the file `go`, as if it took long. */
  async function slowToTrain(): Promise<ScratchWorkspace> {
    const workspace = await untrainedWorkspace(rawDocuments('invoice', 'letter'));
    const pipelines = await workspace.text('pipelines.yaml');
    await workspace.write({
      'pipelines.yaml': `${pipelines
        .replace('training: [etl,', 'training: [gate, etl,')
        .replace(
          'stages:\n',
          'stages:\n  gate:\n    cmd: while ! [ -e go ]; do sleep 0.1; done; echo open > opened\n    outs: [opened]\n',
        )}`,
    });
    return workspace;
  }
  const upload = (platform: RunningPlatform) =>
    platform.upload({ 'bill.txt': newDocument('invoice') }, '?wait=60');
  const training = (platform: RunningPlatform) =>
    until('the training runs', async () => {
      const { runs } = await platform.json<RunPage>('/api/v1/admin/runs');
      return runs.find(({ state, stages }) => state === 'running' && stages.length > 0) ?? false;
    });

  test('while the first one is trained, uploads are refused with a code and never a class; then they are answered', async () => {
    const workspace = await slowToTrain();
    const platform = await startPlatform(workspace.directory);
    await training(platform);
    const reply = await upload(platform);
    expect(reply.status).toBe(503);
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await problemOf(reply)).toMatchObject({ code: 'model/training', retryable: true });
    expect((await platform.get('/health/ready')).status).toBe(503);
    const inferred = await infer(platform);
    expect(inferred.status).toBe(503);
    expect(Number(inferred.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await inferred.json()).toMatchObject({
      ...{ error: expect.stringContaining('is being trained'), code: 'model/training', retryable: true },
    });
    expect((await platform.get('/v2/models/classifier/ready')).status).toBe(503);
    const server = await platform.get('/v2/health/ready');
    expect([server.status, await server.json()]).toEqual([503, { live: false, ready: false }]);
    expect(await (await platform.get('/metrics')).text()).toMatch(/^docket_model_ready 0$/m);

    await workspace.write({ go: '' });
    await until('the model is ready', async () => (await platform.get('/health/ready')).status === 200);
    const [view] = await documentsOf(await upload(platform));
    expect(view).toMatchObject({ status: 'classified', label: 'invoice' });
  });

  test('kill -9 during the training: nothing goes on behind, and the next start ends the run and trains', async () => {
    const workspace = await slowToTrain();
    const first = await startPlatform(workspace.directory);
    const { id } = await training(first);
    await first.stop('SIGKILL');
    const second = await startPlatform(workspace.directory);
    const forgotten = await until('the run has ended', async () => {
      const run = await second.json<RunRecord>(`/api/v1/admin/runs/${id}`);
      return run.state !== 'running' && run;
    });
    expect(forgotten).toMatchObject({ state: 'failed', error: { code: 'pipeline/interrupted' } });
    await workspace.write({ go: '' });
    await until('the model is ready', async () => (await second.get('/health/ready')).status === 200);
  });

  test('a model that a kill left half written is made anew', async () => {
    const workspace = await untrainedWorkspace(rawDocuments('invoice', 'letter'));
    await workspace.write({ 'models/classifier/bundle.json': '{}' });
    const platform = await startPlatform(workspace.directory);
    await until('the model is ready', async () => (await platform.get('/health/ready')).status === 200);
  });

  test('where no model can be made of the documents, the reason is told', async () => {
    const workspace = await untrainedWorkspace(rawDocuments('invoice'));
    const platform = await startPlatform(workspace.directory);
    const run = await until('the run has ended', async () => {
      const { runs } = await platform.json<RunPage>('/api/v1/admin/runs');
      return runs[0] !== undefined && runs[0].state !== 'running' && runs[0];
    });
    expect(run).toMatchObject({ state: 'failed', error: { code: 'dataset/one-class' } });
    const reply = await upload(platform);
    expect(reply.status).toBe(409);
    expect(await problemOf(reply)).toMatchObject({ code: 'model/missing' });
    const inferred = await infer(platform);
    const { error, code } = (await inferred.json()) as { error: string; code: string };
    expect([inferred.status, code]).toEqual([409, 'model/missing']);
    expect(error).not.toBe('');
    expect((await platform.json<{ documents: DocumentView[] }>('/api/v1/documents')).documents).toEqual([]);
  });
});
