/**
 * How much more often a feature occurs within a class than outside it: the log-count ratios by which NB-SVM scales
 * features (Wang & Manning 2012, "Baselines and bigrams").
 */
import type { SparseMatrix } from '../features/sparse-matrix.js';

/** One imagined document with and one without each feature, inside and outside of each class. */
const SMOOTHING = 1;

/**
 * Of one feature and class.
 * @param count documents of the class that have the feature; @param total documents that do
 * @param members documents of the class; @param documents all that there are
 */
export function squaredFactor(count: number, total: number, members: number, documents: number): number {
  const inside = (SMOOTHING + count) / (2 * SMOOTHING + members);
  const outside = (SMOOTHING + total - count) / (2 * SMOOTHING + documents - members);
  return Math.log(inside / outside) ** 2;
}

/** @returns squared ratios, `columns × classes`, computed from the given rows only */
export function squaredNaiveBayesFactors(
  matrix: SparseMatrix,
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
): Float32Array {
  const counts = new Float32Array(matrix.columns * classes);
  const totals = new Float32Array(matrix.columns);
  const documents = new Float64Array(classes);
  for (const row of rows) {
    const label = labels[row]!;
    documents[label]! += 1;
    for (let entry = matrix.offsets[row]!; entry < matrix.offsets[row + 1]!; entry++) {
      const column = matrix.indices[entry]!;
      counts[column * classes + label]! += 1;
      totals[column]! += 1;
    }
  }
  for (let column = 0; column < matrix.columns; column++) {
    for (let label = 0; label < classes; label++) {
      const place = column * classes + label;
      counts[place] = squaredFactor(counts[place]!, totals[column]!, documents[label]!, rows.length);
    }
  }
  return counts;
}
