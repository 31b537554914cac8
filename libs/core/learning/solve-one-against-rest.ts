/**
 * Linear support vector machines with squared hinge loss, each class against the rest, by dual coordinate descent
 * with shrinking (Hsieh et al. 2008, "A dual coordinate descent method for large-scale linear SVM", algorithm 3).
 *
 * All classes are solved in one walk over the documents: the weights of a term stand side by side for all classes,
 * so a document's terms are fetched from memory once and not once per class. A class's result does not depend on
 * which other classes are solved with it.
 */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { seededRandom, shuffle } from './seeded-random.js';

export interface OneAgainstRestProblem {
  readonly matrix: SparseMatrix;
  /** Rows to learn from. */
  readonly rows: Int32Array;
  /** Class of every row of the matrix. */
  readonly labels: Int32Array;
  readonly classes: number;
  /** Cost of an error on each of `rows`. */
  readonly costs: Float64Array;
  /**
   * Square of the factor by which each feature counts for each class, `columns × classes` (NB-SVM); left out where
   * all count the same.
   */
  readonly squaredFactors?: Float32Array;
}

export interface SolverSettings {
  readonly seed: number;
  /** Stops when the largest violation of optimality falls below; LIBLINEAR's default is 0.1. */
  readonly tolerance: number;
  readonly max_epochs: number;
}

/** Linear scores of every class: `columns × classes` weights, column by column, and one intercept a class. */
export interface LinearWeights {
  readonly classes: number;
  readonly weights: Float32Array;
  readonly intercepts: Float64Array;
}

/** Steps smaller than this change nothing that a 32-bit weight could hold. */
const NO_STEP = 1e-12;

/** Yields after every epoch, so that the caller can report progress or stop. */
export function* solveOneAgainstRest(
  problem: OneAgainstRestProblem,
  settings: SolverSettings,
): Generator<number, LinearWeights> {
  const { matrix, rows, labels, classes, costs, squaredFactors } = problem;
  const { offsets, indices, values } = matrix;
  const weights = new Float32Array(matrix.columns * classes);
  const intercepts = new Float64Array(classes);
  const alphas = new Float32Array(rows.length * classes);
  const lengths = squaredLengths(problem);
  const perClassLengths = squaredFactors !== undefined;
  const inactive = new Uint8Array(rows.length * classes);
  const shrunk = new Int32Array(classes);
  const solved = new Uint8Array(classes);
  const bound = new Float64Array(classes).fill(Number.POSITIVE_INFINITY);
  const highest = new Float64Array(classes);
  const lowest = new Float64Array(classes);
  const order = Int32Array.from(rows, (_, at) => at);
  const active = new Int32Array(classes);
  const steps = new Float64Array(classes);
  const scores = new Float64Array(classes);
  const random = seededRandom(settings.seed);

  for (let epoch = 0; epoch < settings.max_epochs; epoch++) {
    highest.fill(Number.NEGATIVE_INFINITY);
    lowest.fill(Number.POSITIVE_INFINITY);
    shuffle(order, random);
    for (const example of order) {
      const row = rows[example]!;
      const base = example * classes;
      let count = 0;
      for (let label = 0; label < classes; label++) {
        if (solved[label] === 0 && inactive[base + label] === 0) active[count++] = label;
      }
      if (count === 0) continue;
      const start = offsets[row]!;
      const end = offsets[row + 1]!;

      for (let at = 0; at < count; at++) scores[at] = intercepts[active[at]!]!;
      if (count === classes) {
        for (let entry = start; entry < end; entry++) {
          const value = values[entry]!;
          const from = indices[entry]! * classes;
          for (let label = 0; label < classes; label++) scores[label]! += value * weights[from + label]!;
        }
      } else {
        for (let entry = start; entry < end; entry++) {
          const value = values[entry]!;
          const from = indices[entry]! * classes;
          for (let at = 0; at < count; at++) scores[at]! += value * weights[from + active[at]!]!;
        }
      }

      const diagonal = 0.5 / costs[example]!;
      let stepping = 0;
      for (let at = 0; at < count; at++) {
        const label = active[at]!;
        const sign = labels[row] === label ? 1 : -1;
        const alpha = alphas[base + label]!;
        const gradient = sign * scores[at]! - 1 + alpha * diagonal;
        let projected = gradient;
        if (alpha === 0) {
          if (gradient > bound[label]!) {
            // Far on the right side: not looked at again until the others have settled.
            inactive[base + label] = 1;
            shrunk[label]! += 1;
            continue;
          }
          projected = Math.min(gradient, 0);
        }
        if (projected > highest[label]!) highest[label] = projected;
        if (projected < lowest[label]!) lowest[label] = projected;
        if (Math.abs(projected) < NO_STEP) continue;
        const length = lengths[perClassLengths ? base + label : example]!;
        const next = Math.fround(Math.max(alpha - gradient / (length + diagonal), 0));
        alphas[base + label] = next;
        active[stepping] = label;
        steps[stepping++] = (next - alpha) * sign;
      }
      if (stepping === 0) continue;

      for (let at = 0; at < stepping; at++) intercepts[active[at]!]! += steps[at]!;
      for (let entry = start; entry < end; entry++) {
        const value = values[entry]!;
        const from = indices[entry]! * classes;
        if (squaredFactors) {
          for (let at = 0; at < stepping; at++) {
            const to = from + active[at]!;
            weights[to]! += steps[at]! * value * squaredFactors[to]!;
          }
        } else {
          for (let at = 0; at < stepping; at++) weights[from + active[at]!]! += steps[at]! * value;
        }
      }
    }
    if (settleClasses()) break;
    yield epoch + 1;
  }
  return { classes, weights, intercepts };

  /** @returns whether every class is solved */
  function settleClasses(): boolean {
    let all = true;
    for (let label = 0; label < classes; label++) {
      if (solved[label] === 1) continue;
      if (highest[label]! - lowest[label]! <= settings.tolerance) {
        if (shrunk[label] === 0) {
          solved[label] = 1;
          continue;
        }
        // Settled on the active documents: once more over all of them.
        for (let at = label; at < inactive.length; at += classes) inactive[at] = 0;
        shrunk[label] = 0;
        bound[label] = Number.POSITIVE_INFINITY;
      } else bound[label] = highest[label]! <= 0 ? Number.POSITIVE_INFINITY : highest[label]!;
      all = false;
    }
    return all;
  }
}

/** Squared length of each of `rows` with the constant of the intercept; per class where features count by class. */
function squaredLengths({ matrix, rows, classes, squaredFactors }: OneAgainstRestProblem): Float32Array {
  const { offsets, indices, values } = matrix;
  const lengths = new Float32Array(rows.length * (squaredFactors ? classes : 1)).fill(1);
  rows.forEach((row, example) => {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const square = values[entry]! * values[entry]!;
      if (!squaredFactors) {
        lengths[example]! += square;
        continue;
      }
      const from = indices[entry]! * classes;
      for (let label = 0; label < classes; label++) {
        lengths[example * classes + label]! += square * squaredFactors[from + label]!;
      }
    }
  });
  return lengths;
}
