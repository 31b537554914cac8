/** Chains letters that stand beside each other to lines, and says whether lines run across or down the page. */
import type { Blob } from './find-blobs.js';
import type { Letters } from './find-letters.js';

/** Letters of one line overlap by this share of the smaller one's height. */
const LEAST_OVERLAP = 0.4;
/** Farther than this many letter heights is another column. */
const FARTHEST = 1.6;

export interface TextLines {
  /** Letters of each line from left to right; lines of one letter are left out. */
  lines: Blob[][];
  /** −1 to 1: how clearly neighbours stand beside (1) rather than above (−1) each other. 0: no evidence. */
  across: number;
}

interface Neighbour {
  index: number;
  gap: number;
}

export function findTextLines({ blobs, size }: Letters): TextLines {
  const cell = Math.max(1, size * 2);
  const grid = new Map<number, number[]>();
  const keyOf = (x: number, y: number): number => Math.floor(x / cell) * 65_536 + Math.floor(y / cell);
  blobs.forEach(({ left, top }, index) => {
    const key = keyOf(left, top);
    const entry = grid.get(key);
    if (entry) entry.push(index);
    else grid.set(key, [index]);
  });

  const next = new Int32Array(blobs.length).fill(-1);
  let beside = 0;
  let below = 0;
  blobs.forEach((blob, index) => {
    let right: Neighbour | null = null;
    let under: Neighbour | null = null;
    for (let stepX = -1; stepX <= 2; stepX += 1) {
      for (let stepY = -1; stepY <= 2; stepY += 1) {
        for (const other of grid.get(keyOf(blob.left + stepX * cell, blob.top + stepY * cell)) ?? []) {
          if (other === index) continue;
          right = nearer(right, other, gapBeside(blob, blobs[other]!), size);
          under = nearer(under, other, gapBelow(blob, blobs[other]!), size);
        }
      }
    }
    if (right) next[index] = right.index;
    if (!right && !under) return;
    if ((right?.gap ?? Number.POSITIVE_INFINITY) < (under?.gap ?? Number.POSITIVE_INFINITY)) beside += 1;
    else below += 1;
  });
  return {
    lines: chain(blobs, next),
    across: beside + below === 0 ? 0 : (beside - below) / (beside + below),
  };
}

const nearer = (best: Neighbour | null, index: number, gap: number | null, size: number): Neighbour | null =>
  gap !== null && gap <= FARTHEST * size && (best === null || gap < best.gap) ? { index, gap } : best;

/** Pixels from `blob` to `other` on its right, null where that does not stand beside it. */
function gapBeside(blob: Blob, other: Blob): number | null {
  if (other.left + other.right <= blob.left + blob.right) return null;
  const overlap = Math.min(blob.bottom, other.bottom) - Math.max(blob.top, other.top);
  if (overlap < LEAST_OVERLAP * Math.min(blob.bottom - blob.top, other.bottom - other.top)) return null;
  return Math.max(0, other.left - blob.right);
}

function gapBelow(blob: Blob, other: Blob): number | null {
  if (other.top + other.bottom <= blob.top + blob.bottom) return null;
  const overlap = Math.min(blob.right, other.right) - Math.max(blob.left, other.left);
  if (overlap < LEAST_OVERLAP * Math.min(blob.right - blob.left, other.right - other.left)) return null;
  return Math.max(0, other.top - blob.bottom);
}

function chain(blobs: readonly Blob[], next: Int32Array): Blob[][] {
  const hasLeft = new Uint8Array(blobs.length);
  for (const index of next) if (index >= 0) hasLeft[index] = 1;
  const taken = new Uint8Array(blobs.length);
  const lines: Blob[][] = [];
  blobs.forEach((_, start) => {
    if (hasLeft[start] === 1) return;
    const line: Blob[] = [];
    for (let at = start; at >= 0 && taken[at] === 0; at = next[at]!) {
      taken[at] = 1;
      line.push(blobs[at]!);
    }
    if (line.length > 1) lines.push(line);
  });
  return lines;
}
