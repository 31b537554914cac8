/**
 * Reads the words on an upright page.
 *
 * Promises: safe to call many times at once (calls beyond the engine's workers wait their turn); a page that
 * takes longer than its limit is stopped for good, with every process it started; the engine stays usable after
 * any failure; no call reaches the network.
 * Not in this port: turning, deskewing and scaling (done before), and finding the language (done after).
 */
import type { GreyImage } from './page-image.js';

export interface OcrWord {
  text: string;
  /** Left, top, right, bottom in pixels of the given image. */
  box: [number, number, number, number];
  /** 0 to 1. */
  confidence: number;
  /** Index of the line within the page, from 0, in reading order. */
  line: number;
  /** Index of the block within the page, from 0. */
  block: number;
}

export interface OcrRequest {
  image: GreyImage;
  /** Resolution that the engine should assume, dots per inch. */
  dpi: number;
  /** ISO 639-2/T codes as tesseract names them ('eng', 'fra', 'deu'), most likely first. */
  languages: readonly string[];
  /** Milliseconds for this page, counted from when work on it starts. */
  timeout: number;
  signal?: AbortSignal;
}

export interface OcrEngineDescription {
  /** 'tesseract.js' or 'native-tesseract'. */
  name: string;
  version: string;
  /** Languages it could read now. */
  languages: string[];
  /** What the language data is, e.g. '4.0.0_best_int' or a digest; part of fingerprints. */
  data: string;
}

export abstract class OcrEngine {
  /** How many pages it reads at the same time; more calls wait. */
  abstract readonly parallel: number;

  /** @throws DomainError 'ocr/engine-missing' where it cannot work here. */
  abstract describe(): Promise<OcrEngineDescription>;

  /**
   * Words in reading order; none for a page without text.
   * @throws DomainError 'ocr/page-timeout', 'ocr/engine-failed', 'ocr/language-missing', 'pipeline/interrupted'
   */
  abstract read(request: OcrRequest): Promise<OcrWord[]>;

  /** Ends workers and processes; the engine is not used again. */
  abstract close(): Promise<void>;
}
