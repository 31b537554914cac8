/** Where a model comes from, so that prediction repeats exactly what training did. */
import { z } from 'zod';

/** One platform stage as it ran: enough to run it again the same way. */
export const StageRecordSchema = z.object({
  stage: z.string(),
  version: z.int().positive(),
  params: z.record(z.string(), z.unknown()),
  /** Engine name to version, e.g. { ocr: 'tesseract.js 7.0.0 eng+fra' }. */
  engines: z.record(z.string(), z.string()),
});
export type StageRecord = z.infer<typeof StageRecordSchema>;

export const ProvenanceSchema = z.object({
  /** Version of this software. */
  docket: z.string(),
  node: z.string(),
  platform: z.string(),
  /** Commit of the workspace, null outside git; `dirty` where files differ from it. */
  git: z.object({ commit: z.string(), dirty: z.boolean() }).nullable(),
  /** md5 of the labelled data, as the lock has it. */
  data: z.string().nullable(),
  /** Every platform stage upstream of the model, in running order. */
  stages: z.array(StageRecordSchema),
});
export type Provenance = z.infer<typeof ProvenanceSchema>;
