/** The orchestrator's messages about records of runs: it owns the database. */
import {
  RUN_RECORDS_TOPIC,
  RunRecordsQuestionSchema,
  type RunRecordsReply,
} from '#contracts/run-records-message.schema.js';
import { RunRecords } from '#ports/run-records.port.js';
import { messageController } from '../messages/message-controller.js';

export const RunRecordsMessages = messageController(
  { topic: RUN_RECORDS_TOPIC, questions: RunRecordsQuestionSchema, answerer: RunRecords },
  async (records: RunRecords, question): Promise<RunRecordsReply> => {
    switch (question.ask) {
      case 'save':
        await records.save(question.record);
        return { runs: [], next: null };
      case 'find': {
        const run = await records.find(question.id);
        return { runs: run ? [run] : [], next: null };
      }
      case 'page':
        return records.page(question.limit, question.before);
      case 'unfinished':
        return { runs: await records.unfinished(), next: null };
    }
  },
);
