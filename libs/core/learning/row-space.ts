/** Documents as the solver of one class meets them: what it scores them with, and how a step along one moves that. */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import type { GramMatrix } from './gram-matrix.js';

export interface RowSpace {
  /** Another class: every document scores 0 again. */
  start(label: number): void;
  /** Without the intercept. */
  score(example: number): number;
  /** Moves along one document. */
  move(example: number, step: number): void;
  squaredLength(example: number): number;
}

/** Keeps the score of every document; a step walks along its products with all others. */
export class ProductSpace implements RowSpace {
  private readonly products: Float32Array;
  private readonly scores: Float64Array;

  constructor(gram: GramMatrix, rows: Int32Array) {
    const count = rows.length;
    this.products = new Float32Array(count * count);
    this.scores = new Float64Array(count);
    rows.forEach((row, example) => {
      for (let other = 0; other < count; other++) {
        this.products[example * count + other] = gram.products[row * gram.rows + rows[other]!]!;
      }
    });
  }

  start(): void {
    this.scores.fill(0);
  }

  score(example: number): number {
    return this.scores[example]!;
  }

  move(example: number, step: number): void {
    addScaled(this.scores, this.products, example * this.scores.length, step);
  }

  squaredLength(example: number): number {
    return this.products[example * (this.scores.length + 1)]!;
  }
}

/** Keeps the weights of a few columns that every document has; for figures, not for terms. */
export class FigureSpace implements RowSpace {
  private readonly values: Float64Array;
  private readonly lengths: Float64Array;
  private readonly weights: Float64Array;

  /** @param matrix every row has every column */
  constructor(matrix: SparseMatrix, rows: Int32Array) {
    const { columns } = matrix;
    this.weights = new Float64Array(columns);
    this.values = new Float64Array(rows.length * columns);
    rows.forEach((row, example) => {
      this.values.set(matrix.values.subarray(row * columns, (row + 1) * columns), example * columns);
    });
    this.lengths = Float64Array.from(rows, (_, example) =>
      this.values
        .subarray(example * columns, (example + 1) * columns)
        .reduce((sum, value) => sum + value * value, 0),
    );
  }

  start(): void {
    this.weights.fill(0);
  }

  score(example: number): number {
    return dot(this.weights, this.values, example * this.weights.length);
  }

  move(example: number, step: number): void {
    addScaled(this.weights, this.values, example * this.weights.length, step);
  }

  squaredLength(example: number): number {
    return this.lengths[example]!;
  }
}

/** Four at a time, which is a quarter faster. */
function addScaled(
  target: Float64Array,
  source: Float32Array | Float64Array,
  from: number,
  factor: number,
): void {
  const { length } = target;
  let at = 0;
  for (; at + 3 < length; at += 4) {
    const place = from + at;
    target[at]! += factor * source[place]!;
    target[at + 1]! += factor * source[place + 1]!;
    target[at + 2]! += factor * source[place + 2]!;
    target[at + 3]! += factor * source[place + 3]!;
  }
  for (; at < length; at++) target[at]! += factor * source[from + at]!;
}

/** Four sums side by side, so that none waits for another. */
function dot(left: Float64Array, right: Float64Array, from: number): number {
  const { length } = left;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let at = 0;
  for (; at + 3 < length; at += 4) {
    const place = from + at;
    a += left[at]! * right[place]!;
    b += left[at + 1]! * right[place + 1]!;
    c += left[at + 2]! * right[place + 2]!;
    d += left[at + 3]! * right[place + 3]!;
  }
  for (; at < length; at++) a += left[at]! * right[from + at]!;
  return a + b + (c + d);
}
