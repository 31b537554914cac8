/** What etl makes of a file: its pages as text and words with boxes. */
import { z } from 'zod';
import { PageSizeSchema, QuarterTurnSchema } from './page-geometry.schema.js';

export const WordSchema = z.object({
  text: z.string(),
  /** Left, top, right, bottom in pixels of the upright, deskewed page (see {@link PageSchema} width and height). */
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** 0 to 1; text layers count as 1. */
  confidence: z.number().min(0).max(1),
  /** Index of the line within the page, from 0, in reading order. */
  line: z.int().nonnegative(),
  /** Index of the block (paragraph or column) within the page, from 0. */
  block: z.int().nonnegative(),
});
export type Word = z.infer<typeof WordSchema>;

/** An 8-bit grey picture, row by row from the top left, base64. Small on purpose: for features and reports. */
export const ThumbnailSchema = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  grey: z.base64(),
});
export type Thumbnail = z.infer<typeof ThumbnailSchema>;

export const PageErrorSchema = z.object({ code: z.string(), message: z.string() });

export const PageSchema = z.object({
  /** From 1. */
  number: z.int().positive(),
  /** Pixels of the upright page that the boxes refer to. */
  width: z.number().nonnegative(),
  height: z.number().nonnegative(),
  source: z.enum(['text-layer', 'ocr', 'plain-text', 'blank', 'failed']),
  /** Clockwise turn that set the page upright. */
  rotation: QuarterTurnSchema,
  /** Degrees of skew taken out, clockwise positive. */
  skew: z.number(),
  /** Its size in the file; absent of plain text, of pages that failed, and in what earlier versions read. */
  shown: PageSizeSchema.optional(),
  text: z.string(),
  words: z.array(WordSchema),
  /** Mean word confidence, 0 to 1; null where there are no words. */
  confidence: z.number().min(0).max(1).nullable(),
  /** Only on the first page. Longer side {@link THUMBNAIL_SIDE} pixels. */
  thumbnail: ThumbnailSchema.optional(),
  /** Why this page has no text although it should (source 'failed'). The other pages still count. */
  error: PageErrorSchema.optional(),
});
export type Page = z.infer<typeof PageSchema>;

/** Longer side of a thumbnail in pixels: enough to tell a form from a letter, small enough to keep for every document. */
export const THUMBNAIL_SIDE = 128;

export const ExtractedDocumentSchema = z.object({
  format: z.literal('docket/document@1'),
  /** As found from the content, not from the name. */
  media_type: z.string(),
  bytes: z.int().nonnegative(),
  pages: z.array(PageSchema),
  /** ISO 639-3 code of the whole text, 'und' where it cannot be known. */
  language: z.string(),
  engine: z.object({
    /** 'text-layer', 'plain-text', or the OCR engine's name. */
    name: z.string(),
    version: z.string(),
    languages: z.array(z.string()),
  }),
});
export type ExtractedDocument = z.infer<typeof ExtractedDocumentSchema>;
