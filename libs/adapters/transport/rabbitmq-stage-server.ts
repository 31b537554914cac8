/**
 * The worker's side of RabbitMQ: takes as many items as it works on at a time, and acknowledges each when its answer is
 * safe with the broker. What a killed worker had in hand is handed to another one.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type CustomTransportStrategy, RmqContext, Server } from '@nestjs/microservices';
import type { Channel, ConsumeMessage } from 'amqplib';
import { DomainError } from '#contracts/domain-error.js';
import type { StageName } from '#contracts/stage.js';
import { type StageReply, stageTopics } from '#contracts/stage-message.schema.js';
import type { BrokerAddress } from './broker-address.js';
import { BrokerChannel, inTime, processName } from './broker-channel.js';
import { RecentIds } from './recent-ids.js';
import { declareStage, type StageQueues, stageQueues } from './stage-queues.js';

/** Container engines kill 10 s after they have told to stop. */
const FINISH = 5_000;

export interface RabbitmqStageServerOptions {
  address: BrokerAddress;
  stage: StageName;
  /** Items in hand at a time. */
  atOnce: number;
  /** Milliseconds that it goes on with what it has in hand when it is told to stop. */
  finish?: number;
}

interface Delivery {
  channel: Channel;
  message: ConsumeMessage;
}

/** A call in hand. After a lost connection it is delivered once more, and belongs to both deliveries. */
interface Work {
  deliveries: Delivery[];
  /** Given back to the broker: what comes of it here counts no more. */
  handedBack: boolean;
}

export class RabbitmqStageServer extends Server implements CustomTransportStrategy {
  private readonly queues: StageQueues;
  private readonly name = processName();
  private readonly work = new Map<string, Work>();
  private readonly answered = new RecentIds();
  private readonly cancelled = new RecentIds();
  private readonly returned = new Set<string>();
  private broker: BrokerChannel | undefined;
  private consumers: string[] = [];

  constructor(private readonly options: RabbitmqStageServerOptions) {
    super();
    this.queues = stageQueues(options.address, options.stage);
  }

  /** Does not wait for the broker: it connects when it can, and again after a loss. */
  override listen(callback: () => void): void {
    const { address, stage } = this.options;
    this.broker = new BrokerChannel({
      ...{ address, role: stage, setup: (channel) => this.consume(channel) },
      onTrouble: (reason) => this.warn(reason),
    });
    callback();
  }

  /** @throws DomainError 'service/unavailable' where the broker cannot be reached now */
  check(): void {
    if (this.broker?.live !== undefined) return;
    const { shown } = this.options.address;
    throw new DomainError(
      'service/unavailable',
      `The broker at ${shown} cannot be reached; check DOCKET_TRANSPORT.`,
    );
  }

  /** Takes nothing more, finishes what is soon done, and hands the rest back as if it had never had it. */
  override async close(): Promise<void> {
    const live = this.broker?.live;
    if (live) await inTime(Promise.all(this.consumers.map((consumer) => live.cancel(consumer))));
    const end = performance.now() + (this.options.finish ?? FINISH);
    while (this.work.size > 0 && performance.now() < end) await pause(50);
    await inTime(Promise.all([...this.work].map(([call, work]) => this.handBack(call, work))));
    await this.broker?.close();
  }

  override on(): never {
    throw new Error('A stage server has no events of its own.');
  }

  override unwrap<Client>(): Client {
    return this.broker as Client;
  }

  private warn(reason: string): void {
    this.logger.warn?.(`The broker at ${this.options.address.shown} cannot be used now (${reason}).`);
  }

  private async consume(channel: Channel): Promise<void> {
    const { run, engines, cancel } = this.queues;
    await declareStage(channel, this.queues);
    channel.on('return', ({ properties }) => this.returned.add(properties.correlationId));
    const { queue: cancels } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(cancels, cancel, '');
    await channel.consume(
      cancels,
      this.orAnew((message) => this.cancel(channel, message)),
      { noAck: true },
    );
    const tellEngines = this.orAnew((message) => void this.tellEngines(channel, message));
    await channel.consume(engines, tellEngines, { noAck: true });
    // One consumer for each item in hand: callers see by their number how much the workers of a stage take at a time.
    await channel.prefetch(1);
    this.consumers = [];
    for (let place = 0; place < this.options.atOnce; place++) {
      const take = this.orAnew((message) => void this.take({ channel, message }));
      const { consumerTag } = await channel.consume(run, take);
      this.consumers.push(consumerTag);
    }
  }

