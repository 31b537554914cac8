/** Which page of a list is asked for. */
import { z } from 'zod';

export const PageQuerySchema = z.object({
  limit: z.int().positive(),
  /** `next` of the page before; without it the first one. */
  cursor: z.string().optional(),
});
export type PageQuery = z.infer<typeof PageQuerySchema>;

/** Records of the largest page that lists over HTTP give. */
export const LARGEST_PAGE = 500;
