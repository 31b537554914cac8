/** What the gateway asks of the orchestrator: the class of one document, and whether it could tell. */
import { z } from 'zod';
import { DocumentAnswerSchema } from './prediction.schema.js';
import { DomainErrorSchema } from './stage-message.schema.js';

export const ClassifyRequestSchema = z.object({
  /** Of the document; carried through every hop's log lines. */
  id: z.string(),
  /** For messages only. */
  name: z.string(),
  /** Where its bytes lie in the object store. */
  sha256: z.string(),
});
export type ClassifyRequest = z.infer<typeof ClassifyRequestSchema>;

/** Stops the work on a document that was deleted or is handed back; the work ends with 'failed'. */
export const ClassifyCancelSchema = z.object({ id: z.string() });
export type ClassifyCancel = z.infer<typeof ClassifyCancelSchema>;

/** What the flow is doing for a document. */
export const WorkingStateSchema = z.enum(['reading', 'cleaning', 'predicting']);
export type WorkingState = z.infer<typeof WorkingStateSchema>;

/** Any number of 'state', then one 'answer' or 'failed'. */
export const ClassifyReplySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), state: WorkingStateSchema }),
  z.object({
    type: z.literal('answer'),
    answer: DocumentAnswerSchema,
    /** The extracted document as JSON in the object store; null where nothing could be read. */
    extracted: z.string().nullable(),
  }),
  z.object({ type: z.literal('failed'), error: DomainErrorSchema }),
]);
export type ClassifyReply = z.infer<typeof ClassifyReplySchema>;

export const ModelStatusSchema = z.object({
  model: z.object({ name: z.string(), version: z.string(), labels: z.array(z.string()) }).nullable(),
  /** Why there is none, or why the one there is cannot be used. */
  problem: DomainErrorSchema.nullable(),
});
export type ModelStatus = z.infer<typeof ModelStatusSchema>;

export const ORCHESTRATOR_TOPICS = {
  classify: 'orchestrator.classify',
  cancel: 'orchestrator.cancel',
  status: 'orchestrator.status',
} as const;
