/** Tells ink from paper, whatever the light: each pixel against the mean of its surroundings (Bradley & Roth 2007). */
import type { GreyImage } from '#ports/page-image.js';

/** Share of the longer side that counts as surroundings: more than a letter, less than a shadow. */
const SURROUNDINGS = 1 / 24;
/** Ink is this much darker than its surroundings; paper grain and JPEG noise are not. */
const DARKER_BY = 0.85;

/** @returns 1 for ink, 0 for paper, row by row */
export function findInk({ data, width, height }: GreyImage): Uint8Array {
  const reach = Math.max(4, Math.round((Math.max(width, height) * SURROUNDINGS) / 2));
  const ink = new Uint8Array(width * height);
  // Sums over columns of the window's rows, moved down row by row: memory of one row instead of an integral image.
  const columns = new Int32Array(width);
  let first = 0;
  let last = -1;
  for (let y = 0; y < height; y += 1) {
    const bottom = Math.min(height - 1, y + reach);
    while (last < bottom) {
      last += 1;
      for (let x = 0, at = last * width; x < width; x += 1, at += 1) columns[x]! += data[at]!;
    }
    const top = Math.max(0, y - reach);
    while (first < top) {
      for (let x = 0, at = first * width; x < width; x += 1, at += 1) columns[x]! -= data[at]!;
      first += 1;
    }
    const rows = last - first + 1;
    let sum = 0;
    let left = 0;
    let right = -1;
    for (let x = 0, at = y * width; x < width; x += 1, at += 1) {
      const end = Math.min(width - 1, x + reach);
      while (right < end) {
        right += 1;
        sum += columns[right]!;
      }
      const start = Math.max(0, x - reach);
      while (left < start) {
        sum -= columns[left]!;
        left += 1;
      }
      if (data[at]! * rows * (right - left + 1) < sum * DARKER_BY) ink[at] = 1;
    }
  }
  return ink;
}
