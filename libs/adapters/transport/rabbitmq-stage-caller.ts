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
/** Milliseconds for the broker to say how many consumers a queue has. */
const LOOK = 5_000;
/** AMQP's own number. */
const NOT_FOUND = 404;
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
  /** Stages whose queues were there once. */
  private readonly ready = new Set<StageName>();
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
      placesOf: (stage) => this.placesNow(stage),
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

  /** Items that the stage's workers take at a time, as of a second ago; 0 without any, undefined where it is not known. */
  places(stage: StageName): number | undefined {
    return this.watch.places(stage);
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

  /** Workers consume once for each item that they take at a time. */
  private async placesNow(stage: StageName): Promise<number | undefined> {
    void this.declare(stage);
    const { live } = this.broker;
    // To ask for a queue that is not there costs the channel.
    if (live === undefined || !this.ready.has(stage)) return undefined;
    const { run } = stageQueues(this.options.address, stage);
    const asked = live.checkQueue(run).then(({ consumerCount }) => consumerCount);
    return Promise.race([asked, pause(LOOK, undefined, { ref: false })]);
  }

  private cancel(queues: StageQueues, call: string): void {
    // Closed meanwhile: the worker finds nobody to answer.
    this.broker.send(queues.cancel, '', { call }).catch(() => undefined);
  }

  private declare(stage: StageName): Promise<void> {
    const known = this.declared.get(stage);
    if (known) return known;
    const setup = this.broker.addSetup(async (channel) => {
      const queues = stageQueues(this.options.address, stage);
      await declareStage(channel, queues);
      await channel.consume(queues.dead, (message) => {
        if (message === null) this.broker.reconnect('the broker took a queue away');
        else this.bury(channel, stage, message);
      });
      this.ready.add(stage);
    });
    // Of a channel that is lost meanwhile: the next one declares it before anything is sent.
    const declared = setup.catch(() => undefined);
    this.declared.set(stage, declared);
    return declared;
  }

  private newQueue(): string {
    return `${this.options.address.prefix}.replies.${processName()}.${randomUUID()}`;
  }

  /**
   * Of a broker in trouble the queue may be known and not be answered for, nor anything after it on that channel; of a
   * cluster its node may be away. Then another one is taken.
   */
  private async listen(channel: Channel): Promise<void> {
    const opened = this.openReplies(channel).then(() => true, notFound);
    const late = pause(this.options.opening ?? OPENING, false, { ref: false });
    if (await Promise.race([opened, late])) return;
    opened.catch(() => undefined);
    const why = 'the broker does not open the queue of replies';
    this.loseReplies(why);
    throw new Error(why);
  }

  private loseReplies(why: string): void {
    this.replies = this.newQueue();
    this.broker.startAnew(why);
    for (const { replies } of [...this.calls.values()]) replies.error(new Error(why));
  }

  /**
   * A classic queue, which outlives the broker as well: a quorum queue whose broker is killed in the moment in which it
   * is made has no leader for ever after, and every worker that answers its caller is held up by that, for minutes.
   */
  private async openReplies(channel: Channel): Promise<void> {
    await channel.assertQueue(this.replies, {
      durable: true,
      arguments: { 'x-queue-type': 'classic', 'x-expires': REPLIES_EXPIRE },
    });
    await channel.prefetch(PREFETCH);
    await channel.consume(this.replies, (message) => {
      if (message === null) this.loseReplies('the broker took the queue of replies away');
      else this.hear(channel, message);
    });
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

/** @returns false where the node that has the queue is away; everything else is thrown again */
function notFound(error: Error & { code?: unknown }): false {
  if (error.code === NOT_FOUND) return false;
  throw error;
}
