/** What a stage may ask of the world. Its host gives just what the stage declares. */
import type { ImageCodec } from '#ports/image-codec.port.js';
import type { OcrEngine } from '#ports/ocr-engine.port.js';
import type { PdfReader } from '#ports/pdf-reader.port.js';
import type { TrialPool } from '#ports/trial-pool.port.js';

export interface StageTools {
  ocr: OcrEngine;
  pdf: PdfReader;
  images: ImageCodec;
  trials: TrialPool;
}
