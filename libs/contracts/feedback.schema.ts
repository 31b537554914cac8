/** What people say that a document is: its right label, by whom and when. */
import { z } from 'zod';
import { DocumentAnswerSchema } from './prediction.schema.js';
import { StoredTextSchema } from './stored-text.schema.js';

/** The name of a folder below data/raw, on every file system. */
export const LabelSchema = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(
    /^(?![.~])(?!.*\.$)[^\p{Cc}\p{Cs}\p{Bidi_Control}/\\:*?"<>|]*$/u,
    'is the name of a folder: no / \\ : * ? " < > |, and neither begins nor ends with a dot',
  );

export const NewFeedbackSchema = z.strictObject({
  label: LabelSchema.describe('The right class.'),
  new_class: z
    .boolean()
    .default(false)
    .describe('That there is no such class yet is meant so; for reviewers.'),
  note: StoredTextSchema.max(1_000).describe('For people.').optional(),
});
export type NewFeedback = z.infer<typeof NewFeedbackSchema>;

export const FeedbackSchema = z.object({
  id: z.string(),
  document: z.string(),
  label: z.string().nullable().describe('Null: what was said before was taken back.'),
  at: z.iso.datetime(),
  /** Name of the account. */
  by: z.string(),
  note: z.string().nullable(),
  answered: DocumentAnswerSchema.pick({ status: true, label: true, confidence: true, model: true }).describe(
    "The model's answer at that time.",
  ),
  problem: DocumentAnswerSchema.shape.error.describe(
    'Why its file is not among the labelled documents, nor will be; not there where it is, or still may be.',
  ),
});
export type Feedback = z.infer<typeof FeedbackSchema>;

export const FeedbackPageSchema = z.object({
  feedback: z.array(FeedbackSchema),
  /** Pass as `cursor` for the next page; null on the last. */
  next: z.string().nullable(),
});
export type FeedbackPage = z.infer<typeof FeedbackPageSchema>;

export const ReviewQuerySchema = z.object({
  limit: z.int().positive(),
  /** `next` of the page before. */
  cursor: z.string().optional(),
  status: z.enum(['review', 'rejected']),
});
export type ReviewQuery = z.infer<typeof ReviewQuerySchema>;
