/** What other apps ask of the orchestrator about the database, which it alone has: whether it answers. */
import { z } from 'zod';
import { DomainErrorSchema } from './stage-message.schema.js';

export const DATABASE_TOPIC = 'orchestrator.database';

export const DatabaseQuestionSchema = z.object({
  /** Milliseconds that the database may take. */
  within: z.int().positive(),
});
export type DatabaseQuestion = z.infer<typeof DatabaseQuestionSchema>;

export const DatabaseReplySchema = z.union([
  z.object({ answers: z.literal(true) }),
  z.object({ error: DomainErrorSchema }),
]);
export type DatabaseReply = z.infer<typeof DatabaseReplySchema>;
