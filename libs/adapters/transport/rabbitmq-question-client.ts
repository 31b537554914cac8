/**
 * Nest's client for questions to an app over RabbitMQ, that knows when nobody will answer: it says so within seconds,
 * where Nest's own would wait until whoever asked gives up.
 */
import { ClientRMQ, type ReadPacket, RmqRecordBuilder, type WritePacket } from '@nestjs/microservices';
import { IN_HAND } from './rabbitmq-question-server.js';

/** Milliseconds that a question lies in the queue of an app that takes none: time for one to take over from another. */
const PATIENCE = 1_500;
/** Milliseconds that it may be on its way to that queue, of a busy machine: it is not told as unanswered while it lies there. */
const ON_ITS_WAY = 1_000;
/** Milliseconds without a sign after which what was taken is lost with who took it. */
const SILENCE = 5_000;
/** Milliseconds between two looks at what waits. */
const LOOK = 250;

type Answer = (packet: WritePacket) => void;

interface Asked {
  /** When there was a sign of it. */
  heard: number;
  forget: () => void;
}

export class RabbitmqQuestionClient extends ClientRMQ {
  private readonly asked = new Map<Answer, Asked>();
  private looking: NodeJS.Timeout | undefined;

  /** The broker drops it from its queue when this client no longer waits for somebody to take it. */
  protected override publish(message: ReadPacket, answer: Answer): () => void {
    const settle: Answer = (packet) => {
      const asked = this.asked.get(settle);
      if (packet.response === IN_HAND) {
        if (asked) asked.heard = performance.now();
        return;
      }
      this.forget(settle);
      answer(packet);
    };
    const record = new RmqRecordBuilder(message.data).setOptions({ expiration: PATIENCE }).build();
    this.asked.set(settle, { heard: performance.now(), forget: () => undefined });
    const forget = super.publish({ ...message, data: record }, settle);
    const asked = this.asked.get(settle);
    if (asked) asked.forget = forget;
    this.looking ??= setInterval(() => void this.look(), LOOK).unref();
    return () => {
      this.forget(settle);
      forget();
    };
  }

  /** Answers come on the line on which was asked. */
  override createClient() {
    const client = super.createClient();
    client.on('disconnect', () => this.failSilent(0, 'the line to the broker was lost'));
    return client;
  }

  override async close(): Promise<void> {
    clearInterval(this.looking);
    await super.close();
  }

  private async look(): Promise<void> {
    this.failSilent(SILENCE, 'who took the message is lost');
    const before = performance.now() - PATIENCE - ON_ITS_WAY;
    if (![...this.asked.values()].some(({ heard }) => heard < before)) return;
    const takers = await this.channel?.checkQueue(this.queue).catch(() => undefined);
    if (takers?.consumerCount === 0) this.failSilent(PATIENCE + ON_ITS_WAY, 'none takes its messages');
  }

  private failSilent(milliseconds: number, why: string): void {
    const before = performance.now() - milliseconds;
    for (const [settle, { heard, forget }] of [...this.asked]) {
      if (heard > before) continue;
      forget();
      settle({ err: new Error(why) });
    }
  }

  private forget(settle: Answer): void {
    this.asked.delete(settle);
    if (this.asked.size > 0) return;
    clearInterval(this.looking);
    this.looking = undefined;
  }
}
