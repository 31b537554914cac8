/**
 * How much of each document lies along the main directions of those of the other folds (main-directions.ts), found from
 * the products of the documents with each other. These are computed once for all folds, and there are far fewer of them
 * than terms: with twenty folds of some hundred documents it takes a tenth of the time that the directions themselves do.
 *
 *   directions = terms' mix · L⁻ᵀ,  L Lᵀ = mixᵀ · products · mix       share = |L⁻¹ · mixᵀ · own products| / |document|
 */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import type { Steps } from '../features/steps.js';
import { byColumn, type Columns, gramMatrix } from './gram-matrix.js';
import { atRightAngles, evenWeights, ROUNDS, type TermRange } from './main-directions.js';
import { seededRandom } from './seeded-random.js';

export interface ShareSource {
  readonly matrix: SparseMatrix;
  /** Columns that are looked at. */
  readonly range: TermRange;
  readonly labels: Int32Array;
  readonly foldOf: Int32Array;
  readonly folds: number;
  /** Rows whose share is wanted. */
  readonly judged: Int32Array;
  readonly seed: number;
}

/** Of the largest square: what is left below it is rounding. */
const NOTHING = 1e-7;

/**
 * @param order all rows, in the order in which directions are learned from them
 * @param knownElsewhere columns that enough documents outside of a fold have
 * @returns by row
 */
export function* sharesByProducts(
  { matrix, range, labels, foldOf, folds, judged, seed }: ShareSource,
  order: Int32Array,
  count: number,
  knownElsewhere: (matrix: SparseMatrix, fold: number) => Uint8Array,
): Steps<Float64Array> {
  const own = columnsWithin(matrix, range);
  const columns = byColumn(own);
  const { products } = gramMatrix(own, columns);
  const shares = new Float64Array(own.rows);
  for (let fold = 0; fold < folds; fold++) {
    yield { done: fold, total: folds, note: 'measuring the make-up of the texts' };
    const rows = order.filter((row) => foldOf[row] !== fold);
    const subspace = findSubspace(products, own.rows, rows, labels, count, seed);
    const known = knownElsewhere(own, fold);
    for (const row of judged) {
      if (foldOf[row] !== fold) continue;
      const seen = productsOfKnown(own, columns, products, row, known, foldOf);
      const length = Math.sqrt(squareOfKnown(own, row, known));
      shares[row] = length > 0 ? Math.sqrt(squareWithin(subspace, seen)) / length : 0;
    }
  }
  return shares;
}

/** The columns of a range alone, numbered from 0. */
function columnsWithin(
  { rows, offsets, indices, values }: SparseMatrix,
  { start, terms }: TermRange,
): SparseMatrix {
  const own = { offsets: new Float64Array(rows + 1), indices: new Int32Array(indices.length) };
  const kept = new Float32Array(values.length);
  let used = 0;
  for (let row = 0; row < rows; row++) {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]! - start;
      if (column < 0 || column >= terms) continue;
      own.indices[used] = column;
      kept[used++] = values[entry]!;
    }
    own.offsets[row + 1] = used;
  }
  const { offsets: ends, indices: all } = own;
  return {
    rows,
    columns: terms,
    offsets: ends,
    indices: all.subarray(0, used),
    values: kept.subarray(0, used),
  };
}

interface Subspace {
  readonly rows: Int32Array;
  readonly count: number;
  /** `rows × count`: how much each document counts in each direction, before these are set at right angles. */
  readonly mix: Float64Array;
  /** `count × count`, left and below of the diagonal. */
  readonly lower: Float64Array;
}

/** The subspace iteration of main-directions.ts, which needs of the documents no more than their products. */
function findSubspace(
  products: Float32Array,
  all: number,
  rows: Int32Array,
  labels: Int32Array,
  count: number,
  seed: number,
): Subspace {
  const weights = evenWeights(rows, labels, (row) => Math.sqrt(products[row * (all + 1)]!));
  const random = seededRandom(seed);
  let mixed: Float32Array = Float32Array.from({ length: rows.length * count }, () => random() - 0.5);
  const weighed = (): Float64Array =>
    Float64Array.from(mixed, (value, at) => value * weights[Math.floor(at / count)]!);
  const multiplied = (): Float64Array => {
    const mix = weighed();
    const sums = new Float64Array(mix.length);
    rows.forEach((row, at) => {
      const own = at * count;
      for (let other = 0; other < rows.length; other++) {
        const product = products[row * all + rows[other]!]! * weights[at]!;
        if (product === 0) continue;
        const from = other * count;
        for (let place = 0; place < count; place++) sums[own + place]! += product * mix[from + place]!;
      }
    });
    return sums;
  };
  for (let round = 0; round < ROUNDS; round++) {
    mixed = atRightAngles(Float32Array.from(multiplied()), count);
  }
  const squares = new Float64Array(count * count);
  const sums = multiplied();
  for (let at = 0; at < rows.length; at++) {
    for (let one = 0; one < count; one++) {
      const value = mixed[at * count + one]!;
      for (let other = 0; other <= one; other++) {
        squares[one * count + other]! += value * sums[at * count + other]!;
      }
    }
  }
  return { rows, count, mix: weighed(), lower: lowerFactor(squares, count) };
}

/** Cholesky, in place; 0 on the diagonal where the others hold a direction already. */
function lowerFactor(squares: Float64Array, size: number): Float64Array {
  let largest = 0;
  for (let at = 0; at < size; at++) largest = Math.max(largest, squares[at * (size + 1)]!);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = squares[row * size + column]!;
      for (let at = 0; at < column; at++) rest -= squares[row * size + at]! * squares[column * size + at]!;
      const pivot = squares[column * (size + 1)]!;
      squares[row * size + column] =
        row === column ? (rest > NOTHING * largest ? Math.sqrt(rest) : 0) : pivot > 0 ? rest / pivot : 0;
    }
  }
  return squares;
}

/** Square of the length of what lies within, of a document with these products with all rows. */
function squareWithin({ rows, count, mix, lower }: Subspace, own: Float64Array): number {
  const along = new Float64Array(count);
  rows.forEach((row, at) => {
    const product = own[row]!;
    if (product === 0) return;
    for (let place = 0; place < count; place++) along[place]! += product * mix[at * count + place]!;
  });
  let square = 0;
  for (let place = 0; place < count; place++) {
    let rest = along[place]!;
    for (let at = 0; at < place; at++) rest -= lower[place * count + at]! * along[at]!;
    const pivot = lower[place * (count + 1)]!;
    along[place] = pivot > 0 ? rest / pivot : 0;
    square += along[place]! ** 2;
  }
  return square;
}

/** Products of a document's known columns with all rows outside of its fold. */
function productsOfKnown(
  { rows, offsets, indices, values }: SparseMatrix,
  columns: Columns,
  products: Float32Array,
  row: number,
  known: Uint8Array,
  foldOf: Int32Array,
): Float64Array {
  const own = Float64Array.from(products.subarray(row * rows, (row + 1) * rows));
  for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
    const column = indices[entry]!;
    if (known[column] === 1) continue;
    for (let at = columns.starts[column]!; at < columns.starts[column + 1]!; at++) {
      const other = columns.rows[at]!;
      if (foldOf[other] !== foldOf[row]) own[other]! -= values[entry]! * columns.values[at]!;
    }
  }
  return own;
}

function squareOfKnown({ offsets, indices, values }: SparseMatrix, row: number, known: Uint8Array): number {
  let square = 0;
  for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
    if (known[indices[entry]!] === 1) square += values[entry]! ** 2;
  }
  return square;
}
