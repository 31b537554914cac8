/** Pages of a PDF: by their text layer where it can stand for the page, else drawn and read. */
import type { Page } from '#contracts/extracted-document.schema.js';
import { THUMBNAIL_SIDE } from '#contracts/extracted-document.schema.js';
import type { PdfFile, PdfPage } from '#ports/pdf-reader.port.js';
import { composeText } from './compose-text.js';
import type { PageOutcome, ReadingContext } from './document-reading.js';
import { judgeTextLayer } from './judge-text-layer.js';
import { makeThumbnail } from './make-thumbnail.js';
import { readPixels } from './read-image-file.js';
import { readPages } from './read-pages.js';

/** The thumbnail is drawn at twice its size and averaged: lines as thin as hairs stay visible as grey. */
const THUMBNAIL_OVERSAMPLING = 2;

export async function readPdfFile(bytes: Uint8Array, context: ReadingContext): Promise<Page[]> {
  const { tools, limits, signal } = context;
  const { pageTimeout: timeout, maxPdfMemory: memory } = limits;
  const file = await tools.pdf.open(bytes, { timeout, memory, signal });
  try {
    return await readPages(file.pageCount, context, (number, language) =>
      readPdfPage(file, number, language, context),
    );
  } finally {
    file.close();
  }
}

async function readPdfPage(
  file: PdfFile,
  number: number,
  language: string,
  context: ReadingContext,
): Promise<PageOutcome> {
  const page = await file.page(number);
  const verdict = judgeTextLayer(page);
  if (verdict !== 'read-by-ocr') return { page: await layerPage(file, page, number) };
  const { renderDpi, maxPixels } = context.limits;
  const pixels = await file.render(number, { dpi: renderDpi, maxPixels });
  const { width, height } = page;
  const outcome = await readPixels(pixels, { width, height, unit: 'point' }, number, language, context);
  // The layer of a page that OCR can make nothing of (a lone page number) is better than nothing.
  const kept = page.words.length > outcome.page.words.length && page.unmapped === 0;
  return kept ? { page: await layerPage(file, page, number) } : outcome;
}

async function layerPage(file: PdfFile, { width, height, words }: PdfPage, number: number): Promise<Page> {
  const page: Page = {
    number,
    width,
    height,
    source: words.length === 0 ? 'blank' : 'text-layer',
    rotation: 0,
    skew: 0,
    shown: { width, height, unit: 'point' },
    text: composeText(words),
    words: words.map((word) => ({ ...word, confidence: 1 })),
    confidence: words.length === 0 ? null : 1,
  };
  if (number !== 1) return page;
  const dpi = (72 * THUMBNAIL_SIDE * THUMBNAIL_OVERSAMPLING) / Math.max(width, height);
  const pixels = await file.render(number, {
    dpi,
    maxPixels: (THUMBNAIL_SIDE * THUMBNAIL_OVERSAMPLING) ** 2,
  });
  return { ...page, thumbnail: makeThumbnail(pixels) };
}
