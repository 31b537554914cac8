/** What `eval:` in params.yaml may say. */
import { z } from 'zod';

export const EvalParamsSchema = z.strictObject({
  folds: z
    .int()
    .min(0)
    .max(20)
    .refine((folds) => folds !== 1, 'write 0, or 2 and more')
    .default(0)
    .describe(
      '0: measure the trained model on the documents kept back. k: deal all documents into k parts and judge each by a model that learned from the others; surer where documents are few, and k times the time.',
    ),
  repeats: z
    .int()
    .min(1)
    .max(20)
    .default(1)
    .describe('Times the parts are dealt anew; the figures are the mean. Only with folds.'),
  mistakes: z
    .int()
    .min(0)
    .default(200)
    .describe('At most so many misread documents in the report, surest first.'),
  learning_curve: z
    .boolean()
    .default(true)
    .describe('Learn again from parts of the documents, to see whether more would help.'),
  left_out: z
    .boolean()
    .default(false)
    .describe(
      'Learn again without each class, up to ten times from at most 300 documents (some 40 seconds), to see how often documents of a class that was never shown are rejected.',
    ),
  pictures: z.int().min(0).default(60).describe('How many of them with a picture of their first page.'),
});
export type EvalParams = z.infer<typeof EvalParamsSchema>;
