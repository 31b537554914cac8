/** What preprocess makes of the labelled documents: who is who, which side of the split, and what was odd. */
import { z } from 'zod';

export const DatasetDocumentSchema = z.object({
  /** Path of the scan below data/raw. */
  path: z.string(),
  /** Index into `labels`. */
  label: z.int().nonnegative(),
  part: z.enum(['train', 'test']),
  /** Near-duplicates share a group and never sit on both sides; the index of the group's first document. */
  group: z.int().nonnegative(),
  /** ISO 639-3 or 'und'. */
  language: z.string(),
  words: z.int().nonnegative(),
  pages: z.int().nonnegative(),
  /** How the text was read: 'ocr', 'text-layer', 'plain-text' or 'none'. */
  source: z.string(),
});
export type DatasetDocument = z.infer<typeof DatasetDocumentSchema>;

export const DatasetWarningSchema = z.object({ code: z.string(), message: z.string() });
export type DatasetWarning = z.infer<typeof DatasetWarningSchema>;

export const DatasetSchema = z.object({
  format: z.literal('docket/dataset@1'),
  /** The class folders, in code-point order. */
  labels: z.array(z.string()),
  /** In code-point order of their paths. */
  documents: z.array(DatasetDocumentSchema),
  /** Where the split comes from: 'seeded' or 'given' by a file. */
  split: z.enum(['seeded', 'given']),
  /** Near-duplicates that carry different labels: at least one of them is wrong. Indexes of documents. */
  conflicts: z.array(z.array(z.int().nonnegative())),
  warnings: z.array(DatasetWarningSchema),
  /** Term blocks by name: how their vocabularies were fitted. */
  terms: z.record(z.string(), z.record(z.string(), z.unknown())),
});
export type Dataset = z.infer<typeof DatasetSchema>;
