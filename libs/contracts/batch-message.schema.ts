/** What the gateway asks of the orchestrator about batches, where the two are processes of their own. */
import { z } from 'zod';
import { BatchQuerySchema, BatchSchema } from './batch.schema.js';
import { DomainErrorSchema } from './stage-message.schema.js';

export const BATCHES_TOPIC = 'orchestrator.batches';

export const BatchQuestionSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('find'), id: z.string() }),
  z.object({ ask: z.literal('page'), query: BatchQuerySchema }),
  z.object({ ask: z.literal('cancel'), id: z.string() }),
  z.object({ ask: z.literal('remove'), id: z.string() }),
]);
export type BatchQuestion = z.infer<typeof BatchQuestionSchema>;

export const BatchReplySchema = z.union([
  z.object({ batches: z.array(BatchSchema), next: z.string().nullable() }),
  z.object({ error: DomainErrorSchema }),
]);
export type BatchReply = z.infer<typeof BatchReplySchema>;
