/** What the gateway asks of the orchestrator for documents that are answered and not kept. */
import { z } from 'zod';
import { DocumentAnswerSchema } from './prediction.schema.js';
import { DomainErrorSchema, TravellingValueSchema } from './stage-message.schema.js';

export const INFERENCE_TOPIC = 'orchestrator.infer';

/** Of an answer, what tensors tell. */
export const InferredDocumentSchema = DocumentAnswerSchema.pick({
  ...{ status: true, label: true, confidence: true, runner_up: true, labels: true },
  ...{ reason: true, error: true },
});
export type InferredDocument = z.infer<typeof InferredDocumentSchema>;

export const InferredSchema = z.object({
  /** One model answers all of them. */
  model: z.object({ name: z.string(), version: z.string() }),
  /** In the order of the documents. */
  answers: z.array(InferredDocumentSchema),
});
export type Inferred = z.infer<typeof InferredSchema>;

export const InferenceQuestionSchema = z.object({
  /** Of the model's bundle.json; null: the model that is live. */
  signature: z.string().nullable(),
  documents: z.record(z.string(), TravellingValueSchema),
  /** Milliseconds after which nobody waits any more. */
  milliseconds: z.number().positive(),
});

export const InferenceReplySchema = z.union([
  z.object({ inferred: InferredSchema }),
  z.object({ error: DomainErrorSchema }),
]);
export type InferenceReply = z.infer<typeof InferenceReplySchema>;
