/** One app of several is stopped while others ask it: nobody is told that an upload failed which is kept, and nobody hangs. */
import { readdirSync, readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { DocumentView } from '#contracts/document-record.schema.js';
import { brokerUrl, ownBroker, removeQueues } from '../../support/broker-bed.js';
import { freePorts } from '../../support/free-ports.js';
import { describeLong } from '../../support/long-tests.js';
import { bearer, documentsOf, problemOf, until } from '../../support/running-platform.js';
import { APPS, separateAppsBed } from '../../support/separate-apps-bed.js';
import { newDocument } from '../../support/trained-workspace.js';

/** Reading one takes a good part of a second. */
const SCANS = 'data/samples/identity-card';

const describeOverBroker = (name: string, suite: () => void) =>
  brokerUrl ? describeLong(name, suite) : describe.skip(`${name} (needs DOCKET_TEST_AMQP_URL)`, suite);

describeLong('a stopped app, over TCP', () => {
  stopsOneByOne(async () => `tcp://127.0.0.1:${await freePorts()}`);
});
describeOverBroker('a stopped app, over RabbitMQ', () => {
  let transport: string;
  stopsOneByOne(() => (transport = ownBroker()));
  afterAll(() => removeQueues(transport));
});

function stopsOneByOne(transport: () => string | Promise<string>): void {
  const bed = separateAppsBed(transport);
  const { platforms, run, ready } = bed;
  const names = readdirSync(SCANS).filter((name) => /\.(jpg|png)$/.test(name));
  /** Others at each call: the answers of those that were read before would come at once. */
  const scans = (count: number) => {
    const some = names.splice(0, count);
    return Object.fromEntries(some.map((name) => [name, new Uint8Array(readFileSync(join(SCANS, name)))]));
  };
  const known = async () =>
    (await platforms.gateway.json<{ documents: DocumentView[] }>('/api/v1/documents?limit=200')).documents;
  const onRecord = (files: object) =>
    until('it is on record', async () => {
      const there = new Set((await known()).map(({ file }) => file));
      return Object.keys(files).every((name) => there.has(name));
    });

  test('all of them get ready', async () => {
    for (const app of APPS) await until(`${app} is ready`, () => ready(app));
  });

  test('the gateway alone: who waits has the ids, who still sends is told to send again', async () => {
    const { hostname, port } = new URL(platforms.gateway.url);
    const headers = {
      ...bearer(bed.workspace.directory),
      'content-type': 'multipart/form-data; boundary=x',
    };
    const sending = httpRequest({ hostname, port, method: 'POST', path: '/api/v1/documents', headers });
    sending.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf');
    const refused = new Promise<IncomingMessage>((resolve, reject) =>
      sending.once('response', resolve).once('error', reject),
    );
    // Away, so that the scan has no answer before the stop.
    await platforms.etl.stop();
    const files = scans(1);
    const waiting = platforms.gateway.upload(files, '?wait=60');
    await onRecord(files);
    const ended = platforms.gateway.stop();

    const reply = await waiting;
    expect(reply.status).toBe(202);
    const [view] = await documentsOf(reply);
    const answer = await refused;
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    const body = (await answer.toArray()).join('');
    expect(JSON.parse(body)).toMatchObject({ code: 'service/unavailable', retryable: true });
    sending.destroy();
    expect((await ended).code).toBe(0);
    await Promise.all([run('gateway'), run('etl')]);
    expect((await platforms.gateway.answer(view!.id)).status).not.toBe('failed');
  });

  test('the orchestrator, while somebody waits for an answer: he has it from the next one', async () => {
    const files = scans(6);
    const waiting = platforms.gateway.upload(files, '?wait=60');
    await onRecord(files);
    expect((await platforms.orchestrator.stop()).code).toBe(0);
    await run('orchestrator');
    const reply = await waiting;
    expect(reply.status).toBe(200);
    expect((await documentsOf(reply)).map(({ status }) => status)).not.toContain('failed');
  });

  test('the orchestrator, for longer than somebody waits: he has the ids, all others are told to ask again', async () => {
    const files = scans(6);
    const waiting = platforms.gateway.upload(files, '?wait=3');
    await onRecord(files);
    await platforms.orchestrator.stop('SIGKILL');
    const reply = await waiting;
    expect(reply.status).toBe(202);
    const [view] = await documentsOf(reply);

    const { gateway } = platforms;
    for (const asked of [
      () => gateway.get('/api/v1/documents'),
      () => gateway.upload({ 'a.txt': newDocument('letter') }),
      () => gateway.upload({ 'a.txt': newDocument('letter') }, '', { 'idempotency-key': 'once' }),
    ]) {
      const away = await asked();
      const problem = await problemOf(away);
      expect([problem.code, problem.retryable]).toEqual(['service/unavailable', true]);
      expect(away.headers.get('retry-after')).toMatch(/^\d+$/);
      // Not for the end of the longest time that an answer may take.
      expect(problem.detail).not.toMatch(/timeout/i);
    }
    const input = { name: 'document', shape: [1], datatype: 'BYTES', data: ['words'] };
    for (const [path, init] of [
      ['/v2/models/classifier/infer', { method: 'POST', body: JSON.stringify({ inputs: [input] }) }],
      ['/v2/models/classifier', {}],
    ] as const) {
      const away = await gateway.request(path, { ...init, headers: { 'content-type': 'application/json' } });
      expect([away.status, away.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
      expect(await away.json()).toMatchObject({
        ...{ error: expect.stringContaining('orchestrator'), code: 'service/unavailable', retryable: true },
      });
    }
    await run('orchestrator');
    expect((await gateway.answer(view!.id)).status).not.toBe('failed');
  });

  test('the orchestrator, while many upload: each is kept once, or told so', async () => {
    const { gateway } = platforms;
    const before = (await known()).length;
    const replies: Promise<Response>[] = [];
    const uploads = (async () => {
      for (let number = 0; number < 60; number++) {
        const text = `${newDocument('letter')} number ${number}`;
        const reply = gateway.upload({ [`many-${number}.txt`]: text });
        replies.push(reply);
        await Promise.race([reply, new Promise((resolve) => setTimeout(resolve, 50))]);
      }
    })();
    await until('some are kept', async () => (await known()).length > before + 5);
    await platforms.orchestrator.stop('SIGKILL');
    await run('orchestrator');
    await uploads;
    const told = await Promise.all(replies);
    const ids: string[] = [];
    for (const reply of told) {
      if (reply.status === 202 || reply.status === 200) ids.push((await documentsOf(reply))[0]!.id);
      else expect((await problemOf(reply)).code).toBe('service/unavailable');
    }
    const kept = (await known()).filter(({ file }) => file.startsWith('many-'));
    expect(kept.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(new Set(kept.map(({ file }) => file)).size).toBe(kept.length);
  });

  test('each ends cleanly', async () => {
    for (const app of APPS) expect([app, (await platforms[app].stop()).code]).toEqual([app, 0]);
  });
}
