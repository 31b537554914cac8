/** How a list of documents is narrowed: the parameters of the list and of the export. */
import { z } from 'zod';
import { idForm } from '#composition/new-id.js';
import { DocumentStateSchema } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { VERSION_DIGITS } from '#contracts/model-version.schema.js';
import { StoredTextSchema } from '#contracts/stored-text.schema.js';
import { checkedQuery } from './query.js';

const words = StoredTextSchema.min(1).max(1_000);
const NO_MOMENT = 'takes a day (2026-01-31) or a moment (2026-01-31T09:30:00Z) in ISO 8601';
/** A day counts from its beginning in UTC; before the year 1 there is none for PostgreSQL. */
const moment = z.iso
  .datetime({ offset: true, error: NO_MOMENT })
  .or(z.iso.date(NO_MOMENT).transform((day) => `${day}T00:00:00Z`))
  .refine((text) => !text.startsWith('0000'), NO_MOMENT);
const version = z
  .string()
  .regex(
    new RegExp(`^[0-9a-f]{${VERSION_DIGITS}}$`),
    `takes a version as answers name it, ${VERSION_DIGITS} hex digits; see docket model list`,
  );
const share = z.coerce.number().min(0).max(1);

export const DocumentFiltersSchema = z.strictObject({
  status: DocumentStateSchema.optional(),
  label: words.describe('Of this class.').optional(),
  model: version.describe('Answered by this version of the model.').optional(),
  min_confidence: share.optional(),
  max_confidence: share.optional(),
  from: moment.describe('Uploaded at or after this day or moment (ISO 8601).').optional(),
  to: moment.describe('Uploaded before this day or moment (ISO 8601).').optional(),
  batch: z
    .string()
    .regex(idForm('batch'), 'is no id of a batch')
    .describe('Uploaded together in this batch.')
    .optional(),
  search: words
    .refine((text) => /[\p{L}\p{N}]/u.test(text), 'holds no word: neither a letter nor a digit')
    .describe(
      'Words that stand in the text or the file name, as in search engines: "a phrase", or, -without.',
    )
    .optional(),
});
type Filters = z.infer<typeof DocumentFiltersSchema>;

/** @param schema the filters, and more @throws DomainError 'request/invalid', also of ranges that hold nothing */
export function checkedFilters<Schema extends z.ZodType<Filters>>(
  schema: Schema,
  query: unknown,
): z.infer<Schema> {
  const filters = checkedQuery(schema, query);
  const { from, to, min_confidence = 0, max_confidence = 1 } = filters;
  if (min_confidence > max_confidence) throw nothing('min_confidence: is above max_confidence');
  if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to))
    throw nothing('from: is not before to, which does not count itself');
  return filters;
}

const nothing = (problem: string): DomainError =>
  new DomainError('request/invalid', `No document can be in this list: ${problem}.`, { problems: [problem] });
