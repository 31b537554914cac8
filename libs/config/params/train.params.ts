/** What `train:` in params.yaml may say. */
import { z } from 'zod';

const share = z.number().min(0).max(1);

export const TrainParamsSchema = z.strictObject({
  seed: z.int().min(0).default(1).describe('Order in which the learner looks at the documents.'),
  cost: z
    .number()
    .positive()
    .default(1)
    .describe('Cost of an error; larger fits the training documents closer.'),
  balance: share
    .default(0)
    .describe(
      '0: every document counts the same; 1: every class counts the same, however few documents it has.',
    ),
  tolerance: z
    .number()
    .positive()
    .default(0.1)
    .describe('The learner stops when nothing is off by more than this.'),
  max_epochs: z
    .int()
    .min(1)
    .default(300)
    .describe('And after so many passes over the documents at the latest.'),
  folds: z
    .int()
    .min(2)
    .max(20)
    .default(5)
    .describe('Parts for the out-of-fold scores that calibrate confidence.'),
  weights: z
    .strictObject({
      word: z.number().min(0).default(1).describe('Weight of words and pairs of words; 0 switches them off.'),
      char: z.number().min(0).default(1).describe('Weight of characters within words; 0 switches them off.'),
    })
    .prefault({})
    .describe('How much each block of features counts.'),
  decision: z
    .strictObject({
      min_words: z
        .int()
        .min(0)
        .default(1)
        .describe('Documents with fewer words are rejected, never classified.'),
      min_confidence: share.default(0.5).describe('Below this confidence a person should look.'),
      min_margin: share.default(0.1).describe('With less distance to the runner-up a person should look.'),
    })
    .prefault({})
    .describe('When an answer stands and when a person should look.'),
});
export type TrainParams = z.infer<typeof TrainParamsSchema>;
