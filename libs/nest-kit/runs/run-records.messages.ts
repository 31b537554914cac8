/** The orchestrator's messages about records of runs: it owns the database. */
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import {
  RUN_RECORDS_TOPIC,
  RunRecordsQuestionSchema,
  type RunRecordsReply,
} from '#contracts/run-records-message.schema.js';
import { RunRecords } from '#ports/run-records.port.js';
import { domainErrorOf } from '../http/problem-details.js';

@Controller()
export class RunRecordsMessages {
  constructor(private readonly records: RunRecords) {}

  /** Never fails: an error is a reply as well. */
  @MessagePattern(RUN_RECORDS_TOPIC)
  async answer(@Payload() message: unknown): Promise<RunRecordsReply> {
    try {
      const question = RunRecordsQuestionSchema.parse(message);
      switch (question.ask) {
        case 'save':
          await this.records.save(question.record);
          return { runs: [], next: null };
        case 'find': {
          const run = await this.records.find(question.id);
          return { runs: run ? [run] : [], next: null };
        }
        case 'page':
          return await this.records.page(question.limit, question.before);
        case 'unfinished':
          return { runs: await this.records.unfinished(), next: null };
      }
    } catch (error) {
      return { error: domainErrorOf(error, { method: 'ask', path: RUN_RECORDS_TOPIC }).toJSON() };
    }
  }
}
