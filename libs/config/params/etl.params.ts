/** What `etl:` in params.yaml may say. */
import { z } from 'zod';

export const EtlParamsSchema = z.strictObject({
  languages: z
    .array(z.string().regex(/^[a-z]{3}(_[a-z]+)?$/i, "a language code of Tesseract, such as 'eng' or 'fra'"))
    .min(1)
    .default(['eng', 'fra', 'deu'])
    .describe(
      'Languages of the documents, most frequent first. A page is read in the first and again only where another one is clearly meant.',
    ),
  max_bytes: z.int().positive().default(100_000_000).describe('Largest file that is read.'),
  max_text_bytes: z
    .int()
    .positive()
    .default(10_000_000)
    .describe('Largest plain text file that is read: a book has one million; more is a log or an export.'),
  max_pages: z.int().positive().default(500).describe('Most pages of one document.'),
  max_pixels: z
    .int()
    .positive()
    .default(150_000_000)
    .describe('Most pixels of one page, checked before decoding: A0 at 300 dpi has 140 million.'),
  max_pdf_memory: z
    .int()
    .min(100_000_000)
    .max(2_000_000_000)
    .default(450_000_000)
    .describe(
      'Most bytes of memory that reading a PDF may take, the file itself included, for each of the readers (one a core): A4 at 300 dpi takes 50 million, A3 in colour at 600 dpi 400 million, A0 in colour at 300 dpi 1,100 million.',
    ),
  page_timeout: z
    .number()
    .positive()
    .default(60)
    .describe('Seconds for one page; then it is given up and the other pages go on.'),
  render_dpi: z
    .number()
    .min(72)
    .max(600)
    .default(300)
    .describe('Resolution at which scanned PDF pages are drawn for OCR.'),
});
export type EtlParams = z.infer<typeof EtlParamsSchema>;
