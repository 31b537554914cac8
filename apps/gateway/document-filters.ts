/** How a list of documents is narrowed: the parameters of the list and of the export. */
import { z } from 'zod';
import { DocumentStateSchema } from '#contracts/document-record.schema.js';

/** PostgreSQL knows every character but this one. */
const words = z
  .string()
  .min(1)
  .max(1_000)
  .regex(/^[^\0]*$/);
/** A day counts from its beginning in UTC. */
const moment = z.iso.datetime({ offset: true }).or(z.iso.date().transform((day) => `${day}T00:00:00Z`));
const share = z.coerce.number().min(0).max(1);

export const DocumentFiltersSchema = z.strictObject({
  status: DocumentStateSchema.optional(),
  label: words.describe('Of this class.').optional(),
  model: words.describe('Answered by this version of the model.').optional(),
  min_confidence: share.optional(),
  max_confidence: share.optional(),
  from: moment.describe('Uploaded at or after this day or moment (ISO 8601).').optional(),
  to: moment.describe('Uploaded before this day or moment (ISO 8601).').optional(),
  batch: words.describe('Uploaded together in this batch.').optional(),
  search: words
    .describe(
      'Words that stand in the text or the file name, as in search engines: "a phrase", or, -without.',
    )
    .optional(),
});
