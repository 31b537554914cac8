/** What `POST /api/v1/documents` answers. */
import { z } from 'zod';
import { BatchViewSchema } from './batch.schema.js';
import { DocumentViewSchema } from './document-record.schema.js';

export const UploadReplySchema = z.object({
  batch: BatchViewSchema.nullable().describe(
    'Of several files or a ZIP file; null where it was a single document.',
  ),
  documents: z
    .array(DocumentViewSchema)
    .describe(
      'In the order of the upload; of a larger batch the first 1,000: GET /api/v1/documents?batch= has all.',
    ),
});
export type UploadReply = z.infer<typeof UploadReplySchema>;
