/**
 * How much a page looks like those of the nearest class: minus the mean squared distance of its figures from the
 * class's mean, each in units of its spread within the classes (Mahalanobis 1936, with a diagonal covariance).
 */
import type { SparseMatrix } from '../features/sparse-matrix.js';

export interface Appearance {
  /** `features × classes`; a class without a page to look at has the mean of all. */
  readonly means: Float32Array;
  /** Per feature its standard deviation within the classes; 1 where it never varies. */
  readonly spreads: Float32Array;
}

/** Numbers that the means of one block may have; with more classes appearance is not measured. */
export const MOST_MEANS = 4_000_000;
/** Below so many pages their spread within the classes is not known. */
const LEAST_PAGES = 20;

/** @param values features of one document, scaled as in training @returns 0 for the very mean of a class, lower for stranger */
export function appearanceOf(values: Float32Array, { means, spreads }: Appearance, classes: number): number {
  const distances = new Float64Array(classes);
  for (let column = 0; column < values.length; column++) {
    const value = values[column]!;
    const scale = 1 / spreads[column]!;
    for (let label = 0; label < classes; label++) {
      const apart = (value - means[column * classes + label]!) * scale;
      distances[label]! += apart * apart;
    }
  }
  return -distances.reduce((least, distance) => Math.min(least, distance)) / Math.max(values.length, 1);
}

export interface FittedAppearance {
  readonly appearance: Appearance;
  /** Of a training document, its class's mean taken without its fold; null where it has no page to look at. */
  measure(row: number): number | null;
}

/**
 * @param matrix a block of figures without gaps
 * @param weight that its values were multiplied by
 * @param isKnown whether the document of a row has such figures
 * @returns undefined where there are too few pages, or too many classes
 */
export function fitAppearance(
  { columns, values, rows }: SparseMatrix,
  weight: number,
  labels: Int32Array,
  foldOf: Int32Array,
  folds: number,
  classes: number,
  isKnown: (row: number) => boolean,
): FittedAppearance | undefined {
  const seen = Array.from({ length: rows }, (_, row) => row).filter(isKnown);
  if (columns * classes > MOST_MEANS || seen.length < LEAST_PAGES) return undefined;
  const ofRow = (row: number): Float32Array =>
    values.slice(row * columns, (row + 1) * columns).map((value) => value / weight);
  const sums = Array.from({ length: folds }, () => new Float32Array(columns * classes));
  const counts = Array.from({ length: folds }, () => new Int32Array(classes));
  const squares = new Float64Array(columns);
  for (const row of seen) {
    const fold = foldOf[row]!;
    const label = labels[row]!;
    counts[fold]![label]! += 1;
    ofRow(row).forEach((value, column) => {
      sums[fold]![column * classes + label]! += value;
      squares[column]! += value * value;
    });
  }
  const meansWithout = (without: number): Float32Array => {
    const others = sums.filter((_, fold) => fold !== without);
    const pages = new Int32Array(classes);
    counts.forEach((count, fold) => {
      if (fold !== without) for (let label = 0; label < classes; label++) pages[label]! += count[label]!;
    });
    const all = pages.reduce((sum, count) => sum + count, 0);
    const means = new Float32Array(columns * classes);
    for (let column = 0; column < columns; column++) {
      let total = 0;
      for (let label = 0; label < classes; label++) {
        const at = column * classes + label;
        const sum = others.reduce((sofar, one) => sofar + one[at]!, 0);
        total += sum;
        means[at] = sum / Math.max(pages[label]!, 1);
      }
      for (let label = 0; label < classes; label++) {
        if (pages[label] === 0) means[column * classes + label] = total / Math.max(all, 1);
      }
    }
    return means;
  };
  const means = meansWithout(-1);
  const spreads = spreadsWithin(means, squares, counts, classes);
  const unseen = sums.map((_, fold) => ({ means: meansWithout(fold), spreads }));
  return {
    appearance: { means, spreads },
    measure: (row) => (isKnown(row) ? appearanceOf(ofRow(row), unseen[foldOf[row]!]!, classes) : null),
  };
}

/** From the squares of all and of the means: Σ x² = Σ (x − mean)² + Σ mean². */
function spreadsWithin(
  means: Float32Array,
  squares: Float64Array,
  counts: readonly Int32Array[],
  classes: number,
): Float32Array {
  const pages = counts[0]!.map((_, label) => counts.reduce((sum, count) => sum + count[label]!, 0));
  const all = pages.reduce((sum, count) => sum + count, 0);
  return Float32Array.from(squares, (square, column) => {
    const between = pages.reduce(
      (sum, count, label) => sum + count * means[column * classes + label]! ** 2,
      0,
    );
    const spread = Math.sqrt(Math.max(0, square - between) / Math.max(all, 1));
    // What hardly varies within a class would outvote all the rest by its rounding errors.
    return spread > 1e-5 ? spread : 1;
  });
}
