/**
 * What a page looks like from afar: a small picture, histograms of oriented gradients (Dalal & Triggs 2005), and
 * how ink is spread over its rows and columns with the rhythm of its lines.
 */
import { Buffer } from 'node:buffer';
import type { Thumbnail } from '#contracts/extracted-document.schema.js';

const TINY = { width: 16, height: 20 };
const FINE = { width: 96, height: 128 };
/** Pixels of a side of a cell; two by two cells are brought to one contrast together. */
const CELL = 16;
const ACROSS = FINE.width / CELL;
const DOWN = FINE.height / CELL;
const ORIENTATIONS = 9;
/** Above it one strong edge would hide the others (the paper's L2-Hys). */
const STRONGEST_EDGE = 0.2;
const RHYTHMS = 30;
const PROFILE_STEP = 3;

const BLOCKS = (ACROSS - 1) * (DOWN - 1) * 4 * ORIENTATIONS;
const SPREAD = Math.ceil(FINE.height / PROFILE_STEP) + FINE.width / PROFILE_STEP + 2 * RHYTHMS;

/** Figures of each kind in order; each kind counts as much as the others, however many figures it has. */
export const PICTURE_GROUPS: readonly number[] = [TINY.width * TINY.height, BLOCKS, SPREAD];

/** Numbers that {@link pagePicture} gives. */
export const PICTURE_WIDTH = PICTURE_GROUPS.reduce((sum, size) => sum + size, 0);

/** @returns {@link PICTURE_WIDTH} figures; NaN throughout where there is no thumbnail */
export function pagePicture(thumbnail: Thumbnail | undefined): Float32Array {
  const grey = thumbnail && Buffer.from(thumbnail.grey, 'base64');
  if (!thumbnail || !grey || grey.length !== thumbnail.width * thumbnail.height) {
    return new Float32Array(PICTURE_WIDTH).fill(Number.NaN);
  }
  const ink = Float32Array.from(grey, (level) => 1 - level / 255);
  const fine = resample(ink, thumbnail, FINE);
  const rows = profile(fine, FINE.height, FINE.width, FINE.width, 1);
  const columns = profile(fine, FINE.width, FINE.height, 1, FINE.width);
  const every = (_: number, at: number): boolean => at % PROFILE_STEP === 0;
  return Float32Array.from([
    ...resample(ink, thumbnail, TINY),
    ...contrastBlocks(orientedGradients(fine)),
    ...rhythm(rows),
    ...rhythm(columns),
    ...rows.filter(every),
    ...columns.filter(every),
  ]);
}

/** Mean ink of each cell of a grid laid over the picture. */
function resample(ink: Float32Array, from: { width: number; height: number }, to: typeof TINY): Float32Array {
  const target = new Float32Array(to.width * to.height);
  for (let row = 0; row < to.height; row++) {
    const top = Math.floor((row * from.height) / to.height);
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * from.height) / to.height));
    for (let column = 0; column < to.width; column++) {
      const left = Math.floor((column * from.width) / to.width);
      const right = Math.max(left + 1, Math.floor(((column + 1) * from.width) / to.width));
      let sum = 0;
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++) sum += ink[y * from.width + x] ?? 0;
      target[row * to.width + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return target;
}

/** Strength of the edges of each direction in each cell. */
function orientedGradients(fine: Float32Array): Float32Array {
  const histograms = new Float32Array(ACROSS * DOWN * ORIENTATIONS);
  for (let y = 0; y < FINE.height; y++) {
    for (let x = 0; x < FINE.width; x++) {
      const at = y * FINE.width + x;
      const dx = (x + 1 < FINE.width ? fine[at + 1]! : fine[at]!) - (x > 0 ? fine[at - 1]! : fine[at]!);
      const dy =
        (y + 1 < FINE.height ? fine[at + FINE.width]! : fine[at]!) -
        (y > 0 ? fine[at - FINE.width]! : fine[at]!);
      const strength = Math.sqrt(dx * dx + dy * dy);
      if (strength === 0) continue;
      // Unsigned: dark on light and light on dark are the same edge.
      const place = (((Math.atan2(dy, dx) + Math.PI) / Math.PI) % 1) * ORIENTATIONS;
      const low = Math.floor(place) % ORIENTATIONS;
      const part = place - Math.floor(place);
      const cell = (Math.floor(y / CELL) * ACROSS + Math.floor(x / CELL)) * ORIENTATIONS;
      histograms[cell + low]! += strength * (1 - part);
      histograms[cell + ((low + 1) % ORIENTATIONS)]! += strength * part;
    }
  }
  return histograms;
}

/** Every two by two cells together, brought to length 1, strong edges cut, and to length 1 again. */
function contrastBlocks(histograms: Float32Array): Float32Array {
  const blocks = new Float32Array(BLOCKS);
  const size = 4 * ORIENTATIONS;
  let start = 0;
  for (let y = 0; y + 1 < DOWN; y++) {
    for (let x = 0; x + 1 < ACROSS; x++) {
      const block = blocks.subarray(start, start + size);
      for (let cell = 0; cell < 4; cell++) {
        const from = ((y + (cell >> 1)) * ACROSS + x + (cell & 1)) * ORIENTATIONS;
        block.set(histograms.subarray(from, from + ORIENTATIONS), cell * ORIENTATIONS);
      }
      toUnit(block);
      for (let at = 0; at < size; at++) block[at] = Math.min(block[at]!, STRONGEST_EDGE);
      toUnit(block);
      start += size;
    }
  }
  return blocks;
}

function toUnit(values: Float32Array): void {
  // The constant keeps an empty corner of the page from being blown up to noise.
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0.01));
  for (let at = 0; at < values.length; at++) values[at]! /= length;
}

function profile(
  ink: Float32Array,
  lines: number,
  length: number,
  lineStep: number,
  step: number,
): Float32Array {
  const means = new Float32Array(lines);
  for (let line = 0; line < lines; line++) {
    for (let at = 0; at < length; at++) means[line]! += ink[line * lineStep + at * step]! / length;
  }
  return means;
}

/** Strength of the first frequencies (discrete Fourier transform), without the mean; the root of it. */
function rhythm(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Float32Array.from({ length: RHYTHMS }, (_, at) => {
    let real = 0;
    let imaginary = 0;
    const turn = (2 * Math.PI * (at + 1)) / values.length;
    values.forEach((value, place) => {
      real += (value - mean) * Math.cos(turn * place);
      imaginary += (value - mean) * Math.sin(turn * place);
    });
    return Math.sqrt(Math.sqrt(real * real + imaginary * imaginary));
  });
}
