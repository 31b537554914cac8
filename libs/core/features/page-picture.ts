/**
 * What a page looks like from afar: a small picture, histograms of oriented gradients (Dalal & Triggs 2005), and
 * how ink is spread over its rows and columns with the rhythm of its lines.
 */
import { Buffer } from 'node:buffer';
import type { Thumbnail } from '#contracts/extracted-document.schema.js';

const TINY = { width: 16, height: 20 };
const FINE = { width: 64, height: 80 };
const CELL = 8;
const ORIENTATIONS = 8;
const RHYTHMS = 20;
const CELLS = (FINE.width / CELL) * (FINE.height / CELL);

/** Numbers that {@link pagePicture} gives. */
export const PICTURE_WIDTH =
  TINY.width * TINY.height + CELLS * ORIENTATIONS + FINE.height / 2 + FINE.width / 2 + 2 * RHYTHMS + 2;

/** @returns {@link PICTURE_WIDTH} figures; NaN throughout where there is no thumbnail */
export function pagePicture(thumbnail: Thumbnail | undefined): Float32Array {
  const grey = thumbnail && Buffer.from(thumbnail.grey, 'base64');
  if (!thumbnail || !grey || grey.length !== thumbnail.width * thumbnail.height) {
    return new Float32Array(PICTURE_WIDTH).fill(Number.NaN);
  }
  const ink = Float32Array.from(grey, (level) => 1 - level / 255);
  const tiny = resample(ink, thumbnail, TINY);
  const fine = resample(ink, thumbnail, FINE);
  const rows = profile(fine, FINE.height, FINE.width, FINE.width, 1);
  const columns = profile(fine, FINE.width, FINE.height, 1, FINE.width);
  const mean = fine.reduce((sum, value) => sum + value, 0) / fine.length;
  const spread = Math.sqrt(fine.reduce((sum, value) => sum + (value - mean) ** 2, 0) / fine.length);
  return Float32Array.from([
    ...tiny,
    ...orientedGradients(fine),
    ...halved(rows),
    ...halved(columns),
    ...rhythm(profileOfThumbnail(ink, thumbnail)),
    ...rhythm(columns),
    mean,
    spread,
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

function orientedGradients(fine: Float32Array): Float32Array {
  const across = FINE.width / CELL;
  const histograms = new Float32Array(CELLS * ORIENTATIONS);
  for (let y = 1; y < FINE.height - 1; y++) {
    for (let x = 1; x < FINE.width - 1; x++) {
      const dx = fine[y * FINE.width + x + 1]! - fine[y * FINE.width + x - 1]!;
      const dy = fine[(y + 1) * FINE.width + x]! - fine[(y - 1) * FINE.width + x]!;
      const strength = Math.sqrt(dx * dx + dy * dy);
      // Unsigned: dark on light and light on dark are the same edge.
      const angle = ((Math.atan2(dy, dx) + Math.PI) / Math.PI) % 1;
      const place = angle * ORIENTATIONS;
      const low = Math.floor(place) % ORIENTATIONS;
      const part = place - Math.floor(place);
      const cell = (Math.floor(y / CELL) * across + Math.floor(x / CELL)) * ORIENTATIONS;
      histograms[cell + low]! += strength * (1 - part);
      histograms[cell + ((low + 1) % ORIENTATIONS)]! += strength * part;
    }
  }
  for (let cell = 0; cell < CELLS; cell++) {
    const own = histograms.subarray(cell * ORIENTATIONS, (cell + 1) * ORIENTATIONS);
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0.1));
    // The root keeps one strong edge from hiding the others.
    for (let at = 0; at < ORIENTATIONS; at++) own[at] = Math.sqrt(own[at]! / length);
  }
  return histograms;
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

/** Ink of every row at full height: the thumbnail's own rows show the rhythm of text lines. */
const profileOfThumbnail = (ink: Float32Array, { width, height }: Thumbnail): Float32Array =>
  profile(ink, height, width, width, 1);

const halved = (values: Float32Array): Float32Array =>
  Float32Array.from({ length: values.length / 2 }, (_, at) => (values[2 * at]! + values[2 * at + 1]!) / 2);

/** Strength of the first frequencies (discrete Fourier transform), without the mean. */
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
    return Math.sqrt(Math.sqrt(real * real + imaginary * imaginary) / values.length);
  });
}
