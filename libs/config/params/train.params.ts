/** What `train:` in params.yaml may say. */
import { z } from 'zod';
import { LEARNERS } from '#contracts/learner.js';

const share = z.number().min(0).max(1);
const weight = z.number().min(0).default(1);

const figures = (cost: number, waves: number, gamma: number) =>
  z.strictObject({
    weight: weight.describe('How much the block counts; 0 switches it off.'),
    cost: z.number().positive().default(cost).describe('Cost of an error; larger fits closer.'),
    waves: z
      .int()
      .min(0)
      .max(20_000)
      .default(waves)
      .describe('Random cosine waves that let the learner bend; 0 keeps it straight.'),
    gamma: z.number().positive().default(gamma).describe('How sharply it may bend.'),
  });

export const TrainParamsSchema = z.strictObject({
  seed: z.int().min(0).default(1).describe('Order in which the learners look at the documents.'),
  balance: share
    .default(0)
    .describe(
      '0: every document counts the same; 1: every class counts the same, however few documents it has.',
    ),
  tolerance: z
    .number()
    .positive()
    .default(0.3)
    .describe('A learner stops when nothing is off by more than this.'),
  max_epochs: z
    .int()
    .min(1)
    .default(200)
    .describe('And after so many passes over the documents at the latest.'),
  folds: z
    .int()
    .min(2)
    .max(20)
    .default(5)
    .describe(
      'Parts for the out-of-fold scores behind mixing and confidence; at least. Few documents, or few of each class, are learned in more, up to 20.',
    ),
  max_weights: z
    .int()
    .min(1000)
    .default(60_000_000)
    .describe('Size budget: terms times classes of a learner. The rarest terms go first.'),
  text: z
    .strictObject({
      learners: z
        .array(z.enum(LEARNERS))
        .min(1, `name at least one of ${LEARNERS.join(', ')}`)
        .refine((names) => new Set(names).size === names.length, 'name each learner once')
        .default(['svm', 'nb-svm'])
        .describe('Learners on words and characters; the stack mixes them.'),
      cost: z.number().positive().default(1).describe('Cost of an error; larger fits closer.'),
      weights: z
        .strictObject({
          word: weight.describe('Weight of words and pairs of words; 0 switches them off.'),
          char: weight.describe('Weight of characters within words; 0 switches them off.'),
        })
        .prefault({}),
    })
    .prefault({})
    .describe('What is learned from the words.'),
  shape: figures(10, 0, 0.5)
    .prefault({})
    .describe('Shape of the text: line lengths, capitals, digits, marks.'),
  layout: figures(10, 0, 0.5).prefault({}).describe('Layout: where the word boxes stand on the page.'),
  picture: figures(0.5, 0, 0.5).prefault({}).describe('Picture: the small grey image of the first page.'),
  search: z
    .strictObject({
      trials: z
        .int()
        .min(0)
        .max(10_000)
        .default(0)
        .describe(
          'Recipes to try before learning (learners, costs, weights of the blocks); 0 learns with the recipe as it is.',
        ),
      seconds: z
        .number()
        .min(0)
        .default(600)
        .describe(
          'Time for all of them together. Where it ends the search, the outcome depends on the speed of the machine; where the trials are all made, on the documents and the seed alone.',
        ),
      folds: z.int().min(2).max(10).default(3).describe('Parts of the cross-validation of each trial.'),
    })
    .prefault({})
    .describe('Looks for a better recipe, several at once; takes one only where it is clearly better.'),
  decide: z
    .strictObject({
      max_error: z
        .number()
        .min(0.001)
        .max(0.5)
        .default(0.05)
        .describe('Share of wrong answers among the accepted that you allow; the rest goes to a person.'),
      risk: z
        .number()
        .min(0.001)
        .max(0.5)
        .default(0.1)
        .describe('Odds that this share is exceeded all the same, by the luck of the documents at hand.'),
      unknown_share: z
        .number()
        .min(0)
        .max(0.5)
        .default(0.05)
        .describe('Share of documents of known classes that may be rejected as unknown by mistake.'),
      wording: z
        .boolean()
        .default(true)
        .describe(
          'Whether a text made of other words than the training documents counts as unknown for that. false for documents made by a program, which share more of their words than real ones do.',
        ),
      min_words: z
        .int()
        .min(0)
        .default(1)
        .describe('Documents with fewer words are rejected, never classified.'),
      sure_words: z
        .int()
        .min(0)
        .default(12)
        .describe(
          'Documents with fewer words go to a person however sure the model is; where half of the training documents are short, with fewer than half of what the document in the middle has.',
        ),
    })
    .prefault({})
    .describe('When an answer stands, when a person should look, when nothing is known.'),
});
export type TrainParams = z.infer<typeof TrainParamsSchema>;
