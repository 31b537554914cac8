/**
 * Opens PDF files: the text layer of born-digital pages, pixels of the others.
 *
 * Promises: a page is loaded only when asked for and freed afterwards; one damaged page does not spoil the others.
 */
import type { GreyImage } from './page-image.js';

export interface PdfWord {
  text: string;
  /** Left, top, right, bottom in points (1/72 inch) from the top left of the page as displayed. */
  box: [number, number, number, number];
  line: number;
  block: number;
}

export interface PdfPage {
  /** Points (1/72 inch), as displayed (after the page's own rotation). */
  readonly width: number;
  readonly height: number;
  /** Words of the text layer in reading order; empty where there is none. */
  words(): Promise<PdfWord[]>;
  /** Text of the layer as the file orders it, lines ended by '\n'. */
  text(): Promise<string>;
  /** Grey pixels at `dpi`, less where the page would exceed `maxPixels`. */
  render(options: { dpi: number; maxPixels: number }): Promise<GreyImage>;
}

export interface PdfFile {
  readonly pageCount: number;
  /** @param number from 1. @throws DomainError 'document/damaged' where only this page is broken. */
  page<Result>(number: number, use: (page: PdfPage) => Promise<Result>): Promise<Result>;
  close(): void;
}

export abstract class PdfReader {
  /** Name and version of the engine, part of fingerprints. */
  abstract describe(): Promise<{ name: string; version: string }>;
  /** @throws DomainError 'document/password-protected', 'document/damaged', 'document/truncated' */
  abstract open(bytes: Uint8Array): Promise<PdfFile>;
  abstract close(): Promise<void>;
}
