/** What reading a file takes and gives, whatever its type. */
import type { Page } from '#contracts/extracted-document.schema.js';
import type { ImageCodec } from '#ports/image-codec.port.js';
import type { OcrEngine } from '#ports/ocr-engine.port.js';
import type { PdfReader } from '#ports/pdf-reader.port.js';

export interface ReadingTools {
  ocr: OcrEngine;
  pdf: PdfReader;
  images: ImageCodec;
}

export interface ReadingLimits {
  /** Most frequent first. */
  languages: readonly string[];
  maxBytes: number;
  maxTextBytes: number;
  maxPages: number;
  maxPixels: number;
  /** Milliseconds. */
  pageTimeout: number;
  /** Bytes. */
  maxPdfMemory: number;
  renderDpi: number;
}

export interface ReadingContext {
  tools: ReadingTools;
  limits: ReadingLimits;
  signal: AbortSignal;
}

export interface PageOutcome {
  page: Page;
  /** Language that OCR read it in. */
  language?: string;
}
