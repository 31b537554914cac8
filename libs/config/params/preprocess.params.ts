/** What `preprocess:` in params.yaml may say. */
import { z } from 'zod';

const terms = (kind: 'word' | 'char', min: number, max: number) =>
  z.strictObject({
    kind: z.enum(['word', 'char']).default(kind).describe('N-grams of words, or of characters within words.'),
    min: z.int().min(1).max(8).default(min).describe('Least words or characters of a term.'),
    max: z.int().min(1).max(8).default(max).describe('Most words or characters of a term.'),
    min_documents: z
      .int()
      .min(1)
      .default(2)
      .describe('Terms in fewer training documents are left out: most are misread words.'),
    max_share: z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe('Terms in a larger share of the training documents are left out.'),
    max_terms: z.int().min(1).default(300_000).describe('At most so many terms; the most widespread stay.'),
  });

export const PreprocessParamsSchema = z.strictObject({
  seed: z.int().min(0).default(1).describe('Decides which documents are kept back for testing.'),
  test_share: z.number().min(0).max(0.9).default(0.2).describe('Share of every class kept back for testing.'),
  duplicate_overlap: z
    .number()
    .min(0.1)
    .max(1)
    .default(0.6)
    .describe(
      'Two documents with at least this share of word pairs in common are the same one scanned twice.',
    ),
  terms: z
    .strictObject({
      word: terms('word', 1, 2).prefault({}).describe('Words and pairs of words.'),
      char: terms('char', 2, 5)
        .prefault({})
        .describe('Characters within words; they survive misread letters.'),
    })
    .prefault({})
    .describe('The term blocks; train weighs them.'),
});
export type PreprocessParams = z.infer<typeof PreprocessParamsSchema>;
