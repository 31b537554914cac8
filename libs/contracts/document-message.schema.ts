/** What the gateway asks of the orchestrator about documents, where the two are processes of their own. */
import { z } from 'zod';
import { DocumentQuerySchema, DocumentRecordSchema } from './document-record.schema.js';
import { SplitSchema } from './split.schema.js';
import { DomainErrorSchema } from './stage-message.schema.js';

export const DOCUMENTS_TOPIC = 'orchestrator.documents';

/** A file of an upload, whose bytes are in the object store. */
export const StoredFileSchema = z.object({
  /** As uploaded, made safe to show. */
  name: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string(),
});
export type StoredFile = z.infer<typeof StoredFileSchema>;

/** A file of an upload of several that cannot be taken: it becomes a document that failed, and the others come in. */
export const RefusedFileSchema = StoredFileSchema.omit({ sha256: true }).extend({
  error: z.object({ code: z.string(), message: z.string() }),
});
export type RefusedFile = z.infer<typeof RefusedFileSchema>;

/** A file that is still to be fetched. */
export const UrlFileSchema = z.object({ name: z.string(), url: z.string() });
export type UrlFile = z.infer<typeof UrlFileSchema>;

export const UploadedFileSchema = z.union([StoredFileSchema, RefusedFileSchema, UrlFileSchema]);
export type UploadedFile = z.infer<typeof UploadedFileSchema>;

/** As clients choose it, such as a UUID; visible characters of ASCII. */
export const UploadKeySchema = z.string().regex(/^[\x21-\x7e]{1,255}$/);

export const AcceptOptionsSchema = z.object({
  /** Higher goes first. */
  priority: z.int(),
  /** Documents without an answer that there may be after it. */
  most: z.int().positive(),
  /** Names the upload: sent again, it brings the documents that it brought before. */
  key: UploadKeySchema.optional(),
  /** Of the one document of an upload without a key: sent again, it is the same document. */
  id: z.string().optional(),
  /** Id of the account that uploads. */
  owner: z.string().optional(),
  /** Where the files are one batch: the name of the archive that they came in, if any. */
  batch: z.object({ name: z.string().nullable() }).optional(),
  /** How files are to be split into the documents in them; not at all where it is not there. */
  split: SplitSchema.exclude(['none']).optional(),
});
export type AcceptOptions = z.infer<typeof AcceptOptionsSchema>;

export const DocumentQuestionSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('hold'), sha256: z.string() }),
  z.object({ ask: z.literal('giveUp'), sha256s: z.array(z.string()) }),
  z.object({ ask: z.literal('accept'), files: z.array(UploadedFileSchema), options: AcceptOptionsSchema }),
  z.object({ ask: z.literal('settled'), ids: z.array(z.string()), milliseconds: z.number().nonnegative() }),
  z.object({ ask: z.literal('find'), id: z.string() }),
  z.object({ ask: z.literal('page'), query: DocumentQuerySchema }),
  z.object({ ask: z.literal('cancel'), id: z.string() }),
  z.object({ ask: z.literal('remove'), id: z.string() }),
]);
export type DocumentQuestion = z.infer<typeof DocumentQuestionSchema>;

export const DocumentReplySchema = z.union([
  z.object({ records: z.array(DocumentRecordSchema), next: z.string().nullable() }),
  /** Documents that have no answer yet. */
  z.object({ unanswered: z.array(z.string()) }),
  z.object({ done: z.literal(true) }),
  z.object({ error: DomainErrorSchema }),
]);
export type DocumentReply = z.infer<typeof DocumentReplySchema>;
