/** What the orchestrator is doing for a document, and whether a model answers. */
import { z } from 'zod';
import { DomainErrorSchema } from './stage-message.schema.js';

/** What the flow is doing for a document. */
export const WorkingStateSchema = z.enum(['reading', 'cleaning', 'predicting']);
export type WorkingState = z.infer<typeof WorkingStateSchema>;

export const ModelStatusSchema = z.object({
  model: z.object({ name: z.string(), version: z.string(), labels: z.array(z.string()) }).nullable(),
  /** Why there is none, or why the one there is cannot be used. */
  problem: DomainErrorSchema.nullable(),
});
export type ModelStatus = z.infer<typeof ModelStatusSchema>;

export const ORCHESTRATOR_TOPICS = {
  status: 'orchestrator.status',
} as const;
