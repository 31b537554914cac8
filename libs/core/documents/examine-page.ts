/** Looks at a page before it is read: how it lies, how far it slopes, how tall its letters are, ink on paper or the reverse. */
import type { GreyImage } from '#ports/page-image.js';
import type { Blob } from './find-blobs.js';
import { findBlobs } from './find-blobs.js';
import { findInk } from './find-ink.js';
import type { Letters } from './find-letters.js';
import { findLetters } from './find-letters.js';
import { findSkew } from './find-skew.js';
import { findTextLines } from './find-text-lines.js';
import { findUpSide } from './find-up-side.js';
import { invertImage } from './invert-image.js';
import { shrinkImage } from './shrink-image.js';
import type { QuarterTurn } from './turn-image.js';

export interface PageExamination {
  /** Clockwise turn that probably sets the page upright. */
  turn: QuarterTurn;
  /** Whether the evidence for `turn` is strong; else the reading has to confirm it. */
  turnSure: boolean;
  /** Degrees by which the lines fall to the right once turned. */
  skew: number;
  /** Median height of the letters in pixels of the page; 0 where none were found. */
  letterHeight: number;
  letters: number;
  /** White on black. */
  inverted: boolean;
}

/** Enough to see the letters of a printed page (170 dots per inch on A4), little enough to take 50 ms. */
const EXAMINED_SIDE = 2000;
/** A page darker than this on the whole may be white on black. */
const DARK_MEAN = 110;
const SURE_ACROSS = 0.3;
const SURE_UPRIGHT = 0.25;
const LEAST_VOTES = 24;

export function examinePage(page: GreyImage): PageExamination {
  const factor = Math.max(1, Math.round(Math.max(page.width, page.height) / EXAMINED_SIDE));
  const small = shrinkImage(page, factor);
  let letters = lettersOf(small);
  let inverted = false;
  if (meanOf(small) < DARK_MEAN) {
    const reversed = lettersOf(invertImage(small));
    inverted = linedUp(reversed) > linedUp(letters);
    if (inverted) letters = reversed;
  }
  return { ...positionOf(letters, small), letterHeight: letters.size * factor, inverted };
}

function positionOf(
  letters: Letters,
  page: GreyImage,
): Pick<PageExamination, 'turn' | 'turnSure' | 'skew' | 'letters'> {
  const flat = findTextLines(letters);
  const sideways = flat.across < 0;
  const standing = sideways
    ? { size: letters.size, blobs: letters.blobs.map((blob) => turnClockwise(blob, page.height)) }
    : letters;
  const { lines } = sideways ? findTextLines(standing) : flat;
  const skew = findSkew(lines.flat(), letters.size);
  const { upright, votes } = findUpSide(lines, skew);
  const quarter = sideways ? 90 : 0;
  const half = upright < 0 && votes >= LEAST_VOTES ? 180 : 0;
  return {
    turn: (quarter + half) as QuarterTurn,
    turnSure:
      Math.abs(flat.across) >= SURE_ACROSS && Math.abs(upright) >= SURE_UPRIGHT && votes >= LEAST_VOTES,
    skew,
    letters: lines.flat().length,
  };
}

const lettersOf = (page: GreyImage): Letters =>
  findLetters(findBlobs(findInk(page), page.width, page.height), page.width, page.height);

const linedUp = (letters: Letters): number => findTextLines(letters).lines.flat().length;

/** The same blob after the page was turned by 90° clockwise. */
const turnClockwise = ({ left, top, right, bottom, area }: Blob, pageHeight: number): Blob => ({
  left: pageHeight - bottom,
  right: pageHeight - top,
  top: left,
  bottom: right,
  area,
});

function meanOf({ data }: GreyImage): number {
  let sum = 0;
  for (const value of data) sum += value;
  return sum / data.length;
}
