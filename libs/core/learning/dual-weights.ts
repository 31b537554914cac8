/** What a solver of support vector machines finds: what each document counts for each class. */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { addSteps } from './row-products.js';
import type { LinearWeights } from './solve-one-against-rest.js';

/** Scores as sums over the documents that were learned from. */
export interface DualWeights {
  readonly classes: number;
  readonly rows: Int32Array;
  /** `classes × rows`: what each of `rows` counts for a class, negative where it speaks against. */
  readonly shares: Float32Array;
  readonly intercepts: Float64Array;
}

/** The same as weights of the columns, which score any document. */
export function weightsOf(matrix: SparseMatrix, dual: DualWeights): LinearWeights {
  const { classes, rows, shares, intercepts } = dual;
  const weights = new Float32Array(matrix.columns * classes);
  const active = new Int32Array(classes);
  const steps = new Float64Array(classes);
  rows.forEach((row, example) => {
    let count = 0;
    for (let label = 0; label < classes; label++) {
      const share = shares[label * rows.length + example]!;
      if (share === 0) continue;
      active[count] = label;
      steps[count++] = share;
    }
    if (count > 0) addSteps(matrix, row, weights, classes, active, count, steps, undefined);
  });
  return { classes, weights, intercepts };
}
