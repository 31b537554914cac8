/** What RabbitMQ adds to a stage invoker: no item is lost with a worker, a connection or a broker, and none counts twice. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Channel, connect } from 'amqplib';
import { DELIVERIES, stageQueues } from '#adapters/transport/stage-queues.js';
import { DomainError } from '#contracts/domain-error.js';
import { brokerBed, brokerUrl, describeOnBroker } from '../../support/broker-bed.js';
import { CuttableLine } from '../../support/cuttable-line.js';
import { until } from '../../support/running-platform.js';
import { cleaning } from '../../support/scripted-stages.js';
import { rejectionOf } from '../../support/thrown-by.js';
import { cleanText } from '../../support/written-documents.js';

describeOnBroker('over RabbitMQ', () => {
  const bed = brokerBed();
  const lines: CuttableLine[] = [];
  afterEach(() => Promise.all(lines.splice(0).map((line) => line.stop())));

  /** Another way to the broker, that can be cut. */
  async function ownLine(deafAt?: Buffer): Promise<{ line: CuttableLine; url: string }> {
    const to = new URL(brokerUrl!);
    if (to.port === '') to.port = '5672';
    const line = new CuttableLine(to, deafAt);
    await line.start();
    lines.push(line);
    const url = new URL(brokerUrl!);
    url.host = `127.0.0.1:${line.port}`;
    return { line, url: url.href };
  }
  const atWork = (calls: number) =>
    until(`${calls} calls are at work`, () => bed.scripted.seen.provenance.length === calls);
  const queue = () => stageQueues(bed.address, 'clean-text');
  async function onBroker<Result>(ask: (channel: Channel) => Promise<Result>): Promise<Result> {
    const connection = await connect(brokerUrl!);
    try {
      const channel = await connection.createChannel();
      return await ask(channel.on('error', () => undefined));
    } finally {
      await connection.close().catch(() => undefined);
    }
  }
  const left = () => onBroker(async (channel) => (await channel.checkQueue(queue().run)).messageCount);

  test('work that is asked for before there is a worker waits for one', async () => {
    const call = bed.connect().invoke(cleaning('Dear Ann'));
    await pause(50);
    await bed.startWorker({ stage: 'clean-text' });
    expect(await call).toEqual({ document: cleanText('Dear Ann') });
  });

  test('a queue of replies that the broker does not open is given up for another one', async () => {
    await bed.startWorker({ stage: 'clean-text' });
    // Class 60, method 20 of AMQP: basic.consume.
    const { line, url } = await ownLine(Buffer.from([0, 60, 0, 20]));
    const invoker = bed.connect({ url, opening: 300 });
    const first = await rejectionOf(invoker.invoke(cleaning('Dear Ann')));
    expect(first).toMatchObject({ code: 'service/unavailable', retryable: true });
    expect(await invoker.invoke(cleaning('Dear Ann'))).toEqual({ document: cleanText('Dear Ann') });
    expect(line.connections).toBe(2);
  });

  test('a worker takes no more than it works on at a time', async () => {
    await bed.startWorker({ stage: 'clean-text', atOnce: 2 });
    const invoker = bed.connect();
    const calls = Array.from({ length: 5 }, (_, index) => invoker.invoke(cleaning(`hold ${index}`)));
    await atWork(2);
    await until('the others wait at the broker', async () => (await left()) === 3);
    expect(bed.scripted.seen.provenance).toHaveLength(2);
    bed.scripted.open();
    expect(await Promise.all(calls)).toHaveLength(5);
    expect(bed.scripted.seen.provenance).toHaveLength(5);
  });

  test('a caller sees how much the workers of a stage take together, also when one comes or goes', async () => {
    const caller = bed.connect();
    const takes = (items: number) => until(`they take ${items}`, () => caller.places('clean-text') === items);
    // The stage's queues are made by who asks or works first.
    expect(caller.places('clean-text')).toBeUndefined();
    const first = await bed.startWorker({ stage: 'clean-text', atOnce: 2 });
    await takes(2);
    await bed.startWorker({ stage: 'clean-text', atOnce: 3 });
    await takes(5);
    await first.close();
    await takes(3);
    expect(await caller.invoke(cleaning('Dear Ann'))).toEqual({ document: cleanText('Dear Ann') });
  });

  test('queues that an operator deletes are made again, and work goes on', async () => {
    await bed.startWorker({ stage: 'clean-text' });
    const invoker = bed.connect();
    await invoker.invoke(cleaning('Dear Ann'));
    const { cancel: _, ...queues } = queue();
    for (const name of Object.values(queues)) await onBroker((channel) => channel.deleteQueue(name));
    const again = async () =>
      (await invoker.invoke(cleaning('Dear Bob')).catch(() => null))?.document !== undefined;
    await until('it is answered again', again);
  });

  test('a channel that the broker closes is opened again', async () => {
    await bed.startWorker({ stage: 'clean-text' });
    const invoker = bed.connect();
    expect(invoker.places('etl')).toBeUndefined();
    await invoker.invoke(cleaning('Dear Ann'));
    await until('it is known', () => invoker.places('etl') === 0);
    // The next look asks for a queue that is not there, which costs the channel.
    await onBroker((channel) => channel.deleteQueue(stageQueues(bed.address, 'etl').run));
    await pause(1_500);
    expect(await invoker.invoke(cleaning('Dear Bob'))).toEqual({ document: cleanText('Dear Bob') });
    await until('it is known again', () => invoker.places('etl') === 0);
  });

  test('what a lost worker had in hand is done by another one, and answered once', async () => {
    const { line, url } = await ownLine();
    await bed.startWorker({ stage: 'clean-text', url });
    const call = bed.connect().invoke(cleaning('hold on'));
    await atWork(1);
    await bed.startWorker({ stage: 'clean-text' });
    await line.stop();
    await atWork(2);
    bed.scripted.open();
    expect(await call).toEqual({ document: cleanText('hold on') });
  });

  test('a worker that lost its connection goes on with what it has, and does it once', async () => {
    const { line, url } = await ownLine();
    await bed.startWorker({ stage: 'clean-text', url });
    const call = bed.connect().invoke(cleaning('hold on'));
    await atWork(1);
    await line.stop();
    await until('it is handed out anew', async () => (await left()) === 1);
    await line.start();
    await until('it is in hand again', async () => (await left()) === 0);
    bed.scripted.open();
    expect(await call).toEqual({ document: cleanText('hold on') });
    expect(bed.scripted.seen.provenance).toHaveLength(1);
  });

  test('a caller that lost its connection gets the answers that came meanwhile, and sends what it could not', async () => {
    const { line, url } = await ownLine();
    await bed.startWorker({ stage: 'clean-text' });
    const invoker = bed.connect({ url });
    const before = invoker.invoke(cleaning('hold on'));
    await atWork(1);
    await line.stop();
    bed.scripted.open();
    const meanwhile = invoker.invoke(cleaning('sent without a broker'));
    await pause(100);
    await line.start();
    expect(await before).toEqual({ document: cleanText('hold on') });
    expect(await meanwhile).toEqual({ document: cleanText('sent without a broker') });
    expect(bed.scripted.seen.provenance).toHaveLength(2);
  });

  test('an item that ends every worker fails with that reason, and the queue goes on', async () => {
    const invoker = bed.connect();
    const call = rejectionOf(invoker.invoke(cleaning('poison')));
    await until('it waits at the broker', async () => (await left().catch(() => 0)) === 1);
    for (let worker = 0; worker < DELIVERIES; worker++) {
      // It takes the item and is gone.
      await onBroker((channel) => consumeOnce(channel, queue().run));
    }
    const error = await call;
    expect(error).toMatchObject({ code: 'document/ends-the-worker', retryable: false });
    expect(error.message).toContain(`ended its worker ${DELIVERIES} times`);
    await bed.startWorker({ stage: 'clean-text' });
    expect(await invoker.invoke(cleaning('Dear Ann'))).toEqual({ document: cleanText('Dear Ann') });
  });

  test('a worker that stops hands back what it cannot finish, and that does not count against it', async () => {
    const invoker = bed.connect();
    const call = invoker.invoke(cleaning('wait'));
    for (let worker = 1; worker <= DELIVERIES + 1; worker++) {
      const host = await bed.startWorker({ stage: 'clean-text' });
      await atWork(worker);
      if (worker > DELIVERIES) break;
      await host.close();
    }
    const refused = rejectionOf(call);
    await bed.stopCallers();
    expect(await refused).toMatchObject({ code: 'service/unavailable' });
  });

  test('nobody to work is told with the remedy, after a while', async () => {
    const error = await rejectionOf(
      bed.connect({ patience: { worker: 100, broker: 100 } }).invoke(cleaning('Dear Ann')),
    );
    expect(error).toMatchObject({ code: 'service/unavailable', retryable: true });
    expect(error.message).toContain('docket start --app clean-text');
  });

  test('a broker that stays away is told with its address, and without the password', async () => {
    const { line, url } = await ownLine();
    await line.stop();
    const secret = new URL(url);
    secret.username = 'docket';
    secret.password = 'open-sesame';
    const invoker = bed.connect({ url: secret.href, patience: { worker: 100, broker: 100 } });
    const error = await rejectionOf(invoker.invoke(cleaning('Dear Ann')));
    expect(error).toBeInstanceOf(DomainError);
    expect(error.message).toMatch(/broker at .*ECONNREFUSED/);
    expect(JSON.stringify(error.toJSON())).not.toContain('open-sesame');
  });

  test('what nobody waits for any more is not done', async () => {
    const controller = new AbortController();
    const call = rejectionOf(bed.connect().invoke(cleaning('Dear Ann', { signal: controller.signal })));
    await until('it waits at the broker', async () => (await left().catch(() => 0)) === 1);
    controller.abort();
    expect(await call).toMatchObject({ code: 'pipeline/interrupted' });
    await bed.stopCallers();
    await bed.startWorker({ stage: 'clean-text' });
    await until('it is out of the queue', async () => (await left()) === 0);
    expect(bed.scripted.seen.provenance).toEqual([]);
  });
});

/** Resolves when it has a message. */
const consumeOnce = (channel: Channel, queue: string): Promise<void> =>
  new Promise((taken, failed) => {
    channel.prefetch(1).then(() => channel.consume(queue, (message) => message && taken()), failed);
  });
