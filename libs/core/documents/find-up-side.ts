/** Tells upright from upside-down lines: Latin text has more letters that rise (b d h l t) than letters that sink (g p q y). */
import type { Blob } from './find-blobs.js';
import { median } from './find-letters.js';

/** Shorter lines say nothing about where letters usually end. */
const LEAST_LINE = 5;
/** A letter rises or sinks where it leaves the usual edge by this share of the line's height. */
const LEAST_EXCESS = 0.18;
const MOST_EXCESS = 0.7;

export interface UpSide {
  /** −1 (upside down) to 1 (upright). */
  upright: number;
  /** Letters that spoke for either. */
  votes: number;
}

export function findUpSide(lines: readonly Blob[][], skewDegrees: number): UpSide {
  const slope = Math.tan((skewDegrees * Math.PI) / 180);
  let rising = 0;
  let sinking = 0;
  for (const line of lines) {
    if (line.length < LEAST_LINE) continue;
    const tops = line.map(({ left, right, top }) => top - ((left + right) / 2) * slope);
    const bottoms = line.map(({ left, right, bottom }) => bottom - ((left + right) / 2) * slope);
    const top = median(tops);
    const bottom = median(bottoms);
    const height = bottom - top;
    line.forEach((_, index) => {
      const above = (top - tops[index]!) / height;
      const below = (bottoms[index]! - bottom) / height;
      // A blob that leaves both edges is two letters that touch, a bracket or a picture.
      if (above > LEAST_EXCESS && above < MOST_EXCESS && below < LEAST_EXCESS / 2) rising += 1;
      if (below > LEAST_EXCESS && below < MOST_EXCESS && above < LEAST_EXCESS / 2) sinking += 1;
    });
  }
  const votes = rising + sinking;
  return { upright: votes === 0 ? 0 : (rising - sinking) / votes, votes };
}
