/** On which port an app listens where its own is taken: another worker beside the first, and who is named where it cannot. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { APP_NAMES } from '#contracts/app-name.js';
import { type ListenAt, listen } from '#nest-kit/platform/listen.js';
import { rejectionOf } from '../../support/thrown-by.js';

@Module({})
class NoRoutes {}

const WORKER: ListenAt = { host: '127.0.0.1', port: undefined, names: ['etl'], overBroker: true };
const USUAL = 8080 + APP_NAMES.indexOf('etl');

describe('an app whose port is taken', () => {
  const apps: INestApplication[] = [];
  const servers: Server[] = [];
  const open = async () => {
    const app = await NestFactory.create(NoRoutes, { logger: false, abortOnError: false });
    apps.push(app);
    return app;
  };
  /** Whoever has it already is as good. */
  const occupy = async (port: number, live: object) => {
    const server = createServer((_, reply) => reply.end(JSON.stringify(live)));
    await once(server.listen(port, '127.0.0.1'), 'listening').catch(() => undefined);
    if (server.listening) servers.push(server);
    return (server.address() as AddressInfo | null)?.port;
  };
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close();
    for (const server of servers.splice(0)) server.close();
  });

  test('as a worker of a broker takes one beyond those of all apps, and says so; a third one another', async () => {
    await occupy(USUAL, {});
    const told: string[] = [];
    const urls: string[] = [];
    for (const _ of 'two') urls.push(await listen(await open(), WORKER, (sentence) => told.push(sentence)));
    const ports = urls.map((url) => Number(new URL(url).port));
    expect(new Set(ports).size).toBe(ports.length);
    for (const port of ports) expect(port).toBeGreaterThanOrEqual(8080 + APP_NAMES.length);
    expect(told[0]).toBe(`Port ${USUAL} is taken, as by another etl; this one listens on ${ports[0]}.`);
  });

  test.each<[string, Partial<ListenAt>]>([
    ['the port was set', {}],
    ['others know it by its port', { overBroker: false }],
    ['it is no worker', { names: ['orchestrator', 'etl'] }],
  ])('is refused where %s, and an app of ours that has it is named', async (_, more) => {
    const port = await occupy(0, { status: 'live', apps: ['etl'], version: '1', pid: 42 });
    const refusal = await rejectionOf(listen(await open(), { ...WORKER, port, ...more }, () => undefined));
    expect(refusal).toMatchObject({ code: 'service/port-in-use' });
    expect((refusal as Error).message).toBe(
      `Port ${port} is taken: Docket's etl is running already (process 42). Stop that, or set DOCKET_PORT; several workers of one kind share the work over RabbitMQ alone (DOCKET_TRANSPORT=amqp://…).`,
    );
  });
});
