/** Rows of a sparse matrix, one after the other (compressed sparse rows). */

export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Row `r` is `offsets[r]` to `offsets[r + 1]`. */
  readonly offsets: Float64Array;
  readonly indices: Int32Array;
  readonly values: Float32Array;
}
