/** Linear equations of the kind that least squares leads to. */

/**
 * Solves `square · x = right` for a symmetric positive `size × size` matrix (Cholesky), of which only the
 * half left and below of the diagonal is read. Overwrites both.
 * @returns x
 */
export function solvePositive(
  square: Float64Array,
  right: Float64Array,
  size: number,
  columns: number,
): Float64Array {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = square[row * size + column]!;
      for (let at = 0; at < column; at++) rest -= square[row * size + at]! * square[column * size + at]!;
      // Rounding may take what is left of a logit that the others determine below nothing.
      square[row * size + column] =
        row === column ? Math.sqrt(Math.max(rest, 1e-12)) : rest / square[column * size + column]!;
    }
  }
  for (let row = 0; row < size; row++) {
    for (let at = 0; at <= row; at++) {
      const factor = at < row ? square[row * size + at]! : 1 / square[row * size + row]!;
      for (let to = 0; to < columns; to++) {
        if (at < row) right[row * columns + to]! -= factor * right[at * columns + to]!;
        else right[row * columns + to]! *= factor;
      }
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let at = row + 1; at < size; at++) {
      const factor = square[at * size + row]!;
      for (let to = 0; to < columns; to++) right[row * columns + to]! -= factor * right[at * columns + to]!;
    }
    for (let to = 0; to < columns; to++) right[row * columns + to]! /= square[row * size + row]!;
  }
  return right;
}
