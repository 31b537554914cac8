/** Puts the characters of a PDF page together to words, lines and blocks. */
import type { PdfWord } from '#ports/pdf-reader.port.js';

export interface PdfCharacters {
  /** Code points in the order of the file; PDFium adds spaces and line ends where it sees them. */
  codes: Uint32Array;
  /** Left, right, bottom, top of each in the page's own coordinates. */
  boxes: Float64Array;
  /** Maps those to points from the top left as displayed: x' = a·x + c·y + e, y' = b·x + d·y + f. */
  matrix: readonly number[];
}

/** PDFium writes a hyphen at a line's end as U+0002. */
const LINE_END_HYPHEN = 0x2;
/** A wider gap than this many line heights begins a new block. */
const BLOCK_GAP = 1;

type Box = [number, number, number, number];

/** @returns words in the order of the file, boxes in points from the top left, rounded to a hundredth */
export function wordsOfCharacters({ codes, boxes, matrix }: PdfCharacters): PdfWord[] {
  const words: PdfWord[] = [];
  let text = '';
  let box: Box | null = null;
  let line = 0;
  const finishWord = () => {
    if (text !== '' && box) {
      words.push({ text, box: box.map((side) => Math.round(side * 100) / 100) as Box, line, block: 0 });
    }
    text = '';
    box = null;
  };
  codes.forEach((code, index) => {
    const character = code === LINE_END_HYPHEN ? '-' : String.fromCodePoint(Math.min(code, 0x10ffff));
    if (/\s/u.test(character)) {
      finishWord();
      if (character === '\n' && words.at(-1)?.line === line) line += 1;
      return;
    }
    if (code < 0x20 || code === 0xfffe || code === 0xffff) return;
    text += character;
    box = union(box, displayed(boxes.subarray(index * 4, index * 4 + 4), matrix));
  });
  finishWord();
  numberBlocks(words);
  return words;
}

function displayed([left, right, bottom, top]: Float64Array, matrix: readonly number[]): Box {
  const [a, b, c, d, e, f] = matrix as [number, number, number, number, number, number];
  const x1 = a * left! + c * bottom! + e;
  const x2 = a * right! + c * top! + e;
  const y1 = b * left! + d * bottom! + f;
  const y2 = b * right! + d * top! + f;
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
}

const union = (one: Box | null, other: Box): Box =>
  one
    ? [
        Math.min(one[0], other[0]),
        Math.min(one[1], other[1]),
        Math.max(one[2], other[2]),
        Math.max(one[3], other[3]),
      ]
    : other;

/** A line that does not follow closely below the one before begins a block. */
function numberBlocks(words: PdfWord[]): void {
  let block = 0;
  let before: Box | null = null;
  for (let start = 0; start < words.length; ) {
    let end = start;
    let line: Box | null = null;
    while (end < words.length && words[end]!.line === words[start]!.line)
      line = union(line, words[end++]!.box);
    const height = line![3] - line![1];
    if (before) {
      const gap = line![1] - before[3];
      const apart = line![0] > before[2] || line![2] < before[0];
      if (gap > BLOCK_GAP * height || gap < -height || apart) block += 1;
    }
    before = line;
    for (; start < end; start += 1) words[start]!.block = block;
  }
}
