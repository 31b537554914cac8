/** Draws a page of a file as a viewer shows it, in grey and small: what the boxes of an answer are shown on. */
import type { GreyImage } from '#ports/page-image.js';
import type { ReadingTools } from './document-reading.js';
import { findMediaType } from './find-media-type.js';

export interface DrawingOptions {
  tools: Pick<ReadingTools, 'images' | 'pdf'>;
  /** Of the file, as readDocument is told it. */
  name?: string;
  /** Pixels of the longer side at most. */
  side: number;
  maxPixels: number;
  /** Milliseconds for a page of a PDF. */
  timeout: number;
  /** Bytes that reading a PDF may take. */
  memory: number;
  signal: AbortSignal;
}

/**
 * @param number from 1
 * @returns null where the file has no such page, or none that could be drawn (text); fax pixels are made square
 * @throws DomainError 'document/…'
 */
export async function drawPage(
  bytes: Uint8Array,
  number: number,
  options: DrawingOptions,
): Promise<GreyImage | null> {
  const { kind } = await findMediaType(bytes, options.name);
  if (kind === 'text') return null;
  return kind === 'pdf' ? drawPdfPage(bytes, number, options) : drawFrame(bytes, number, options);
}

async function drawPdfPage(
  bytes: Uint8Array,
  number: number,
  { tools, side, timeout, memory, signal }: DrawingOptions,
): Promise<GreyImage | null> {
  const file = await tools.pdf.open(bytes, { timeout, memory, signal });
  try {
    if (number > file.pageCount) return null;
    const { width, height } = await file.page(number);
    return await file.render(number, { dpi: (72 * side) / Math.max(width, height), maxPixels: side ** 2 });
  } finally {
    file.close();
  }
}

async function drawFrame(
  bytes: Uint8Array,
  number: number,
  { tools: { images }, side, maxPixels }: DrawingOptions,
): Promise<GreyImage | null> {
  const { frames } = await images.inspect(bytes);
  if (number > frames) return null;
  const page = await images.decodeGrey(bytes, { frame: number - 1, maxPixels });
  const scale = side / Math.max(page.width, page.height);
  return scale < 1 ? images.transform(page, { scale }) : page;
}
