/**
 * Documents as the NB-SVM machine of one class meets them: each term counts by how much more often the class has it
 * (naive-bayes-factors.ts). Weights and factors of one class alone stay close at hand, where the table of all classes
 * would be fetched from memory for every document.
 */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { squaredFactor } from './naive-bayes-factors.js';
import type { RowSpace } from './row-space.js';

export class WeighedSpace implements RowSpace {
  /** By column; of the class at hand. */
  readonly weights: Float32Array;
  private readonly factors: Float32Array;
  private readonly counts: Int32Array;
  private readonly totals: Int32Array;
  private readonly members: readonly (readonly number[])[];
  /** Of each document; not a number where nobody asked yet. */
  private readonly lengths: Float64Array;
  /** Squared factors by count within the class and in all, for classes of one size. */
  private readonly known = new Map<number, Float32Array>();

  /** @param rows rows to learn from @param labels class of every row of the matrix */
  constructor(
    private readonly matrix: SparseMatrix,
    private readonly rows: Int32Array,
    labels: Int32Array,
    classes: number,
  ) {
    const { columns, offsets, indices } = matrix;
    this.weights = new Float32Array(columns);
    this.factors = new Float32Array(columns);
    this.counts = new Int32Array(columns);
    this.totals = new Int32Array(columns);
    this.lengths = new Float64Array(rows.length);
    const members = Array.from({ length: classes }, (): number[] => []);
    for (const row of rows) {
      members[labels[row]!]!.push(row);
      for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) this.totals[indices[entry]!]! += 1;
    }
    this.members = members;
  }

  start(label: number): void {
    const { counts, totals, factors, rows } = this;
    const { offsets, indices } = this.matrix;
    const members = this.members[label]!;
    this.weights.fill(0);
    this.lengths.fill(Number.NaN);
    counts.fill(0);
    for (const row of members) {
      for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) counts[indices[entry]!]! += 1;
    }
    const width = rows.length + 1;
    const table =
      this.known.get(members.length) ?? new Float32Array((members.length + 1) * width).fill(Number.NaN);
    this.known.set(members.length, table);
    for (let column = 0; column < factors.length; column++) {
      const place = counts[column]! * width + totals[column]!;
      let factor = table[place]!;
      if (Number.isNaN(factor)) {
        factor = squaredFactor(counts[column]!, totals[column]!, members.length, rows.length);
        table[place] = factor;
      }
      factors[column] = factor;
    }
  }

  score(example: number): number {
    return scoreOf(this.matrix, this.rows[example]!, this.weights);
  }

  move(example: number, step: number): void {
    const { weights, factors } = this;
    const { offsets, indices, values } = this.matrix;
    const row = this.rows[example]!;
    const end = offsets[row + 1]!;
    for (let entry = offsets[row]!; entry < end; entry++) {
      const column = indices[entry]!;
      weights[column]! += step * values[entry]! * factors[column]!;
    }
  }

  squaredLength(example: number): number {
    const known = this.lengths[example]!;
    if (!Number.isNaN(known)) return known;
    const { factors } = this;
    const { offsets, indices, values } = this.matrix;
    const row = this.rows[example]!;
    let length = 0;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      length += values[entry]! * values[entry]! * factors[indices[entry]!]!;
    }
    this.lengths[example] = length;
    return length;
  }
}

/** One row against the weights of one class: four sums side by side, so that none waits for another. */
export function scoreOf(
  { offsets, indices, values }: SparseMatrix,
  row: number,
  weights: Float32Array,
): number {
  const end = offsets[row + 1]!;
  let entry = offsets[row]!;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (; entry + 3 < end; entry += 4) {
    a += values[entry]! * weights[indices[entry]!]!;
    b += values[entry + 1]! * weights[indices[entry + 1]!]!;
    c += values[entry + 2]! * weights[indices[entry + 2]!]!;
    d += values[entry + 3]! * weights[indices[entry + 3]!]!;
  }
  for (; entry < end; entry++) a += values[entry]! * weights[indices[entry]!]!;
  return a + b + (c + d);
}
