/**
 * The directions in which training documents differ most, by their terms (latent semantic analysis: Deerwester et al.
 * 1990), found by randomised subspace iteration (Halko, Martinsson and Tropp 2011). Every class weighs the same.
 */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { seededRandom } from './seeded-random.js';

/** The columns of a matrix that are looked at: `terms` from column `start` on, of these only the known ones. */
export interface TermRange {
  readonly start: number;
  readonly terms: number;
  /** 0 for a column that is not looked at; all are where it is absent. */
  readonly known?: Uint8Array;
}

const columnIn = ({ start, terms, known }: TermRange, index: number): number => {
  const column = index - start;
  return column >= 0 && column < terms && known?.[column] !== 0 ? column : -1;
};

/** The spectrum of texts falls slowly: further rounds move the subspace hardly at all. */
export const ROUNDS = 2;
/** What is left of a direction that the others already hold, by rounding. */
const NOTHING = 1e-9;

/**
 * @param rows documents to learn from
 * @param labels class of each row of the matrix
 * @returns `terms × count`, columns of length 1 at right angles; a column of zeros where the documents have no more
 */
export function mainDirections(
  matrix: SparseMatrix,
  rows: Int32Array,
  labels: Int32Array,
  range: TermRange,
  count: number,
  seed: number,
): Float32Array {
  const weights = evenWeights(rows, labels, (row) => lengthOf(matrix, row, range));
  const random = seededRandom(seed);
  let mixed: Float32Array = Float32Array.from({ length: rows.length * count }, () => random() - 0.5);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = sumRows(matrix, rows, weights, range, mixed, count);
    mixed = new Float32Array(rows.length * count);
    rows.forEach((row, at) => {
      const own = mixed.subarray(at * count, (at + 1) * count);
      project(matrix, row, range, sums, own);
      for (let place = 0; place < count; place++) own[place]! *= weights[at]!;
    });
    // Among the documents, of which there are far fewer than terms; it is the same subspace.
    mixed = atRightAngles(mixed, count);
  }
  return atRightAngles(sumRows(matrix, rows, weights, range, mixed, count), count);
}

/** By which each row is multiplied so that every class weighs the same, and in it every document. */
export function evenWeights(
  rows: Int32Array,
  labels: Int32Array,
  lengthOfRow: (row: number) => number,
): Float64Array {
  const perClass = new Map<number, number>();
  for (const row of rows) perClass.set(labels[row]!, (perClass.get(labels[row]!) ?? 0) + 1);
  return Float64Array.from(rows, (row) => {
    const length = lengthOfRow(row);
    return length > 0 ? 1 / (length * Math.sqrt(perClass.get(labels[row]!)!)) : 0;
  });
}

/** Length of the document's vector over the range. */
export function lengthOf({ offsets, indices, values }: SparseMatrix, row: number, range: TermRange): number {
  let square = 0;
  for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
    if (columnIn(range, indices[entry]!) >= 0) square += values[entry]! ** 2;
  }
  return Math.sqrt(square);
}

/** Directions that are taken together, their sums held in registers. */
const TOGETHER = 6;

/** Adds to `target` the document's coordinates along the directions. */
export function project(
  { offsets, indices, values }: SparseMatrix,
  row: number,
  range: TermRange,
  directions: Float32Array,
  target: Float32Array,
): void {
  const count = target.length;
  const start = offsets[row]!;
  const end = offsets[row + 1]!;
  let first = 0;
  for (; first + TOGETHER <= count; first += TOGETHER) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    let f = 0;
    for (let entry = start; entry < end; entry++) {
      const column = columnIn(range, indices[entry]!);
      if (column < 0) continue;
      const value = values[entry]!;
      const from = column * count + first;
      a += value * directions[from]!;
      b += value * directions[from + 1]!;
      c += value * directions[from + 2]!;
      d += value * directions[from + 3]!;
      e += value * directions[from + 4]!;
      f += value * directions[from + 5]!;
    }
    target[first]! += a;
    target[first + 1]! += b;
    target[first + 2]! += c;
    target[first + 3]! += d;
    target[first + 4]! += e;
    target[first + 5]! += f;
  }
  for (; first < count; first++) {
    let sum = 0;
    for (let entry = start; entry < end; entry++) {
      const column = columnIn(range, indices[entry]!);
      if (column >= 0) sum += values[entry]! * directions[column * count + first]!;
    }
    target[first]! += sum;
  }
}

/** Σ over rows of the document times its `count` numbers in `mixed`: `terms × count`. */
function sumRows(
  { offsets, indices, values }: SparseMatrix,
  rows: Int32Array,
  weights: Float64Array,
  range: TermRange,
  mixed: Float32Array,
  count: number,
): Float32Array {
  const sum = new Float32Array(range.terms * count);
  rows.forEach((row, at) => {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = columnIn(range, indices[entry]!);
      if (column < 0) continue;
      const value = values[entry]! * weights[at]!;
      for (let place = 0; place < count; place++) {
        sum[column * count + place]! += value * mixed[at * count + place]!;
      }
    }
  });
  return sum;
}

/** Gram–Schmidt over the columns, each twice: once leaves too much of the earlier ones by rounding. */
export function atRightAngles(matrix: Float32Array, count: number): Float32Array {
  const terms = matrix.length / count;
  const columns = Array.from({ length: count }, (_, at) =>
    Float64Array.from({ length: terms }, (_, term) => matrix[term * count + at]!),
  );
  columns.forEach((column, at) => {
    const before = Math.sqrt(dot(column, column));
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < at; other++) {
        const along = columns[other]!;
        const share = dot(column, along);
        for (let term = 0; term < terms; term++) column[term]! -= share * along[term]!;
      }
    }
    const length = Math.sqrt(dot(column, column));
    const scale = length > NOTHING * before && length > 0 ? 1 / length : 0;
    for (let term = 0; term < terms; term++) column[term]! *= scale;
  });
  const result = new Float32Array(matrix.length);
  columns.forEach((column, at) => {
    for (let term = 0; term < terms; term++) result[term * count + at] = column[term]!;
  });
  return result;
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += left[at]! * right[at]!;
  return sum;
}
