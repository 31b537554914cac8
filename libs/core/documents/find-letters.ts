/** Picks the blobs that may be letters, and says how tall they are. */
import type { Blob } from './find-blobs.js';

/** Smaller blobs are dust, dots and commas. */
const LEAST_SIDE = 4;
/** Beyond this share of the page a blob is a picture, a frame or a rule. */
const LARGEST_SHARE = 1 / 12;
/** Wider than this many heights is a rule or a word whose letters touch. */
const WIDEST = 6;
/** Letters of one page differ in height by this factor up and down; headlines and specks fall out. */
const HEIGHT_RANGE = 2.5;
/** Letters fill at least this share of their box; frames do not. */
const LEAST_FILL = 0.12;

export interface Letters {
  blobs: Blob[];
  /** Median of their longer side in pixels; 0 where there are no letters. */
  size: number;
}

/** The longer side stands for the height, so that pages lying sideways are served as well. */
export function findLetters(blobs: readonly Blob[], width: number, height: number): Letters {
  const largest = Math.max(width, height) * LARGEST_SHARE;
  const candidates = blobs.filter(({ left, top, right, bottom, area }) => {
    const across = right - left;
    const down = bottom - top;
    const long = Math.max(across, down);
    return (
      long >= LEAST_SIDE &&
      long <= largest &&
      long <= WIDEST * Math.min(across, down) &&
      area >= LEAST_FILL * across * down
    );
  });
  if (candidates.length === 0) return { blobs: [], size: 0 };
  const size = median(candidates.map(longerSide));
  return {
    blobs: candidates.filter((blob) => {
      const side = longerSide(blob);
      return side >= size / HEIGHT_RANGE && side <= size * HEIGHT_RANGE;
    }),
    size,
  };
}

const longerSide = ({ left, top, right, bottom }: Blob): number => Math.max(right - left, bottom - top);

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
