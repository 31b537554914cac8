/** What the admin backend asks of the orchestrator, which owns the database, about records of runs. */
import { z } from 'zod';
import { RunRecordSchema } from './run-record.schema.js';
import { DomainErrorSchema } from './stage-message.schema.js';

export const RUN_RECORDS_TOPIC = 'orchestrator.run-records';

export const RunRecordsQuestionSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('save'), record: RunRecordSchema }),
  z.object({ ask: z.literal('find'), id: z.string() }),
  z.object({ ask: z.literal('page'), limit: z.int().positive(), before: z.string().optional() }),
  z.object({ ask: z.literal('unfinished') }),
]);
export type RunRecordsQuestion = z.infer<typeof RunRecordsQuestionSchema>;

export const RunRecordsReplySchema = z.union([
  z.object({ runs: z.array(RunRecordSchema), next: z.string().nullable() }),
  z.object({ error: DomainErrorSchema }),
]);
export type RunRecordsReply = z.infer<typeof RunRecordsReplySchema>;
