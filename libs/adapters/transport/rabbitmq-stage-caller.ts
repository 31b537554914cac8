/**
 * The caller's side of RabbitMQ: what it asks waits at the broker until a worker takes it, and is asked anew of another
 * worker where one is lost. Replies come to a queue of its own that outlives a lost connection.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Channel, ConsumeMessage } from 'amqplib';
import { Observable, type Subscriber } from 'rxjs';
import { DomainError } from '#contracts/domain-error.js';
import type { StageName } from '#contracts/stage.js';
import type { StageReply, StageRequest } from '#contracts/stage-message.schema.js';
import type { BrokerAddress } from './broker-address.js';
import { BrokerChannel, inTime, processName } from './broker-channel.js';
import type { StageLine } from './stage-line.js';
import { DELIVERIES, declareStage, type StageQueues, stageQueues } from './stage-queues.js';
import { StageWatch, type WatchPatience } from './stage-watch.js';

/** Milliseconds after which the broker forgets the replies of a caller that is gone. */
const REPLIES_EXPIRE = 600_000;
/** Milliseconds for the broker to open the queue of replies; a busy one takes seconds. */
const OPENING = 20_000;
/** Replies that are handed over before they are acknowledged. */
const PREFETCH = 100;

export interface RabbitmqStageCallerOptions {
  address: BrokerAddress;
  /** Given the outputs that come after the call has ended: of a worker that was taken for lost. */
  onLate: (outputs: Extract<StageReply, { type: 'done' }>['outputs']) => void;
  /** What an operator should know of a stage's workers: who is at work, who was lost, what is waited for. */
  onNotice?: (stage: StageName, sentence: string) => void;
  patience?: WatchPatience;
  /** Milliseconds for the broker to open the queue of replies. */
  opening?: number;
}

interface Call {
  stage: StageName;
  replies: Subscriber<unknown>;
  /** Who had it last. */
  worker?: string;
}

export class RabbitmqStageCaller {
  private readonly broker: BrokerChannel;
  private replies: string;
  private readonly calls = new Map<string, Call>();
  private readonly declared = new Map<StageName, Promise<void>>();
  private readonly workers = new Set<string>();
  private readonly watch: StageWatch;

  constructor(private readonly options: RabbitmqStageCallerOptions) {
    const { address, patience } = options;
    this.replies = this.newQueue();
    this.broker = new BrokerChannel({
      ...{ address, role: 'caller', setup: (channel) => this.listen(channel) },
      onTrouble: (reason) => this.watch.brokerAway(reason),
    });
    this.watch = new StageWatch({
      ...{ shown: address.shown, ...(patience && { patience }) },
      connected: () => this.broker.live !== undefined,
      waiting: () => new Set([...this.calls.values()].map(({ stage }) => stage)),
      workersOf: async (stage) =>
        (await this.broker.live?.checkQueue(stageQueues(address, stage).run))?.consumerCount,
      tell: (stage, sentence) => options.onNotice?.(stage, sentence),
      giveUp: (stage, why) => {
        for (const { replies } of this.callsOf(stage)) replies.error(new Error(why));
      },
    });
  }

  line(stage: StageName): StageLine {
    const queues = stageQueues(this.options.address, stage);
    return {
      run: (request) => this.ask(stage, queues.run, request.call, request),
      cancel: ({ call }) => this.cancel(queues, call),
      engines: () => this.ask(stage, queues.engines, randomUUID(), {}),
    };
  }

  /** Workers that have something of this stage in hand. */
  atWork(stage: StageName): number {
    return new Set(this.callsOf(stage).flatMap(({ worker }) => worker ?? [])).size;
  }

  /** Whoever still waits is told that nobody answers. */
  async close(): Promise<void> {
    this.watch.close();
    for (const { replies } of [...this.calls.values()]) replies.error(new Error('it was closed'));
    const { live } = this.broker;
    if (live) await inTime(live.deleteQueue(this.replies));
    await this.broker.close();
  }

