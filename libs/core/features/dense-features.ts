/**
 * Figures of shape, layout and picture made fit for a linear learner: brought to one scale, and where wanted spread
 * over random cosine waves, so that a linear weight can bend (Rahimi & Recht 2007, random Fourier features).
 */
import { type Random, seededRandom } from '../learning/seeded-random.js';
import type { SparseMatrix } from './sparse-matrix.js';

export interface DenseSettings {
  /** Cosine waves; 0 keeps the figures as they are. */
  readonly waves: number;
  /** Width of the kernel that the waves stand for: exp(-gamma · distance²) over scaled figures. */
  readonly gamma: number;
  readonly seed: number;
}

export interface DenseScaling {
  readonly settings: DenseSettings;
  /** Per figure: what is taken off, and what it is divided by. */
  readonly centres: Float32Array;
  readonly spreads: Float32Array;
  /** Per figure: its share of the block's length of about 1. */
  readonly units: Float32Array;
  /** `waves × figures` directions, then one phase a wave. */
  readonly directions: Float32Array;
  readonly phases: Float32Array;
}

/** Larger than any figure, and still a 32-bit number. */
const SILENCE = 1e30;
/** Beyond so many standard deviations an outlier counts no further. */
const CLIP = 3;

/**
 * @param figures `documents × width`
 * @param rows training documents
 * @param groups figures of each kind in order; each kind counts as much as the others
 */
export function fitDenseScaling(
  figures: Float32Array,
  width: number,
  rows: Int32Array,
  settings: DenseSettings,
  groups: readonly number[] = [width],
): DenseScaling {
  const centres = new Float32Array(width);
  const spreads = new Float32Array(width);
  for (let column = 0; column < width; column++) {
    let known = 0;
    let sum = 0;
    let squares = 0;
    for (const row of rows) {
      const figure = figures[row * width + column]!;
      if (Number.isNaN(figure)) continue;
      known += 1;
      sum += figure;
    }
    const mean = known > 0 ? sum / known : 0;
    for (const row of rows) {
      const figure = figures[row * width + column]!;
      if (!Number.isNaN(figure)) squares += (figure - mean) ** 2;
    }
    const spread = Math.sqrt(squares / Math.max(known, 1));
    centres[column] = mean;
    // A figure that never varies says nothing; dividing by infinity silences it.
    spreads[column] = spread > 1e-6 ? spread : SILENCE;
  }
  const random = seededRandom(settings.seed);
  const directions = Float32Array.from({ length: settings.waves * width }, () => normal(random));
  const phases = Float32Array.from({ length: settings.waves }, () => random() * 2 * Math.PI);
  // So that all figures together have length 1 or so, like a text block.
  const units = Float32Array.from(
    groups.flatMap((size) => new Array(size).fill(1 / Math.sqrt(size * groups.length))),
  );
  return { settings, centres, spreads, units, directions, phases };
}

export const denseColumns = ({ settings, centres }: DenseScaling): number => settings.waves || centres.length;

/** One document's features. @param figures its raw figures */
export function scaleFigures(figures: Float32Array, scaling: DenseScaling): Float32Array {
  const { settings, centres, spreads, units, directions, phases } = scaling;
  const width = centres.length;
  const scaled = new Float32Array(width);
  for (let column = 0; column < width; column++) {
    const value = (figures[column]! - centres[column]!) / spreads[column]!;
    // What is not known (no boxes, no picture) counts as the mean.
    scaled[column] = Number.isNaN(value) ? 0 : Math.max(-CLIP, Math.min(CLIP, value)) * units[column]!;
  }
  if (settings.waves === 0) return scaled;
  const features = new Float32Array(settings.waves);
  const stretch = Math.sqrt(2 * settings.gamma);
  const height = Math.sqrt(2 / settings.waves);
  for (let wave = 0; wave < settings.waves; wave++) {
    let angle = 0;
    const from = wave * width;
    for (let column = 0; column < width; column++) angle += directions[from + column]! * scaled[column]!;
    features[wave] = Math.cos(angle * stretch + phases[wave]!) * height;
  }
  return features;
}

/** All documents' features as a matrix without gaps. */
export function denseMatrix(figures: Float32Array, width: number, scaling: DenseScaling): SparseMatrix {
  const rows = width > 0 ? figures.length / width : 0;
  const columns = denseColumns(scaling);
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    values.set(scaleFigures(figures.subarray(row * width, (row + 1) * width), scaling), row * columns);
  }
  return {
    rows,
    columns,
    offsets: Float64Array.from({ length: rows + 1 }, (_, row) => row * columns),
    indices: Int32Array.from({ length: rows * columns }, (_, at) => at % columns),
    values,
  };
}

/** Normal deviate (Box & Muller 1958). */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
