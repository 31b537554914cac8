/** Words from Tesseract's TSV output: the one format that both engines give. */
import type { OcrWord } from '#ports/ocr-engine.port.js';

/** Level of a word in `level page block paragraph line word left top width height conf text`. */
const WORD_LEVEL = 5;

/** @returns words in reading order; lines and blocks numbered from 0 without gaps. */
export function parseTsv(tsv: string): OcrWord[] {
  const words: OcrWord[] = [];
  let line = -1;
  let block = -1;
  let lineKey = '';
  let blockKey = '';
  for (const row of tsv.split('\n')) {
    const cells = row.split('\t');
    if (Number(cells[0]) !== WORD_LEVEL || cells.length < 12) continue;
    const text = cells[11]!.trim();
    if (text === '') continue;
    const paragraph = `${cells[2]} ${cells[3]}`;
    if (paragraph !== blockKey) {
      blockKey = paragraph;
      block += 1;
    }
    if (`${paragraph} ${cells[4]}` !== lineKey) {
      lineKey = `${paragraph} ${cells[4]}`;
      line += 1;
    }
    const [left, top, width, height] = cells.slice(6, 10).map(Number) as [number, number, number, number];
    const confidence = Math.min(1, Math.max(0, Number(cells[10]) / 100));
    words.push({
      text,
      box: [left, top, left + width, top + height],
      confidence: Math.round(confidence * 1000) / 1000,
      line,
      block,
    });
  }
  return words;
}
