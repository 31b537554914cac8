/** What the gateway asks of the admin backend about runs of pipelines. */
import { z } from 'zod';
import { RunPageSchema, RunRecordSchema, RunRequestSchema } from './run-record.schema.js';
import { DomainErrorSchema } from './stage-message.schema.js';

export const RUN_TOPIC = 'admin-backend.runs';

export const RunQuestionSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('start'), request: RunRequestSchema, cause: z.string() }),
  z.object({ ask: z.literal('page'), limit: z.int().positive(), before: z.string().optional() }),
  z.object({ ask: z.literal('find'), id: z.string() }),
  z.object({ ask: z.literal('cancel'), id: z.string() }),
  z.object({ ask: z.literal('current') }),
]);
export type RunQuestion = z.infer<typeof RunQuestionSchema>;

export const RunAnswerSchema = z.union([
  z.object({ run: RunRecordSchema.nullable() }),
  z.object({ page: RunPageSchema }),
  z.object({ error: DomainErrorSchema }),
]);
export type RunAnswer = z.infer<typeof RunAnswerSchema>;
