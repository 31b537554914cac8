/** Files that hold several documents, and the documents in them. */
import { z } from 'zod';

export const SplitSchema = z
  .enum(['auto', 'page', 'none'])
  .describe(
    'How a PDF that may hold several documents is split into them: auto finds where they begin, page makes one of each page.',
  );
export type Split = z.infer<typeof SplitSchema>;

const pages = z
  .tuple([z.int().positive(), z.int().positive()])
  .describe('First and last page of the file, from 1.');

/** Of a document that was in a file with others. */
export const PartOfSchema = z.object({ id: z.string(), pages });
export type PartOf = z.infer<typeof PartOfSchema>;

/** Of a file that holds several: one of them. */
export const PartSchema = z.object({
  id: z.string(),
  pages,
  status: z.string(),
  label: z.string().nullable(),
  confidence: z.number().nullable(),
});
export type Part = z.infer<typeof PartSchema>;
