/** etl: any file to its pages as text and words with boxes. */
import { EtlParamsSchema } from '#config/params/etl.params.js';
import { ERROR_CODES, type ErrorCode } from '#contracts/error-codes.js';
import { ExtractedDocumentSchema } from '#contracts/extracted-document.schema.js';
import { artifact } from '#contracts/stage.js';
import { readDocument } from '#core/documents/read-document.js';
import { defineStage } from './define-stage.js';

export const etl = defineStage({
  name: 'etl',
  version: 4,
  history: {
    1: 'text layers by PDFium, everything else set upright and read by OCR, page by page',
    2: 'pale print and photos are read again in even light; pages turned by mistake are turned back; Windows-1252',
    3: 'the language of forms is found by the words printed on them; web pages and SVG are refused',
    4: 'a PDF or page of one that takes more memory than max_pdf_memory is told as that, no longer as damaged',
  },
  summary: 'Read every scan, photo, PDF and text file',
  unit: 'item',
  inputs: { file: artifact.file() },
  outputs: { document: artifact.json(ExtractedDocumentSchema) },
  params: EtlParamsSchema,
  tools: ['ocr', 'pdf', 'images'],
  async run({ inputs: { file }, params, tools, context }) {
    const document = await readDocument(
      file.bytes,
      {
        tools,
        signal: context.signal,
        limits: {
          languages: params.languages,
          maxBytes: params.max_bytes,
          maxTextBytes: params.max_text_bytes,
          maxPages: params.max_pages,
          maxPixels: params.max_pixels,
          maxPdfMemory: params.max_pdf_memory,
          pageTimeout: params.page_timeout * 1000,
          renderDpi: params.render_dpi,
        },
      },
      file.path,
    );
    return { document };
  },
  shortfalls: ({ document }) =>
    document.pages.flatMap(({ number, error }) =>
      error === undefined
        ? []
        : [
            {
              code: error.code,
              message: `page ${number} of ${document.pages.length}: ${error.message}`,
              passing: ERROR_CODES[error.code as ErrorCode]?.retryable ?? false,
            },
          ],
    ),
});
