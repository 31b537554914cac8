/** The answer for one document. */
import { z } from 'zod';

export const LabelConfidenceSchema = z.object({ label: z.string(), confidence: z.number().min(0).max(1) });

export const TermSchema = z.object({
  /** A word n-gram as written in the clean text, or a character n-gram in ‹›. */
  term: z.string(),
  /** Signed contribution to the score of `labels[0]` against that of `labels[1]`. */
  weight: z.number(),
  /** Where the term stands: page number and box in that page's pixels. */
  boxes: z
    .array(
      z.object({ page: z.int().positive(), box: z.tuple([z.number(), z.number(), z.number(), z.number()]) }),
    )
    .optional(),
});
export type Term = z.infer<typeof TermSchema>;

export const ReasonSchema = z.object({
  code: z.enum(['prediction/no-text', 'prediction/unfamiliar']),
  message: z.string(),
});

export const PredictionSchema = z.object({
  /** 'rejected': of no class the model knows, or nothing to read. Never a guess in disguise. */
  status: z.enum(['classified', 'review', 'rejected']),
  label: z.string().nullable(),
  confidence: z.number().min(0).max(1).nullable(),
  /** `labels[1]`; null where `label` is null: a rejected document has neither first nor second. */
  runner_up: LabelConfidenceSchema.nullable(),
  /** Every class, most likely first; of a rejected document what it is nearest to, which is no answer. */
  labels: z.array(LabelConfidenceSchema),
  explanation: z.array(TermSchema),
  /** Why it was rejected. */
  reason: ReasonSchema.optional(),
});
export type Prediction = z.infer<typeof PredictionSchema>;

/** One entry of `docket predict --json` and of `POST /api/v1/documents`: an answer, or the reason why there is none. */
export const DocumentAnswerSchema = z.object({
  file: z.string(),
  status: z.enum(['classified', 'review', 'rejected', 'failed']),
  label: z.string().nullable(),
  confidence: z.number().min(0).max(1).nullable(),
  /** Null where `label` is null. */
  runner_up: LabelConfidenceSchema.nullable(),
  /** Every class, most likely first; of a rejected document what it is nearest to, which is no answer. */
  labels: z.array(LabelConfidenceSchema),
  model: z.object({ name: z.string(), version: z.string() }).nullable(),
  pages: z.int().nonnegative(),
  language: z.string(),
  explanation: z.array(TermSchema),
  /** Why it was rejected. */
  reason: ReasonSchema.optional(),
  /** Pages that could not be read, with the reason; the answer rests on the others. */
  warnings: z.array(z.object({ code: z.string(), message: z.string() })).optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type DocumentAnswer = z.infer<typeof DocumentAnswerSchema>;