  /** The broker tells by a null that it has taken the queue away: an operator has deleted it, or its node is gone. */
  private orAnew(hear: (message: ConsumeMessage) => void): (message: ConsumeMessage | null) => void {
    return (message) => {
      if (message === null) this.broker!.reconnect('the broker took a queue away');
      else hear(message);
    };
  }

  private async take(delivery: Delivery): Promise<void> {
    const call = delivery.message.properties.correlationId as string;
    if (this.answered.has(call) || this.cancelled.has(call)) return acknowledge(delivery);
    const known = this.work.get(call);
    if (known) {
      known.deliveries.push(delivery);
      return;
    }
    const work: Work = { deliveries: [delivery], handedBack: false };
    this.work.set(call, work);
    try {
      if (await this.accept(delivery.message)) await this.answer(delivery, work);
      if (work.handedBack) return;
      this.answered.add(call);
      work.deliveries.forEach(acknowledge);
    } catch {
      // This worker has ended meanwhile: the broker hands it to another one.
    } finally {
      this.work.delete(call);
    }
  }

  /** @returns false where the caller is gone, so that nobody wants the work */
  private async accept({ properties }: ConsumeMessage): Promise<boolean> {
    const { correlationId, replyTo } = properties;
    await this.broker!.send(
      '',
      replyTo,
      {},
      {
        ...{ correlationId, type: 'accepted', appId: this.name, mandatory: true },
        headers: { stage: this.options.stage },
      },
    );
    return !this.returned.delete(correlationId);
  }

  private async answer({ channel, message }: Delivery, work: Work): Promise<void> {
    const pattern = stageTopics(this.options.stage).run;
    const handler = this.getHandlerByPattern(pattern)!;
    const context = new RmqContext([message, channel, pattern]);
    const replies = this.transformToObservable(await handler(parsed(message), context));
    /** Resolves when the broker has the latest reply; those before it came first. */
    let sent: Promise<unknown> = Promise.resolve();
    await new Promise<void>((complete, error) => {
      replies.subscribe({
        next: (reply: StageReply) => {
          if (work.handedBack) return;
          sent = this.reply(message, reply);
          sent.catch(() => undefined);
        },
        ...{ error, complete },
      });
    });
    await sent;
  }

  private async tellEngines(channel: Channel, message: ConsumeMessage): Promise<void> {
    const pattern = stageTopics(this.options.stage).engines;
    const handler = this.getHandlerByPattern(pattern)!;
    const answers = this.transformToObservable(
      await handler({}, new RmqContext([message, channel, pattern])),
    );
    answers.subscribe((answer: unknown) => void this.reply(message, answer).catch(() => undefined));
  }

  private cancel(channel: Channel, message: ConsumeMessage): void {
    const cancel = parsed(message) as { call: string };
    // It may still be on its way to this worker.
    this.cancelled.add(cancel.call);
    this.stop(channel, message, cancel.call);
  }

  private stop(channel: Channel, message: ConsumeMessage, call: string): void {
    const pattern = stageTopics(this.options.stage).cancel;
    void this.getHandlerByPattern(pattern)?.({ call }, new RmqContext([message, channel, pattern]));
  }

  private async handBack(call: string, work: Work): Promise<void> {
    work.handedBack = true;
    const { message, channel } = work.deliveries.at(-1)!;
    const { correlationId, replyTo } = message.properties;
    // A copy: an item that is only returned would count as one that has ended a worker.
    await this.broker!.send('', this.queues.run, message.content, {
      ...{ correlationId, replyTo, persistent: true },
    });
    work.deliveries.forEach(acknowledge);
    this.stop(channel, message, call);
  }

  private reply({ properties }: ConsumeMessage, reply: unknown): Promise<void> {
    const { correlationId, replyTo } = properties;
    return this.broker!.send('', replyTo, reply, {
      ...{ correlationId, persistent: true, appId: this.name },
    });
  }
}

function parsed({ content }: ConsumeMessage): unknown {
  try {
    return JSON.parse(content.toString());
  } catch {
    // Refused by its shape, with an answer.
    return content.toString();
  }
}

/** Nothing happens where its channel was lost: the broker has handed it out again. */
function acknowledge({ channel, message }: Delivery): void {
  try {
    channel.ack(message);
  } catch {
    // As above.
  }
}
