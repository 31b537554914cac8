/**
 * How strongly the nearest class claims a document: the highest of its classes' straight-line estimates of "is one" (1)
 * and "is none" (−1), by least squares over its logits (ridge regression: Hoerl and Kennard 1970). Logits fitted to
 * likelihood go on growing where an answer is sure already, and their height says whatever likelihood leaves open; these
 * estimates are drawn towards the mean where no class was ever told from the others by what the document has.
 */

import { solvePositive } from './solve-positive.js';

/** Learned from so many documents at most; a few numbers for each pair of classes need no more. */
const MOST_DOCUMENTS = 5000;
/** Beyond, squares and cubes of the classes cost more than claim tells. */
const MOST_CLASSES = 500;

export interface FittedClaim {
  /** `(classes + 1) × classes`, the intercepts last. */
  readonly weights: Float32Array;
  /** Of a training document, by estimates that were learned without its fold. */
  measure(row: number): number;
}

/** @param logits of one document @param weights `(classes + 1) × classes` @returns about 1 where a class claims it */
export function claimOf(logits: Float64Array, weights: Float32Array | Float64Array): number {
  const classes = logits.length;
  let most = Number.NEGATIVE_INFINITY;
  for (let label = 0; label < classes; label++) {
    let estimate = weights[classes * classes + label]!;
    for (let from = 0; from < classes; from++) estimate += logits[from]! * weights[from * classes + label]!;
    if (estimate > most) most = estimate;
  }
  return most;
}

/**
 * @param logits `documents × classes`, out of fold
 * @param judged rows to learn from
 * @returns undefined where there are no documents, or too many classes
 */
export function fitClaim(
  logits: Float64Array,
  labels: Int32Array,
  foldOf: Int32Array,
  folds: number,
  judged: Int32Array,
  classes: number,
): FittedClaim | undefined {
  if (classes > MOST_CLASSES || judged.length === 0) return undefined;
  const every = Math.ceil(judged.length / MOST_DOCUMENTS);
  const sums = Array.from({ length: folds }, () => new Sums(classes));
  judged.forEach((row, at) => {
    if (at % every === 0) sums[foldOf[row]!]!.add(logits, row, labels[row]!);
  });
  const byFold = sums.map((_, fold) => Sums.of(sums.filter((__, other) => other !== fold)).solve());
  return {
    weights: Float32Array.from(Sums.of(sums).solve()),
    measure: (row) => claimOf(logits.slice(row * classes, (row + 1) * classes), byFold[foldOf[row]!]!),
  };
}

/** The sums that least squares needs of its documents; those of several parts add up. */
class Sums {
  private readonly width: number;
  /** `width × width`: products of the logits and a constant 1; left and below of the diagonal alone. */
  private readonly squares: Float64Array;
  /** `width × classes`: the logits and the 1, summed over the documents of each class. */
  private readonly products: Float64Array;
  /** The same over all documents. */
  private readonly totals: Float64Array;

  constructor(private readonly classes: number) {
    this.width = classes + 1;
    this.squares = new Float64Array(this.width * this.width);
    this.products = new Float64Array(this.width * classes);
    this.totals = new Float64Array(this.width);
  }

  static of(parts: readonly Sums[]): Sums {
    const all = new Sums(parts[0]!.classes);
    for (const { squares, products, totals } of parts) {
      for (let at = 0; at < squares.length; at++) all.squares[at]! += squares[at]!;
      for (let at = 0; at < products.length; at++) all.products[at]! += products[at]!;
      for (let at = 0; at < totals.length; at++) all.totals[at]! += totals[at]!;
    }
    return all;
  }

  add(logits: Float64Array, row: number, label: number): void {
    const { classes, width, squares, products } = this;
    const own = new Float64Array(width).fill(1);
    own.set(logits.subarray(row * classes, (row + 1) * classes));
    for (let from = 0; from < width; from++) {
      const value = own[from]!;
      // The other half is the same.
      for (let to = 0; to <= from; to++) squares[from * width + to]! += value * own[to]!;
      products[from * classes + label]! += value;
      this.totals[from]! += value;
    }
  }

  /** @returns `width × classes` weights, drawn towards 0 as if by one document of middling logits */
  solve(): Float64Array {
    const { classes, width } = this;
    const square = this.squares.slice();
    const count = square[width * width - 1]! || 1;
    let variance = 0;
    for (let at = 0; at < classes; at++) {
      const mean = square[classes * width + at]! / count;
      variance += (square[at * width + at]! / count - mean * mean) / classes;
    }
    for (let at = 0; at < classes; at++) square[at * width + at]! += variance > 0 ? variance : 1;
    square[width * width - 1] = count;
    // 1 for a document of the class, −1 for another one.
    const right = this.products.map((own, at) => 2 * own - this.totals[Math.floor(at / classes)]!);
    return solvePositive(square, right, width, classes);
  }
}
