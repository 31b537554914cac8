/** The admin backend's messages about runs. */
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { RUN_TOPIC, type RunAnswer, RunQuestionSchema } from '#contracts/run-message.schema.js';
import { domainErrorOf } from '../http/problem-details.js';
import { Runs } from './runs.js';

@Controller()
export class RunsMessages {
  constructor(private readonly runs: Runs) {}

  /** Never fails: an error is an answer as well. */
  @MessagePattern(RUN_TOPIC)
  async answer(@Payload() message: unknown): Promise<RunAnswer> {
    try {
      const question = RunQuestionSchema.parse(message);
      switch (question.ask) {
        case 'start':
          return { run: await this.runs.start(question.request, question.cause) };
        case 'page':
          return { page: await this.runs.page(question.limit, question.before) };
        case 'find':
          return { run: await this.runs.find(question.id) };
        case 'cancel':
          return { run: await this.runs.cancel(question.id) };
        case 'current':
          return { run: await this.runs.current() };
      }
    } catch (error) {
      return { error: domainErrorOf(error, { method: 'ask', path: RUN_TOPIC }).toJSON() };
    }
  }
}
