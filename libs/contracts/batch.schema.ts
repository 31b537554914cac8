/** Documents that came in one upload: how far they are together. */
import { z } from 'zod';
import { DocumentStateSchema } from './document-record.schema.js';

/** What the database knows of a batch. */
export const BatchSchema = z.object({
  id: z.string(),
  /** Of the archive that was uploaded; null where the files came as they are. */
  name: z.string().nullable(),
  /** Id of the account that uploaded it. */
  owner: z.string(),
  created_at: z.iso.datetime(),
  /** When the first of its documents was taken up. */
  started_at: z.iso.datetime().nullable(),
  cancelled_at: z.iso.datetime().nullable(),
  /** When the latest of its documents came into the state that it is in; null without documents. */
  changed_at: z.iso.datetime().nullable(),
  /** Its documents by state and class; of those without a class one for each state. */
  counts: z.array(
    z.object({ state: DocumentStateSchema, label: z.string().nullable(), documents: z.int().positive() }),
  ),
});
export type Batch = z.infer<typeof BatchSchema>;

export const BatchQuerySchema = z.object({
  limit: z.int().positive(),
  /** `next` of the page before. */
  cursor: z.string().optional(),
  /** Id of the account that uploaded it. */
  owner: z.string().optional(),
});
export type BatchQuery = z.infer<typeof BatchQuerySchema>;

/** What `/api/v1/batches` shows. */
export const BatchViewSchema = z
  .object({
    id: z.string(),
    name: BatchSchema.shape.name.describe('Of the ZIP file; null where files came one by one.'),
    status: z
      .enum(['waiting', 'running', 'ended'])
      .describe('ended: each of its documents has its answer, or failed.'),
    cancelled: z.boolean(),
    documents: z.int().nonnegative().describe('Those that were deleted do not count any more.'),
    done: z.int().nonnegative(),
    progress: z.number().min(0).max(1),
    states: z.partialRecord(DocumentStateSchema, z.int()).describe('Documents in each state.'),
    classes: z
      .array(z.object({ label: z.string(), documents: z.int() }))
      .describe('Documents of each class, those for review included; most first.'),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    ended_at: z.iso.datetime().nullable(),
    expected_end: z.iso
      .datetime()
      .nullable()
      .describe('If it goes on as fast as until now; null before its first answer, and after its end.'),
  })
  .meta({ id: 'Batch' });
export type BatchView = z.infer<typeof BatchViewSchema>;

export const BatchPageSchema = z.object({
  batches: z.array(BatchViewSchema),
  /** Pass as `cursor` for the next page; null on the last. */
  next: z.string().nullable(),
});
export type BatchPage = z.infer<typeof BatchPageSchema>;
