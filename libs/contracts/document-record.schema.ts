/** An uploaded document as the gateway keeps it and shows it. */
import { z } from 'zod';
import { WorkingStateSchema } from './model-status.schema.js';
import { DocumentAnswerSchema } from './prediction.schema.js';
import { PartOfSchema, PartSchema, SplitSchema } from './split.schema.js';

export const DocumentStateSchema = z.enum([
  'queued',
  'fetching',
  ...WorkingStateSchema.options,
  ...DocumentAnswerSchema.shape.status.options,
]);
export type DocumentState = z.infer<typeof DocumentStateSchema>;

const FINAL: readonly DocumentState[] = DocumentAnswerSchema.shape.status.options;
export const isFinal = (state: DocumentState): boolean => FINAL.includes(state);

/** What a person says that it is; the answer beside it stays the model's. */
export const RightLabelSchema = z.object({ label: z.string(), by: z.string(), at: z.iso.datetime() });

export const DocumentRecordSchema = z.object({
  format: z.literal('docket/document-record@1'),
  /** Opaque; sorts by time of creation. */
  id: z.string().regex(/^[0-9a-z_]{1,64}$/),
  /** As uploaded, made safe to show. */
  name: z.string(),
  bytes: z.int().nonnegative(),
  /** Of the upload, in the object store; null where nothing is kept: it was refused, or is still to be fetched. */
  sha256: z.string().nullable(),
  /** Every state it was in, oldest first; the last is what it is in now. */
  history: z
    .array(
      z.object({
        state: DocumentStateSchema,
        at: z.iso.datetime(),
        /** Why it failed, or why it waits again. */
        error: DocumentAnswerSchema.shape.error,
      }),
    )
    .min(1),
  answer: DocumentAnswerSchema.nullable(),
  /** The extracted document as JSON in the object store. */
  extracted: z.string().nullable(),
  /** Id of the account that uploaded it; not there for documents from before there were accounts. */
  owner: z.string().optional(),
  /** Id of the batch that it came in. */
  batch: z.string().optional(),
  feedback: RightLabelSchema.optional(),
  /** Where it was fetched from, or is to be. */
  url: z.string().optional(),
  /** How it is to be split into the documents in it; not there where it is one. */
  split: SplitSchema.exclude(['none']).optional(),
  /** The file that it was found in. */
  part_of: PartOfSchema.optional(),
  /** The documents that were found in it, in their order; not there where it holds none but itself. */
  parts: z.array(PartSchema).optional(),
});
export type DocumentRecord = z.infer<typeof DocumentRecordSchema>;

/** Which documents a list shows; what is left out does not narrow it. */
export const DocumentQuerySchema = z.object({
  limit: z.int().positive(),
  /** `next` of the page before. */
  cursor: z.string().optional(),
  status: DocumentStateSchema.optional(),
  label: z.string().optional(),
  /** Version of the model that answered. */
  model: z.string().optional(),
  min_confidence: z.number().optional(),
  max_confidence: z.number().optional(),
  /** Uploaded at or after this, and before that. */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  /** Words that must stand in the text; "…" is a phrase, `or` and a leading - work as in search engines. */
  search: z.string().optional(),
  /** Id of the account that uploaded it. */
  owner: z.string().optional(),
  /** Id of the batch that it came in. */
  batch: z.string().optional(),
});
export type DocumentQuery = z.infer<typeof DocumentQuerySchema>;

/**
 * What `/api/v1/documents` shows: the answer where there is one, else how far it is. One that is 'queued' with an
 * error waits for something that is in the way, and is tried again by itself.
 */
export const DocumentViewSchema = DocumentAnswerSchema.extend({
  id: z.string(),
  status: DocumentStateSchema,
  bytes: z.int().nonnegative(),
  /** Id of the batch that it came in. */
  batch: z.string().optional(),
  feedback: RightLabelSchema.optional(),
  /** Where it was fetched from, or is to be. */
  url: z.string().optional(),
  /** The file that it was found in, and where. */
  part_of: PartOfSchema.optional(),
  /** Of a file with status 'split': the documents in it. */
  parts: z.array(PartSchema).optional(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
}).meta({ id: 'Document' });
export type DocumentView = z.infer<typeof DocumentViewSchema>;

/** One document alone: also how it came to where it is. */
export const DocumentDetailSchema = DocumentViewSchema.extend({
  history: DocumentRecordSchema.shape.history,
}).meta({ id: 'DocumentDetail' });
export type DocumentDetail = z.infer<typeof DocumentDetailSchema>;

export const DocumentPageSchema = z.object({
  documents: z.array(DocumentViewSchema),
  /** Pass as `cursor` for the next page; null on the last. */
  next: z.string().nullable(),
});
export type DocumentPage = z.infer<typeof DocumentPageSchema>;
