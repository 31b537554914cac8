/** Products of every two rows of a matrix (its Gram matrix): all that a support vector machine asks of its documents. */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import type { DualWeights } from './dual-weights.js';

/** `rows × rows`, symmetric. */
export interface GramMatrix {
  readonly rows: number;
  readonly products: Float32Array;
}

export function gramMatrix(matrix: SparseMatrix, columns: Columns = byColumn(matrix)): GramMatrix {
  const { rows, offsets, indices, values } = matrix;
  const products = new Float32Array(rows * rows);
  const sums = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    sums.fill(0, 0, row + 1);
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const value = values[entry]!;
      for (let at = columns.starts[indices[entry]!]!; columns.rows[at]! < row; at++) {
        sums[columns.rows[at]!]! += value * columns.values[at]!;
      }
      sums[row]! += value * value;
    }
    for (let other = 0; other <= row; other++) {
      products[row * rows + other] = sums[other]!;
      products[other * rows + row] = sums[other]!;
    }
  }
  return { rows, products };
}

/** Column `c` has the entries `starts[c]` to `starts[c + 1]`, their rows in order. */
export interface Columns {
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly values: Float32Array;
}

/** The matrix column by column. */
export function byColumn({ rows, columns, offsets, indices, values }: SparseMatrix): Columns {
  const starts = new Int32Array(columns + 1);
  for (const column of indices) starts[column + 1]! += 1;
  for (let column = 0; column < columns; column++) starts[column + 1]! += starts[column]!;
  const next = starts.slice();
  const inColumn = { starts, rows: new Int32Array(indices.length), values: new Float32Array(indices.length) };
  for (let row = 0; row < rows; row++) {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const at = next[indices[entry]!]!++;
      inColumn.rows[at] = row;
      inColumn.values[at] = values[entry]!;
    }
  }
  return inColumn;
}

/** `rows × classes` scores of the given rows of the Gram matrix. */
export function dualScores(gram: GramMatrix, rows: Int32Array, dual: DualWeights): Float64Array {
  const { classes, shares, intercepts } = dual;
  const count = dual.rows.length;
  const scores = new Float64Array(rows.length * classes);
  const products = new Float64Array(count);
  rows.forEach((row, at) => {
    dual.rows.forEach((other, example) => {
      products[example] = gram.products[row * gram.rows + other]!;
    });
    for (let label = 0; label < classes; label++) {
      let score = intercepts[label]!;
      const from = label * count;
      for (let example = 0; example < count; example++) score += shares[from + example]! * products[example]!;
      scores[at * classes + label] = score;
    }
  });
  return scores;
}
