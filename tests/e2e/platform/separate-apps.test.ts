/** Every app in a process of its own: documents go through all of them, and a lost one never costs an answer. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditPage } from '#contracts/account.schema.js';
import type { BatchPage } from '#contracts/batch.schema.js';
import type { DocumentView } from '#contracts/document-record.schema.js';
import type { InferenceResponse } from '#contracts/inference-protocol.schema.js';
import type { ModelPage } from '#contracts/model-version.schema.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import { INLINE_BYTES } from '#contracts/stage-message.schema.js';
import type { UploadReply } from '#contracts/upload-reply.schema.js';
import type { DeliveryPage, MadeWebhook } from '#contracts/webhook.schema.js';
import { docket } from '../../support/docket-process.js';
import { readEvents } from '../../support/event-reader.js';
import { freePorts } from '../../support/free-ports.js';
import { describeLong } from '../../support/long-tests.js';
import { documentsOf, problemOf, until } from '../../support/running-platform.js';
import { APPS, type App, SLOW_SCAN, separateAppsBed } from '../../support/separate-apps-bed.js';
import { newDocument } from '../../support/trained-workspace.js';

describeLong('the platform in separate processes', () => {
  let transport: string;
  const bed = separateAppsBed(async () => (transport = `tcp://127.0.0.1:${await freePorts()}`), {
    predict: { DOCKET_METRICS: 'open' },
  });
  const { platforms, run, ready } = bed;

  const stored = (): string[] => {
    const folder = bed.workspace.path('.docket/objects');
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  };
  const storedTexts = (): string[] => stored().map((path) => readFileSync(path, 'latin1'));

  const upload = (name: string, label: string, query = '?wait=60') =>
    platforms.gateway.upload({ [name]: newDocument(label) }, query);

  test('every app answers its health checks, and only the gateway has documents', async () => {
    for (const app of APPS) {
      await until(`${app} is ready`, () => ready(app));
      expect(await platforms[app].json('/health/live')).toMatchObject({ status: 'live', apps: [app] });
      // Whoever asks is looked up at the orchestrator, which may have come later.
      await until(
        `${app} tells its figures`,
        async () => (await platforms[app].get('/metrics')).status === 200,
      );
    }
    expect((await platforms.etl.get('/api/v1/documents')).status).toBe(404);
  });

  test('every app asks the orchestrator who may do what; figures are open where a setting says so', async () => {
    const status = async (app: App) => (await fetch(`${platforms[app].url}/metrics`)).status;
    expect([await status('gateway'), await status('etl'), await status('predict')]).toEqual([401, 401, 200]);
    await platforms.gateway.remove('doc_1');
    const page = (query: string) => platforms.gateway.json<AuditPage>(`/api/v1/admin/audit?limit=1${query}`);
    const next = await until('the refused deletion is on record', async () => {
      const { entries, next } = await page('');
      return entries[0]!.action === 'DELETE /api/v1/documents/doc_1' && next !== null && next;
    });
    expect((await page(`&cursor=${next}`)).entries[0]).toMatchObject({ action: 'add the first account' });
  });

  test('an upload goes through all of them to its class, also where it is too large for a message', async () => {
    const reply = await upload('bill.txt', 'invoice');
    expect(reply.status).toBe(200);
    expect((await documentsOf(reply))[0]).toMatchObject({ status: 'classified', label: 'invoice' });

    const long = `${newDocument('letter')}\n`.repeat(300);
    expect(long.length).toBeGreaterThan(INLINE_BYTES);
    const [view] = await documentsOf(await platforms.gateway.upload({ 'long.txt': long }, '?wait=60'));
    // So many letters in one are like no class; what they are most like is told all the same.
    expect(view!.labels[0]).toMatchObject({ label: 'letter' });
    expect(await platforms.etl.get('/metrics').then((metrics) => metrics.text())).toMatch(
      /docket_stage_duration_seconds_count\{stage="etl",outcome="done"\} 2/,
    );
  });

  test('an inference goes through all of them, and leaves nothing in the store', async () => {
    const before = stored();
    const long = `${newDocument('letter')}\n`.repeat(300);
    const input = { name: 'document', shape: [2], datatype: 'BYTES', data: [newDocument('invoice'), long] };
    const reply = await platforms.gateway.request('/v2/models/classifier/versions/1/infer', {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ id: '42', inputs: [input], outputs: [{ name: 'label' }, { name: 'status' }] }),
    });
    const { id, outputs } = (await reply.json()) as InferenceResponse;
    expect([reply.status, id]).toEqual([200, '42']);
    expect(outputs[0]!.data[0]).toBe('invoice');
    expect(outputs[1]!.data).toHaveLength(2);
    expect(stored().filter((path) => !before.includes(path))).toEqual([]);
  });

  test('a batch is uploaded, counted, exported, cancelled and deleted through the gateway', async () => {
    const { gateway } = platforms;
    const before = stored().length;
    const files = { 'a.txt': newDocument('letter'), 'b.txt': newDocument('invoice') };
    const { batch } = (await (await gateway.upload(files, '?wait=60')).json()) as UploadReply;
    const path = `/api/v1/batches/${batch!.id}`;
    expect(await gateway.json(path)).toMatchObject({
      ...{ status: 'ended', done: 2, states: { classified: 2 } },
    });
    expect((await gateway.json<BatchPage>('/api/v1/batches')).batches.map(({ id }) => id)).toEqual([
      batch!.id,
    ]);
    const csv = await gateway.get(`/api/v1/documents/export?format=csv&batch=${batch!.id}`);
    expect((await csv.text()).trim().split('\r\n')).toHaveLength(3);
    expect((await gateway.request(`${path}/cancel`, { method: 'POST' })).status).toBe(200);
    expect((await gateway.request(path, { method: 'DELETE' })).status).toBe(204);
    expect((await gateway.get(path)).status).toBe(404);
    await until('nothing of it is left', () => stored().length === before);
  });

  test('a deleted document leaves no copy of its text on the way it took', async () => {
    const secret = `${newDocument('letter')} Xylophonmusik\n`.repeat(300);
    const [view] = await documentsOf(await platforms.gateway.upload({ 'secret.txt': secret }, '?wait=60'));
    expect(storedTexts().some((content) => content.includes('Xylophonmusik'))).toBe(true);
    const { status } = await platforms.gateway.remove(view!.id);
    expect(status).toBe(204);
    expect(storedTexts().filter((content) => content.includes('Xylophonmusik'))).toEqual([]);
  });

  test('deleting a document that is being read stops the work in every process, and leaves nothing', async () => {
    const before = storedTexts().length;
    const bytes = new Uint8Array(readFileSync(SLOW_SCAN));
    const [view] = await documentsOf(await platforms.gateway.upload({ 'scan.jpg': bytes }));
    await until('it is being read', async () => {
      const { status } = await platforms.gateway.json<DocumentView>(`/api/v1/documents/${view!.id}`);
      return status === 'reading';
    });
    const { status } = await platforms.gateway.remove(view!.id);
    expect(status).toBe(204);
    expect(storedTexts()).toHaveLength(before);
    const metrics = async (app: App) => (await platforms[app].get('/metrics')).text();
    await until('etl has stopped', async () =>
      /stage_duration_seconds_count\{stage="etl",outcome="failed"\} 1/.test(await metrics('etl')),
    );
    expect(await metrics('orchestrator')).toMatch(/^docket_documents_waiting 0$/m);
    expect(storedTexts()).toHaveLength(before);
  });

  test('the registry of the orchestrator is asked and moved through the gateway', async () => {
    const models = (path: string, method = 'GET') =>
      platforms.gateway.request(`/api/v1/admin/models${path}`, { method });
    const { models: all } = (await (await models('')).json()) as ModelPage;
    expect(all).toMatchObject([{ number: 1, aliases: ['live'] }]);
    expect(await (await models('/1/promote', 'POST')).json()).toMatchObject({ kind: 'promoted', number: 1 });
    expect((await documentsOf(await upload('chosen.txt', 'invoice')))[0]!.model!.version).toBe(
      all[0]!.version,
    );
    const none = await models('/2');
    expect([none.status, (await problemOf(none)).code]).toEqual([404, 'model/unknown-version']);
  });

  test('events of documents and runs come through the gateway, from the process that has them', async () => {
    const stream = await readEvents((signal) => platforms.gateway.request('/api/v1/events', { signal }));
    const [view] = await documentsOf(await upload('told.txt', 'invoice'));
    await stream.seen('its answer is told', ({ data }) => data.id === view!.id && data.label === 'invoice');
    const started = await platforms.gateway.request('/api/v1/admin/runs', { method: 'POST' });
    const { id } = (await started.json()) as RunRecord;
    await stream.seen(
      'the end of the run is told',
      ({ data }) => data.id === id && data.state === 'succeeded',
    );
    stream.close();
  });

  test('webhooks are kept and sent by the orchestrator, and asked about through the gateway', async () => {
    const ask = (path: string, body: object) =>
      platforms.gateway.request(`/api/v1/webhooks${path}`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      });
    const refused = await ask('', { url: 'http://127.0.0.1/' });
    expect([refused.status, (await problemOf(refused)).code]).toEqual([422, 'outgoing/refused']);
    const { id } = (await (await ask('', { url: 'https://hooks.invalid/' })).json()) as MadeWebhook;
    expect((await ask(`/${id}/test`, {})).status).toBe(202);
    await until('the test has failed', async () => {
      const { deliveries } = await platforms.gateway.json<DeliveryPage>(`/api/v1/webhooks/${id}/deliveries`);
      return deliveries[0]!.error?.code === 'outgoing/unreachable';
    });
  });

  test('a file that cannot be read comes back over all hops as its own error', async () => {
    const [view] = await documentsOf(await platforms.gateway.upload({ 'none.txt': '' }, '?wait=60'));
    expect(view).toMatchObject({ status: 'failed', label: null, error: { code: 'document/empty' } });
  });

  test('kill -9 of etl: uploads wait and say why, never a class; when it is back they are answered', async () => {
    await platforms.etl.stop('SIGKILL');
    const reply = await upload('waits.txt', 'recipe', '?wait=1');
    expect(reply.status).toBe(202);
    await until('the orchestrator says that it is not ready', async () => !(await ready('orchestrator')));
    const [view] = await documentsOf(reply);
    expect(view).toMatchObject({ status: 'queued', label: null, confidence: null });
    const told = await until('the reason is told', async () => {
      const { error } = await platforms.gateway.json<DocumentView>(`/api/v1/documents/${view!.id}`);
      return error ?? false;
    });
    expect(told.code).toBe('service/unavailable');
    expect(told.message).toContain('docket start --app etl');

    await run('etl');
    expect(await platforms.gateway.answer(view!.id)).toMatchObject({ status: 'classified', label: 'recipe' });
  });

  test('kill -9 of the orchestrator: uploads are refused with a code; when it is back they are answered', async () => {
    await platforms.orchestrator.stop('SIGKILL');
    const reply = await upload('refused.txt', 'letter');
    expect(reply.status).toBe(503);
    expect(reply.headers.get('retry-after')).not.toBeNull();
    expect(await problemOf(reply)).toMatchObject({ code: 'service/unavailable', retryable: true });
    expect(await ready('gateway')).toBe(false);

    await run('orchestrator');
    await until('the gateway is ready', () => ready('gateway'));
    expect((await documentsOf(await upload('again.txt', 'letter')))[0]).toMatchObject({ label: 'letter' });
  });

  test('runs are asked of the admin backend; without it uploads are answered all the same', async () => {
    const runs = () => platforms.gateway.get('/api/v1/admin/runs');
    const started = await platforms.gateway.request(`/api/v1/admin/runs`, { method: 'POST' });
    expect(started.status).toBe(202);
    const { id } = (await started.json()) as RunRecord;
    await until('the run has ended', async () => {
      const { state } = await platforms.gateway.json<RunRecord>(`/api/v1/admin/runs/${id}`);
      return state === 'succeeded';
    });
    await platforms['admin-backend'].stop('SIGKILL');
    const reply = await runs();
    expect(reply.status).toBe(503);
    expect(await problemOf(reply)).toMatchObject({ code: 'service/unavailable' });
    expect((await documentsOf(await upload('still.txt', 'invoice')))[0]).toMatchObject({ label: 'invoice' });
  });

  test('a port of the transport that is taken is told with the setting to change, and nothing is left open', async () => {
    const { code, stderr } = await docket(
      ['start', '--app', 'train', '--app', 'etl'],
      bed.workspace.directory,
      {
        DOCKET_TRANSPORT: transport,
        DOCKET_PORT: '0',
      },
    );
    expect(code).toBe(1);
    expect(stderr).toContain('service/port-in-use');
    expect(stderr).toContain('DOCKET_TRANSPORT');
  });

  test('each ends cleanly', async () => {
    const { code } = await platforms.gateway.stop();
    expect(code).toBe(0);
    expect((await platforms.predict.stop('SIGINT')).code).toBe(0);
  });
});
