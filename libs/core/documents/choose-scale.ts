/** Chooses the size at which a page is read: Tesseract reads letters best at the height it was trained on. */
import type { PageExamination } from './examine-page.js';

/** Between these heights scaling gains nothing and costs time; measured by bench/ocr on receipts, forms and letters. */
const LEAST_LETTER_HEIGHT = 12;
const MOST_LETTER_HEIGHT = 45;
const GOOD_LETTER_HEIGHT = 22;
/** Blowing up further invents nothing that can be read. */
const LARGEST_SCALE = 3;
/** Fewer letters do not tell the size of the page's text. */
const LEAST_LETTERS = 20;
/** Without letters to measure: pages are read at about this resolution. */
const MOST_SIDE = 5000;
const MOST_PIXELS = 24_000_000;

export function chooseScale(
  { letterHeight, letters }: PageExamination,
  { width, height }: { width: number; height: number },
): number {
  let scale = 1;
  if (letters >= LEAST_LETTERS) {
    if (letterHeight < LEAST_LETTER_HEIGHT)
      scale = Math.min(LARGEST_SCALE, GOOD_LETTER_HEIGHT / letterHeight);
    if (letterHeight > MOST_LETTER_HEIGHT) scale = GOOD_LETTER_HEIGHT / letterHeight;
  } else if (Math.max(width, height) > MOST_SIDE) {
    scale = MOST_SIDE / Math.max(width, height);
  }
  const fitting = Math.sqrt(MOST_PIXELS / (width * height));
  return Math.min(scale, fitting);
}
