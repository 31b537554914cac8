/** What clean-text makes of an extracted document: the one text that training and prediction both see. */
import { z } from 'zod';

export const CleanDocumentSchema = z.object({
  format: z.literal('docket/clean-text@1'),
  /** Normalised text, words parted by single spaces, lines by '\n', pages by '\f'. */
  text: z.string(),
  /** ISO 639-3, 'und' where it cannot be known. */
  language: z.string(),
  /** Share of the text that speaks for `language`, 0 to 1. */
  language_confidence: z.number().min(0).max(1),
  words: z.int().nonnegative(),
  pages: z.int().nonnegative(),
});
export type CleanDocument = z.infer<typeof CleanDocumentSchema>;
