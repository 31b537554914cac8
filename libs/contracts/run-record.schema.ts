/** One run of a pipeline as the admin backend keeps it and shows it. */
import { z } from 'zod';
import { DomainErrorSchema } from './stage-message.schema.js';

export const RunStageSchema = z.object({
  name: z.string(),
  state: z.enum(['waiting', 'running', 'ran', 'cached', 'unchanged', 'failed', 'skipped']),
  reason: z.string(),
  /** Items done of `total`; total 0 where unknown. */
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
  failed: z.int().nonnegative(),
});

export const RunStateSchema = z.enum(['running', 'succeeded', 'failed', 'cancelled']);

export const RunRecordSchema = z.object({
  format: z.literal('docket/run-record@1'),
  /** Opaque; sorts by time of creation. */
  id: z.string().regex(/^[0-9a-z_]{1,64}$/),
  pipeline: z.string(),
  /** One sentence: who or what asked for it. */
  cause: z.string(),
  state: RunStateSchema,
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  /** 0 to 1 over all stages. */
  progress: z.number().min(0).max(1),
  stages: z.array(RunStageSchema),
  /** Files that could not be read. */
  failures: z.array(z.object({ stage: z.string(), path: z.string(), code: z.string(), message: z.string() })),
  error: DomainErrorSchema.nullable(),
});
export type RunRecord = z.infer<typeof RunRecordSchema>;
export type RunStage = z.infer<typeof RunStageSchema>;

export const RunRequestSchema = z.strictObject({
  pipeline: z.string().min(1).optional(),
  /** Unset: every stage of the pipeline. */
  stages: z.array(z.string().min(1)).min(1).optional(),
  force: z.boolean().optional(),
});
export type RunRequest = z.infer<typeof RunRequestSchema>;

export const RunPageSchema = z.object({ runs: z.array(RunRecordSchema), next: z.string().nullable() });
export type RunPage = z.infer<typeof RunPageSchema>;
