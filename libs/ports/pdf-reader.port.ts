/**
 * Opens PDF files: the text layer of born-digital pages, pixels of the others.
 *
 * Promises: safe to call many times at once; a page is loaded only when asked for and freed afterwards; one damaged
 * page does not spoil the others; a page that takes longer, or more memory, than the limit is given up for good, and the
 * file stays usable; what large pages took is given back; filled form fields count as text of the page.
 */
import type { GreyImage } from './page-image.js';

export interface PdfWord {
  text: string;
  /** Left, top, right, bottom in points (1/72 inch) from the top left of the page as displayed. */
  box: [number, number, number, number];
  /** Index of the line within the page, from 0, as the file orders its text. */
  line: number;
  /** Index of the block (lines that follow each other closely) within the page, from 0. */
  block: number;
}

export interface PdfPage {
  /** Points (1/72 inch), as displayed (after the page's own rotation). */
  width: number;
  height: number;
  /** The text layer in the order of the file; empty where there is none. */
  words: PdfWord[];
  /** Share of the characters whose meaning the file does not tell, 0 to 1. */
  unmapped: number;
  /** Share of the page that its largest picture covers, 0 to 1; 1 is what a scanner makes. */
  pictureShare: number;
  /** Text, pictures, lines and shadings drawn on the page. */
  objects: number;
}

export interface PdfFile {
  readonly pageCount: number;
  /**
   * @param number from 1. @throws DomainError 'document/damaged' where only this page is broken, 'ocr/page-timeout',
   * 'document/too-much-memory'
   */
  page(number: number): Promise<PdfPage>;
  /**
   * Grey pixels at `dpi`, less where the page would exceed `maxPixels`.
   * @param number from 1. @throws DomainError as {@link page}
   */
  render(number: number, options: { dpi: number; maxPixels: number }): Promise<GreyImage>;
  /**
   * A PDF of some of its pages, in this order.
   * @param numbers from 1. @throws DomainError 'document/damaged' where one of them is broken, 'ocr/page-timeout',
   * 'document/too-much-memory'
   */
  copy(numbers: readonly number[]): Promise<Uint8Array>;
  close(): void;
}

export interface PdfOpenOptions {
  /**
   * Milliseconds for each look at a page: its words, its pixels; counted from when work on it starts. Opening the file
   * has a generous limit of its own.
   */
  timeout: number;
  /** Bytes that reading may take, the file's own included: while it is opened, and for each look at a page. */
  memory: number;
  signal?: AbortSignal;
}

export abstract class PdfReader {
  /** Name and version of the engine, part of fingerprints. */
  abstract describe(): Promise<{ name: string; version: string }>;
  /** @throws DomainError 'document/password-protected', 'document/damaged', 'document/truncated', 'document/open-timeout', 'document/too-much-memory', 'ocr/engine-failed', 'pipeline/interrupted' */
  abstract open(bytes: Uint8Array, options: PdfOpenOptions): Promise<PdfFile>;
  abstract close(): Promise<void>;
}
