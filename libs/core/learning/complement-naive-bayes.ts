/** Naive Bayes from what a class is not: steadier than its parent where classes differ in size (Rennie et al. 2003). */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import type { LinearWeights } from './solve-one-against-rest.js';

const SMOOTHING = 1;

export async function learnComplementNaiveBayes(
  matrix: SparseMatrix,
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
): Promise<LinearWeights> {
  const { columns, offsets, indices, values } = matrix;
  const sums = new Float32Array(columns * classes);
  const columnSums = new Float64Array(columns);
  const classSums = new Float64Array(classes);
  let total = 0;
  for (const row of rows) {
    const label = labels[row]!;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const value = values[entry]!;
      sums[indices[entry]! * classes + label]! += value;
      columnSums[indices[entry]!]! += value;
      classSums[label]! += value;
      total += value;
    }
  }
  const lengths = new Float64Array(classes);
  for (let column = 0; column < columns; column++) {
    for (let label = 0; label < classes; label++) {
      const at = column * classes + label;
      const outside = SMOOTHING + columnSums[column]! - sums[at]!;
      const weight = -Math.log(outside / (SMOOTHING * columns + total - classSums[label]!));
      sums[at] = weight;
      lengths[label]! += Math.abs(weight);
    }
  }
  // Weights of each class sum to the same, so that no class wins by its size (the paper's step 8).
  for (let at = 0; at < sums.length; at++) sums[at]! *= columns / lengths[at % classes]!;
  return { classes, weights: sums, intercepts: new Float64Array(classes) };
}
