/** How a page lies in its file, as a viewer shows it: what boxes of an answer refer to, and what was done to read it. */
import { z } from 'zod';

export const QuarterTurnSchema = z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]);

/** Of a page as a viewer shows it: pictures with their EXIF orientation applied, PDF pages with their own rotation. */
export const PageSizeSchema = z.object({
  width: z.number().positive(),
  height: z.number().positive(),
  /** 'pixel' of a picture file; 'point' (1/72 inch) of a PDF page. Both count from the top left. */
  unit: z.enum(['pixel', 'point']),
});
export type PageSize = z.infer<typeof PageSizeSchema>;

export const PageGeometrySchema = PageSizeSchema.extend({
  /** From 1. */
  page: z.int().positive(),
  width: z.number().positive().describe('Of the page as a viewer shows it, in `unit`.'),
  height: z.number().positive().describe('Of the page as a viewer shows it, in `unit`.'),
  unit: PageSizeSchema.shape.unit.describe(
    'pixel: of a picture file, its EXIF orientation applied. point: 1/72 inch of a PDF page, its own rotation applied. Both count from the top left.',
  ),
  rotation: QuarterTurnSchema.describe('Degrees clockwise by which the page was turned to be read.'),
  skew: z
    .number()
    .describe(
      'Degrees clockwise by which its lines sloped once it was turned; it was turned back by as much.',
    ),
  scale: z
    .number()
    .positive()
    .describe('Pixels in which it was read for each unit of its size; 1 where nothing had to be drawn.'),
}).meta({ id: 'PageGeometry' });
export type PageGeometry = z.infer<typeof PageGeometrySchema>;
