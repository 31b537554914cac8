/**
 * Nest's server for questions to an app over RabbitMQ, that gives back what it cannot answer any more: the next process of
 * the app answers it, and a stop cuts nobody off.
 */
import { type RmqContext, type RmqOptions, ServerRMQ } from '@nestjs/microservices';
import type { Channel, ConsumeMessage } from 'amqplib';
import { DomainError } from '#contracts/domain-error.js';

/** Of this process's consumer; names are those of one channel. */
const TAG = 'questions';
/** What comes instead of an answer while one is worked on. */
export const IN_HAND = 'in hand';
/** Milliseconds between two of them. */
const SIGN = 1_000;

export interface QuestionServerOptions {
  options: NonNullable<RmqOptions['options']>;
  /** Topics whose questions come to the same when they are answered twice. */
  repeatable: ReadonlySet<string>;
}

interface Reply {
  id?: string;
  response?: unknown;
  err?: unknown;
  /** The last of them. */
  isDisposed?: boolean;
  /** Where there is no such topic; Nest itself has refused the question by then. */
  status?: string;
}

export class RabbitmqQuestionServer extends ServerRMQ {
  private line: Channel | undefined;
  private stopped = false;
  private readonly signs = new Map<unknown, NodeJS.Timeout>();
  private readonly repeatable: ReadonlySet<string>;

  constructor({ options, repeatable }: QuestionServerOptions) {
    super({ ...options, noAck: false, consumerTag: TAG });
    this.repeatable = repeatable;
  }

  /** From now on questions stay at the broker; what was taken is still answered. */
  async stopTaking(): Promise<void> {
    this.stopped = true;
    // Where the line is lost, nothing comes.
    await this.line?.cancel(TAG).catch(() => undefined);
  }

  override async setupChannel(channel: Channel, callback: () => void): Promise<void> {
    this.line = channel;
    // What was taken on another line has been given to another process.
    for (const sign of this.signs.values()) clearInterval(sign);
    this.signs.clear();
    if (this.stopped) callback();
    else await super.setupChannel(channel, callback);
  }

  /** @param given a {@link ConsumeMessage}; null where the broker has ended the consumer */
  override async handleMessage(given: Record<string, unknown> | null, channel: Channel): Promise<void> {
    const message = given as ConsumeMessage | null;
    if (message === null) return;
    const { replyTo, correlationId } = message.properties as { replyTo: unknown; correlationId: string };
    if (!message.fields.redelivered || this.isRepeatable(message)) {
      this.giveSigns(message, channel);
      return super.handleMessage(given!, channel);
    }
    const response = { error: interrupted().toJSON() };
    this.sendMessage({ id: correlationId, response, isDisposed: true }, replyTo, correlationId, {
      getMessage: () => message,
      getChannelRef: () => channel,
    } as unknown as RmqContext);
  }

  /** Taken for answered when the answer is on its way. */
  override sendMessage<Message = Reply>(
    message: Message,
    replyTo: unknown,
    correlationId: string,
    context: RmqContext,
  ): void {
    super.sendMessage(message, replyTo, correlationId, context);
    const taken = context.getMessage();
    const { isDisposed, err, status } = message as Reply;
    if (status !== undefined || (!isDisposed && err === undefined)) return;
    clearInterval(this.signs.get(taken));
    this.signs.delete(taken);
    try {
      (context.getChannelRef() as Channel).ack(taken as ConsumeMessage);
    } catch {
      // The line is lost: the broker has given the question to the next one already.
    }
  }

  private giveSigns(message: ConsumeMessage, channel: Channel): void {
    const { replyTo, correlationId } = message.properties as { replyTo: string; correlationId: string };
    const content = Buffer.from(JSON.stringify({ id: correlationId, response: IN_HAND }));
    const sign = setInterval(() => {
      try {
        channel.sendToQueue(replyTo, content, { correlationId });
      } catch {
        clearInterval(sign);
      }
    }, SIGN).unref();
    this.signs.set(message, sign);
  }

  private isRepeatable({ content }: ConsumeMessage): boolean {
    return this.repeatable.has((JSON.parse(content.toString()) as { pattern: string }).pattern);
  }
}

const interrupted = (): DomainError =>
  new DomainError(
    'service/unavailable',
    'What was asked was interrupted in the middle, and may have happened; look, or ask again in a moment.',
  );
