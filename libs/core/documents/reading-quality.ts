/** How well a page was read: what a turned page or a wrong language gives is short, unsure and full of marks. */
import type { OcrWord } from '#ports/ocr-engine.port.js';

/** Words of which Tesseract is surer than this are mostly right. */
const BELIEVED = 0.6;
const WORD = /^[\p{P}\p{S}]*([\p{L}\p{M}'’-]{2,}|[\p{N}][\p{N}.,:/-]*)[\p{P}\p{S}]*$/u;

export interface ReadingQuality {
  /** Characters in believed words of letters or figures, weighted by confidence: compares readings of one page. */
  evidence: number;
  /** Share of all characters that stand in believed words, 0 to 1; 0 where nothing was read. */
  share: number;
  /** Mean word confidence weighted by length, 0 to 1. */
  confidence: number;
}

export function readingQuality(words: readonly OcrWord[]): ReadingQuality {
  let characters = 0;
  let believed = 0;
  let evidence = 0;
  let confidence = 0;
  for (const word of words) {
    const { length } = word.text;
    characters += length;
    confidence += word.confidence * length;
    if (word.confidence < BELIEVED || !WORD.test(word.text)) continue;
    believed += length;
    evidence += length * word.confidence;
  }
  if (characters === 0) return { evidence: 0, share: 0, confidence: 0 };
  return { evidence, share: believed / characters, confidence: confidence / characters };
}
