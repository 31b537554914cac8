/** Finds by how much the lines of a page slope: the angle at which the letters' feet fall into the fewest rows (Postl 1986). */
import type { Blob } from './find-blobs.js';

/** Scanners and hands do not turn pages further; beyond it is a picture. */
const STEEPEST_DEGREES = 15;
const COARSE_STEP = 0.5;
const FINE_STEP = 0.05;
/** With fewer letters chance decides. */
const LEAST_LETTERS = 25;
/** More letters add nothing. */
const MOST_LETTERS = 4000;
/** The best angle must gather the feet this much better than none. */
const LEAST_GAIN = 1.05;

/** @returns degrees by which the lines fall to the right (clockwise), −15 to 15; 0 where it cannot be known */
export function findSkew(letters: readonly Blob[], size: number): number {
  if (letters.length < LEAST_LETTERS) return 0;
  const step = Math.max(1, Math.ceil(letters.length / MOST_LETTERS));
  const feet = letters.filter((_, index) => index % step === 0);
  const xs = Float64Array.from(feet, ({ left, right }) => (left + right) / 2);
  const ys = Float64Array.from(feet, ({ bottom }) => bottom);
  // Wide rows for the coarse search, that no angle falls between two steps; narrow ones for the fine one.
  const coarse = search(xs, ys, -STEEPEST_DEGREES, STEEPEST_DEGREES, COARSE_STEP, size / 2);
  const fine = search(xs, ys, coarse - COARSE_STEP, coarse + COARSE_STEP, FINE_STEP, size / 5);
  const gain = gathering(xs, ys, fine, size / 5) / gathering(xs, ys, 0, size / 5);
  return gain < LEAST_GAIN ? 0 : Math.round(fine * 100) / 100;
}

function search(
  xs: Float64Array,
  ys: Float64Array,
  from: number,
  to: number,
  step: number,
  rowHeight: number,
): number {
  let best = 0;
  let bestValue = -1;
  for (let count = 0; from + count * step <= to + 1e-9; count += 1) {
    const angle = from + count * step;
    const value = gathering(xs, ys, angle, rowHeight);
    if (value > bestValue) [best, bestValue] = [angle, value];
  }
  return best;
}

/** Sum of squares of how many feet stand in each row when the page is turned back by the angle. */
function gathering(xs: Float64Array, ys: Float64Array, degrees: number, rowHeight: number): number {
  const slope = Math.tan((degrees * Math.PI) / 180);
  const rows = new Map<number, number>();
  for (let index = 0; index < xs.length; index += 1) {
    const row = Math.round((ys[index]! - xs[index]! * slope) / Math.max(1, rowHeight));
    rows.set(row, (rows.get(row) ?? 0) + 1);
  }
  let sum = 0;
  for (const count of rows.values()) sum += count * count;
  return sum;
}
