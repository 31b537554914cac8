/** The words of a page with their places, as the API tells them. */
import { z } from 'zod';
import { WordSchema } from './extracted-document.schema.js';
import { PageGeometrySchema } from './page-geometry.schema.js';

export const PageWordsSchema = z.object({
  /** From 1. */
  page: z.int().positive(),
  geometry: PageGeometrySchema.nullable().describe(
    'Size and unit of the page that the boxes lie on; null where it has no places, as plain text.',
  ),
  words: z
    .array(WordSchema.extend({ box: WordSchema.shape.box.nullable().describe('Left, top, right, bottom.') }))
    .describe('In reading order.'),
});
export type PageWords = z.infer<typeof PageWordsSchema>;
