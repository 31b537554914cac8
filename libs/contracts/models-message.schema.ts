/** What the gateway asks of the orchestrator about versions of the model. */
import { z } from 'zod';
import {
  AliasMovedSchema,
  ModelPageSchema,
  ModelVersionSchema,
  MoveNoteSchema,
  MovePageSchema,
} from './model-version.schema.js';
import { DomainErrorSchema } from './stage-message.schema.js';

export const MODELS_TOPIC = 'orchestrator.models';

const page = { limit: z.int().positive(), before: z.string().optional() };

export const ModelsQuestionSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('register') }),
  z.object({ ask: z.literal('page'), ...page }),
  z.object({ ask: z.literal('find'), version: z.string() }),
  z.object({ ask: z.literal('moves'), ...page }),
  z.object({
    ask: z.literal('move'),
    alias: z.string(),
    version: z.string().nullable(),
    note: MoveNoteSchema,
  }),
  z.object({ ask: z.literal('rollback'), note: MoveNoteSchema }),
]);
export type ModelsQuestion = z.infer<typeof ModelsQuestionSchema>;

export const ModelsReplySchema = z.union([
  z.object({ registered: z.array(ModelVersionSchema) }),
  z.object({ page: ModelPageSchema }),
  z.object({ model: ModelVersionSchema }),
  z.object({ moves: MovePageSchema }),
  z.object({ move: AliasMovedSchema }),
  z.object({ error: DomainErrorSchema }),
]);
export type ModelsReply = z.infer<typeof ModelsReplySchema>;
