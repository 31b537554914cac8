/** The admin backend's messages about runs. */
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import {
  RUN_TOPIC,
  type RunAnswer,
  type RunQuestion,
  RunQuestionSchema,
} from '#contracts/run-message.schema.js';
import { answerOrError } from '../messages/answer-or-error.js';
import { LOG, type Log } from '../observability/log.js';
import { Runs } from './runs.js';

@Controller()
export class RunsMessages {
  constructor(
    private readonly runs: Runs,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @MessagePattern(RUN_TOPIC)
  answer(@Payload() message: unknown): Promise<RunAnswer> {
    return answerOrError(RUN_TOPIC, this.log, () => this.reply(RunQuestionSchema.parse(message)));
  }

  private async reply(question: RunQuestion): Promise<RunAnswer> {
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
  }
}
