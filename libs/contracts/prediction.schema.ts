/** The answer for one document. */
import { z } from 'zod';
import { PageGeometrySchema } from './page-geometry.schema.js';

export const LabelConfidenceSchema = z.object({ label: z.string(), confidence: z.number().min(0).max(1) });

export const TermSchema = z.object({
  term: z
    .string()
    .describe(
      'A word or words as written in the clean text (digits masked), or [shape], [layout], [picture]: what is no word.',
    ),
  weight: z
    .number()
    .describe(
      'Signed contribution to `score.difference`; what it is of a word includes the characters in it.',
    ),
  boxes: z
    .array(
      z.object({ page: z.int().positive(), box: z.tuple([z.number(), z.number(), z.number(), z.number()]) }),
    )
    .optional()
    .describe(
      'Where the term stands: page number, and left, top, right, bottom on the page of the file as a viewer shows it, in the unit that `page_geometry` says. A word on a sloping page has the upright rectangle around it. Of the first 20 places of the term.',
    ),
});
export type Term = z.infer<typeof TermSchema>;

/** What the weights of the explanation add up to, and how that becomes the confidence. */
export const ScoreSchema = z
  .object({
    label: z.string().describe('The likeliest class, `labels[0].label`.'),
    value: z.number().describe('Its score: a logit. Softmax over the scores of all classes gives `labels`.'),
    against: z.string().describe('The class next to it, `labels[1].label`.'),
    against_value: z.number().describe('The score of that one.'),
    difference: z
      .number()
      .describe(
        'value - against_value = ln(labels[0].confidence / labels[1].confidence) = intercept + all blocks = intercept + all weights of `explanation` + rest.',
      ),
    intercept: z.number().describe('What speaks for the class before anything of the document is seen.'),
    blocks: z
      .array(z.object({ block: z.string(), weight: z.number() }))
      .describe('What each block adds: word, char (characters within words), shape, layout, picture.'),
    rest: z.number().describe('All contributions that `explanation` leaves out, together.'),
  })
  .meta({ id: 'Score' });
export type Score = z.infer<typeof ScoreSchema>;

export const ReasonSchema = z.object({
  code: z.enum([
    'prediction/no-text',
    'prediction/unfamiliar',
    'prediction/few-words',
    'prediction/held-back',
    'prediction/no-evidence',
    'prediction/other-language',
    'prediction/unsure',
  ]),
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
  /** Strongest first. */
  explanation: z.array(TermSchema),
  /** Absent where nothing is explained: without words, or with `predict.explain_terms: 0`. */
  score: ScoreSchema.optional(),
  /** Why it was rejected, or which limit an answer for review falls short of. */
  reason: ReasonSchema.optional(),
});
export type Prediction = z.infer<typeof PredictionSchema>;

/** One entry of `docket predict --json` and of `POST /api/v1/documents`: an answer, or the reason why there is none. */
export const DocumentAnswerSchema = z.object({
  file: z.string(),
  /** 'split': it is no document, but a file that holds several, which are documents of their own. */
  status: z.enum(['classified', 'review', 'rejected', 'failed', 'split']),
  label: z.string().nullable(),
  confidence: z.number().min(0).max(1).nullable(),
  /** Null where `label` is null. */
  runner_up: LabelConfidenceSchema.nullable(),
  /** Every class, most likely first; of a rejected document what it is nearest to, which is no answer. */
  labels: z.array(LabelConfidenceSchema),
  model: z.object({ name: z.string(), version: z.string() }).nullable(),
  pages: z.int().nonnegative(),
  language: z.string(),
  /** Of the pages that have places; absent where none has (plain text). */
  page_geometry: z.array(PageGeometrySchema).optional(),
  /** Strongest first. */
  explanation: z.array(TermSchema),
  /** Absent where nothing is explained: without words, or with `predict.explain_terms: 0`. */
  score: ScoreSchema.optional(),
  /** Why it was rejected, or which limit an answer for review falls short of. */
  reason: ReasonSchema.optional(),
  /** Id of an earlier document with the same bytes, whose answer this is: same model, same params, same engines. */
  duplicate_of: z.string().optional(),
  /** Pages that could not be read, with the reason; the answer rests on the others. */
  warnings: z.array(z.object({ code: z.string(), message: z.string() })).optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type DocumentAnswer = z.infer<typeof DocumentAnswerSchema>;
