/** Every app in a process of its own over RabbitMQ: a document takes its way through the queues, and no kill costs an answer. */
import { readFileSync } from 'node:fs';
import type { DocumentView } from '#contracts/document-record.schema.js';
import { describeOnBroker, ownBroker, removeQueues } from '../../support/broker-bed.js';
import { readEvents } from '../../support/event-reader.js';
import { documentsOf, until } from '../../support/running-platform.js';
import { APPS, SLOW_SCAN, separateAppsBed } from '../../support/separate-apps-bed.js';
import { newDocument } from '../../support/trained-workspace.js';

describeOnBroker('the platform over RabbitMQ', () => {
  let transport: string;
  const { platforms, run, ready } = separateAppsBed(() => (transport = ownBroker()));
  afterAll(() => removeQueues(transport));

  test('every app gets ready, and an upload gets its class', async () => {
    for (const app of APPS) await until(`${app} is ready`, () => ready(app));
    const reply = await platforms.gateway.upload({ 'bill.txt': newDocument('invoice') }, '?wait=60');
    expect((await documentsOf(reply))[0]).toMatchObject({ status: 'classified', label: 'invoice' });
  });

  test('events come through the gateway', async () => {
    const stream = await readEvents((signal) => platforms.gateway.request('/api/v1/events', { signal }));
    const [view] = await documentsOf(await platforms.gateway.upload({ 'told.txt': newDocument('recipe') }));
    const { data } = await stream.seen('its answer is told', (event) => event.data.label === 'recipe');
    expect(data.id).toBe(view!.id);
    stream.close();
  });

  test('kill -9 of etl in the middle of a page: the next one reads it', async () => {
    const bytes = new Uint8Array(readFileSync(SLOW_SCAN));
    const [view] = await documentsOf(await platforms.gateway.upload({ 'scan.jpg': bytes }));
    await until('it is being read', async () => {
      const { status } = await platforms.gateway.json<DocumentView>(`/api/v1/documents/${view!.id}`);
      return status === 'reading';
    });
    await platforms.etl.stop('SIGKILL');
    await run('etl');
    expect((await platforms.gateway.answer(view!.id)).status).not.toBe('failed');
  });

  test('each ends cleanly', async () => {
    for (const app of APPS) expect([app, (await platforms[app].stop()).code]).toEqual([app, 0]);
  });
});
