/**
 * Two-class linear support vector machine with squared hinge loss, by dual coordinate descent with shrinking
 * (Hsieh et al. 2008, "A dual coordinate descent method for large-scale linear SVM", algorithm 3; LIBLINEAR's -s 1).
 */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { seededRandom, shuffle } from './seeded-random.js';

export interface SvmProblem {
  readonly matrix: SparseMatrix;
  /** Rows to learn from. */
  readonly rows: Int32Array;
  /** +1 or -1 for each of `rows`. */
  readonly signs: Int8Array;
  /** Cost of an error for each of `rows`. */
  readonly costs: Float64Array;
  /** Squared length of each row of the matrix, the constant of the intercept included. */
  readonly squares: Float64Array;
}

export interface SvmSettings {
  readonly seed: number;
  /** Stops when the largest violation of optimality falls below; LIBLINEAR's default is 0.1. */
  readonly tolerance: number;
  readonly max_epochs: number;
}

/** @returns one weight per column, then the intercept */
export function solveLinearSvm(problem: SvmProblem, settings: SvmSettings): Float64Array {
  const { matrix, rows, signs, costs, squares } = problem;
  const { offsets, indices, values } = matrix;
  const intercept = matrix.columns;
  const weights = new Float64Array(intercept + 1);
  const alphas = new Float64Array(rows.length);
  const order = Int32Array.from(rows, (_, at) => at);
  const random = seededRandom(settings.seed);
  let active = order.length;
  let highestBefore = Number.POSITIVE_INFINITY;

  for (let epoch = 0; epoch < settings.max_epochs; epoch++) {
    let highest = Number.NEGATIVE_INFINITY;
    let lowest = Number.POSITIVE_INFINITY;
    shuffle(order, random, active);
    for (let at = 0; at < active; at++) {
      const example = order[at]!;
      const row = rows[example]!;
      const sign = signs[example]!;
      const diagonal = 0.5 / costs[example]!;
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      let score = weights[intercept]!;
      for (let entry = start; entry < end; entry++) score += weights[indices[entry]!]! * values[entry]!;
      const alpha = alphas[example]!;
      const gradient = sign * score - 1 + alpha * diagonal;

      let projected = gradient;
      if (alpha === 0) {
        if (gradient > highestBefore) {
          // Far on the right side: out of the active set until the end.
          active -= 1;
          order[at] = order[active]!;
          order[active] = example;
          at -= 1;
          continue;
        }
        projected = Math.min(gradient, 0);
      }
      if (projected > highest) highest = projected;
      if (projected < lowest) lowest = projected;
      if (Math.abs(projected) < 1e-12) continue;

      const next = Math.max(alpha - gradient / (squares[row]! + diagonal), 0);
      const step = (next - alpha) * sign;
      alphas[example] = next;
      weights[intercept]! += step;
      for (let entry = start; entry < end; entry++) weights[indices[entry]!]! += step * values[entry]!;
    }
    if (highest - lowest <= settings.tolerance) {
      if (active === order.length) break;
      // Settled on the active set: once more over everything.
      active = order.length;
      highestBefore = Number.POSITIVE_INFINITY;
      continue;
    }
    highestBefore = highest <= 0 ? Number.POSITIVE_INFINITY : highest;
  }
  return weights;
}
