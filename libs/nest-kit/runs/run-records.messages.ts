/** The orchestrator's messages about records of runs: it owns the database. */
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import {
  RUN_RECORDS_TOPIC,
  type RunRecordsQuestion,
  RunRecordsQuestionSchema,
  type RunRecordsReply,
} from '#contracts/run-records-message.schema.js';
import { RunRecords } from '#ports/run-records.port.js';
import { answerOrError } from '../messages/answer-or-error.js';
import { LOG, type Log } from '../observability/log.js';

@Controller()
export class RunRecordsMessages {
  constructor(
    private readonly records: RunRecords,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @MessagePattern(RUN_RECORDS_TOPIC)
  answer(@Payload() message: unknown): Promise<RunRecordsReply> {
    const reply = () => this.reply(RunRecordsQuestionSchema.parse(message));
    return answerOrError(RUN_RECORDS_TOPIC, this.log, reply);
  }

  private async reply(question: RunRecordsQuestion): Promise<RunRecordsReply> {
    switch (question.ask) {
      case 'save':
        await this.records.save(question.record);
        return { runs: [], next: null };
      case 'find': {
        const run = await this.records.find(question.id);
        return { runs: run ? [run] : [], next: null };
      }
      case 'page':
        return this.records.page(question.limit, question.before);
      case 'unfinished':
        return { runs: await this.records.unfinished(), next: null };
    }
  }
}
