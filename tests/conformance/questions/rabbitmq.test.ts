/** Questions between apps over a real RabbitMQ: a lost process, a stop and a lost line leave nobody waiting. */
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { firstValueFrom, timeout } from 'rxjs';
import { RabbitmqQuestionClient } from '#adapters/transport/rabbitmq-question-client.js';
import { RabbitmqQuestionServer } from '#adapters/transport/rabbitmq-question-server.js';
import { brokerUrl, describeOnBroker } from '../../support/broker-bed.js';
import { CuttableLine } from '../../support/cuttable-line.js';
import { testLong } from '../../support/long-tests.js';
import { until } from '../../support/running-platform.js';

/** Milliseconds; longer than any of these takes, so that a hang is told as one. */
const HANGS = 60_000;

describeOnBroker('questions over RabbitMQ', () => {
  let queue: string;
  let taken: string[];
  let held: Map<string, () => void>;
  const closing: (() => Promise<unknown>)[] = [];
  const optionsAt = (url = brokerUrl!) => ({
    urls: [url],
    queue,
    queueOptions: { durable: true, arguments: { 'x-message-ttl': 10_000, 'x-expires': 60_000 } },
  });

  @Controller()
  class Scripted {
    @MessagePattern('again')
    again(@Payload() who: string) {
      return this.answer(who);
    }

    @MessagePattern('once')
    once(@Payload() who: string) {
      return this.answer(who);
    }

    /** The first to take a question that is to be held has it in hand until a test releases it. */
    private async answer(question: string): Promise<{ answered: string }> {
      taken.push(question);
      if (question.startsWith('held') && !held.has(question))
        await new Promise<void>((resolve) => held.set(question, resolve));
      return { answered: question };
    }
  }
  @Module({ controllers: [Scripted] })
  class Answerer {}

  async function startServer(
    url?: string,
  ): Promise<{ strategy: RabbitmqQuestionServer; app: INestMicroservice }> {
    const strategy = new RabbitmqQuestionServer({ options: optionsAt(url), repeatable: new Set(['again']) });
    const app = await NestFactory.createMicroservice(Answerer, { strategy, logger: false });
    await app.listen();
    closing.push(() => app.close());
    return { strategy, app };
  }
  function connect(url?: string): (topic: string, question: string) => Promise<unknown> {
    const client = new RabbitmqQuestionClient(optionsAt(url));
    closing.push(() => client.close());
    return (topic, question) => firstValueFrom(client.send(topic, question).pipe(timeout(HANGS)));
  }
  async function line(): Promise<CuttableLine & { url: string }> {
    const own = new CuttableLine(new URL(brokerUrl!));
    await own.start();
    closing.push(() => own.stop());
    const url = new URL(brokerUrl!);
    url.host = `127.0.0.1:${own.port}`;
    return Object.assign(own, { url: url.href });
  }
  const isTaken = (question: string) => until(`${question} is taken`, () => taken.includes(question));

  beforeEach(() => {
    queue = `docket-test-questions-${Math.random().toString(36).slice(2)}`;
    taken = [];
    held = new Map();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close().catch(() => undefined);
  });

  testLong('an answer comes, also one that takes longer than a question waits to be taken', async () => {
    await startServer();
    const ask = connect();
    expect(await ask('once', 'a')).toEqual({ answered: 'a' });
    const late = ask('once', 'held');
    await isTaken('held');
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    held.get('held')!();
    expect(await late).toEqual({ answered: 'held' });
  });

  test('where none answers, that is told, and nobody answers it later', async () => {
    const ask = connect();
    await expect(ask('once', 'a')).rejects.toThrow('none takes its messages');
    await startServer();
    expect(await ask('once', 'b')).toEqual({ answered: 'b' });
    expect(taken).toEqual(['b']);
  });

  test('one that stops answers what it has in hand, and leaves the rest to the next', async () => {
    const { strategy, app } = await startServer();
    const ask = connect();
    const first = ask('once', 'held');
    await isTaken('held');
    await strategy.stopTaking();
    const second = ask('once', 'b');
    held.get('held')!();
    expect(await first).toEqual({ answered: 'held' });
    await app.close();
    await startServer();
    expect(await second).toEqual({ answered: 'b' });
    expect(taken).toEqual(['held', 'b']);
  });

  test('what a lost one had in hand is answered by the next, where it comes to the same; else that is told', async () => {
    const way = await line();
    await startServer(way.url);
    const ask = connect();
    const again = ask('again', 'held again');
    const once = ask('once', 'held once');
    await Promise.all([isTaken('held again'), isTaken('held once')]);
    await startServer();
    await way.stop();
    expect(await again).toEqual({ answered: 'held again' });
    expect(await once).toMatchObject({ error: { code: 'service/unavailable' } });
    expect(taken).toHaveLength(3);
  });

  test('whose line to the broker is lost hears so at once', async () => {
    await startServer();
    const way = await line();
    const ask = connect(way.url);
    const lost = expect(ask('once', 'held')).rejects.toThrow('the line to the broker was lost');
    await isTaken('held');
    await way.stop();
    await lost;
  });
});
