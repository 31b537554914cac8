/** The side of an app that answers messages of others: one topic, checked questions, and errors that are answers as well. */
import { Controller, Inject, type Type } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { z } from 'zod';
import type { DomainErrorJson } from '#contracts/domain-error.js';
import { domainErrorOf } from '../http/problem-details.js';
import { LOG, type Log } from '../observability/log.js';
import { OpenMessages } from './open-messages.js';

export interface Conversation<Question> {
  topic: string;
  questions: z.ZodType<Question>;
  /** Whom Nest hands over to answer, by a provider's token: an abstract class, most often. */
  answerer: symbol | (abstract new (...parts: never[]) => unknown);
}

/**
 * A controller that never fails: an error comes back with its code; what was not foreseen stands in the log, and goes
 * out without our insides.
 */
export function messageController<Answerer, Question, Answer>(
  { topic, questions, answerer }: Conversation<Question>,
  reply: (answerer: Answerer, question: Question) => Promise<Answer>,
): Type<unknown> {
  @Controller()
  class MessageController {
    constructor(
      @Inject(answerer) private readonly asked: Answerer,
      @Inject(LOG) private readonly log: Log,
      private readonly open: OpenMessages,
    ) {}

    @MessagePattern(topic)
    async answer(@Payload() message: unknown): Promise<Answer | { error: DomainErrorJson }> {
      try {
        return await this.open.during(async () => reply(this.asked, questions.parse(message)));
      } catch (error) {
        const told = domainErrorOf(error, { method: 'ask', path: topic });
        if (told !== error) this.log.error({ err: error }, 'A message failed in an unexpected way.');
        return { error: told.toJSON() };
      }
    }
  }
  return MessageController;
}
