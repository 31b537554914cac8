/** Tries which way up a page can be read, on the part of it with the most text. */
import type { OcrWord } from '#ports/ocr-engine.port.js';
import type { GreyImage } from '#ports/page-image.js';
import type { Part } from './crop-image.js';
import { cropImage } from './crop-image.js';
import { findInk } from './find-ink.js';
import { readingQuality } from './reading-quality.js';
import { shrinkImage } from './shrink-image.js';
import type { QuarterTurn } from './turn-image.js';
import { turnImage } from './turn-image.js';

/** Side of the part that is tried, as a share of the page: some lines of text, a tenth of the cost. */
const PART = 0.4;
/** A turn must be read this much better than the page as it lies. */
const LEAST_GAIN = 1.5;
const LEAST_EVIDENCE = 12;

/**
 * @param words what was read of the page as it lies
 * @param turns clockwise turns to try
 * @returns the turn to add; 0 where no other reads clearly better
 */
export async function probeTurns(
  page: GreyImage,
  words: readonly OcrWord[],
  turns: readonly QuarterTurn[],
  read: (part: GreyImage) => Promise<OcrWord[]>,
): Promise<QuarterTurn> {
  const part = busiestPart(page);
  const pixels = cropImage(page, part);
  const asItLies = readingQuality(words.filter((word) => isWithin(word, part))).evidence;
  let best: QuarterTurn = 0;
  let bestEvidence = Math.max(LEAST_EVIDENCE, asItLies * LEAST_GAIN);
  for (const turn of turns) {
    const { evidence } = readingQuality(await read(turnImage(pixels, turn)));
    if (evidence > bestEvidence) [best, bestEvidence] = [turn, evidence];
  }
  return best;
}

function isWithin({ box: [left, top, right, bottom] }: OcrWord, part: Part): boolean {
  const x = (left + right) / 2 - part.left;
  const y = (top + bottom) / 2 - part.top;
  return x >= 0 && y >= 0 && x < part.width && y < part.height;
}

/** The window with the most changes between ink and paper: text, where pictures and rules have few. */
function busiestPart(page: GreyImage): Part {
  const factor = Math.max(1, Math.round(Math.max(page.width, page.height) / 500));
  const small = shrinkImage(page, factor);
  const ink = findInk(small);
  const side = Math.round(Math.max(small.width, small.height) * PART);
  const width = Math.min(small.width, side);
  const height = Math.min(small.height, side);
  let best = { left: 0, top: 0, changes: -1 };
  const step = Math.max(1, Math.round(side / 4));
  for (let top = 0; top + height <= small.height; top += step) {
    for (let left = 0; left + width <= small.width; left += step) {
      let changes = 0;
      for (let y = top; y < top + height; y += 1) {
        for (let x = left + 1, at = y * small.width + left + 1; x < left + width; x += 1, at += 1) {
          if (ink[at] !== ink[at - 1]) changes += 1;
        }
      }
      if (changes > best.changes) best = { left, top, changes };
    }
  }
  return { left: best.left * factor, top: best.top * factor, width: width * factor, height: height * factor };
}