  private ask(stage: StageName, queue: string, call: string, message: StageRequest | object) {
    return new Observable<unknown>((replies) => {
      this.calls.set(call, { stage, replies });
      this.declare(stage)
        .then(() =>
          this.broker.send('', queue, message, {
            ...{ persistent: true, correlationId: call, replyTo: this.replies },
          }),
        )
        .catch((error: unknown) => replies.error(error));
      return () => this.calls.delete(call);
    });
  }

  private cancel(queues: StageQueues, call: string): void {
    // Closed meanwhile: the worker finds nobody to answer.
    this.broker.send(queues.cancel, '', { call }).catch(() => undefined);
  }

  private declare(stage: StageName): Promise<void> {
    const declared =
      this.declared.get(stage) ??
      this.broker.addSetup(async (channel) => {
        const queues = stageQueues(this.options.address, stage);
        await declareStage(channel, queues);
        await channel.consume(queues.dead, (message) => message && this.bury(channel, stage, message));
      });
    this.declared.set(stage, declared);
    return declared;
  }

  private newQueue(): string {
    return `${this.options.address.prefix}.replies.${processName()}.${randomUUID()}`;
  }

  /**
   * A broker that was killed while it made the queue knows it for ever after, and has no leader for it: whoever consumes
   * it is not answered, and neither is anything else on that channel. So another one is taken.
   */
  private async listen(channel: Channel): Promise<void> {
    const opened = this.openReplies(channel).then(() => true);
    const late = pause(this.options.opening ?? OPENING, false, { ref: false });
    if (await Promise.race([opened, late])) return;
    opened.catch(() => undefined);
    this.replies = this.newQueue();
    const why = 'the broker does not open the queue of replies';
    this.broker.startAnew(why);
    for (const { replies } of [...this.calls.values()]) replies.error(new Error(why));
    throw new Error(why);
  }

  private async openReplies(channel: Channel): Promise<void> {
    await channel.assertQueue(this.replies, {
      durable: true,
      arguments: { 'x-queue-type': 'quorum', 'x-expires': REPLIES_EXPIRE },
    });
    await channel.prefetch(PREFETCH);
    await channel.consume(this.replies, (message) => message && this.hear(channel, message));
  }

  private hear(channel: Channel, message: ConsumeMessage): void {
    const { correlationId, type, appId: worker, headers } = message.properties;
    const call = this.calls.get(correlationId);
    if (type === 'accepted') {
      if (call) this.meet(call, worker);
      else this.cancel(stageQueues(this.options.address, headers?.stage), correlationId);
    } else {
      const reply = JSON.parse(message.content.toString()) as StageReply;
      if (call === undefined) {
        if (reply.type === 'done') this.options.onLate(reply.outputs);
      } else {
        call.replies.next(reply);
        if (reply.type !== 'progress' && reply.type !== 'log') call.replies.complete();
      }
    }
    channel.ack(message);
  }

  private meet(call: Call, worker: string): void {
    const tell = (sentence: string) => this.options.onNotice?.(call.stage, sentence);
    if (call.worker !== undefined && call.worker !== worker)
      tell(`Worker ${call.worker} was lost; ${worker} does again what it had in hand.`);
    else if (!this.workers.has(worker)) tell(`Worker ${worker} is at work.`);
    this.workers.add(worker);
    call.worker = worker;
  }

  /** One that every worker died of: its caller, here or elsewhere, is told so. */
  private bury(channel: Channel, stage: StageName, message: ConsumeMessage): void {
    const error = new DomainError(
      'document/ends-the-worker',
      `This item ended its worker ${DELIVERIES} times: whoever worked on it for stage '${stage}' was lost, for want of memory or by a crash. Look at it, or take it out; where the workers were at fault, have it done again (--force).`,
      { stage, workers: DELIVERIES },
    );
    const reply: StageReply = { type: 'failed', error: error.toJSON() };
    const { replyTo, correlationId } = message.properties;
    this.broker
      .send('', replyTo, reply, { persistent: true, correlationId })
      .then(() => channel.ack(message))
      // Still among the dead, for the next caller.
      .catch(() => undefined);
  }

  private callsOf(stage: StageName): Call[] {
    return [...this.calls.values()].filter((call) => call.stage === stage);
  }
}
