/**
 * Linear support vector machines with squared hinge loss, each class against the rest, by dual coordinate descent
 * with shrinking (Hsieh et al. 2008, "A dual coordinate descent method for large-scale linear SVM", algorithm 3).
 *
 * All classes are solved in one walk over the documents: the weights of a term stand side by side for all classes,
 * so a document's terms are fetched from memory once and not once per class. A class's result does not depend on
 * which other classes are solved with it.
 */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { addScores, addSteps } from './row-products.js';
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
export const NO_STEP = 1e-12;

/** What is known of the solution between two epochs. Per document and class, or per class. */
interface SolverState {
  readonly weights: Float32Array;
  readonly intercepts: Float64Array;
  readonly alphas: Float32Array;
  readonly inactive: Uint8Array;
  readonly lengths: Float32Array;
  /** Documents out of the active set, and whether the class is done. */
  readonly shrunk: Int32Array;
  readonly solved: Uint8Array;
  /** Gradients above it leave the active set; the largest and smallest violation of this epoch. */
  readonly bound: Float64Array;
  readonly highest: Float64Array;
  readonly lowest: Float64Array;
}

/** Yields after every epoch, so that the caller can report progress or stop. */
export function* solveOneAgainstRest(
  problem: OneAgainstRestProblem,
  settings: SolverSettings,
): Generator<number, LinearWeights> {
  const { matrix, rows, classes } = problem;
  const state: SolverState = {
    weights: new Float32Array(matrix.columns * classes),
    intercepts: new Float64Array(classes),
    alphas: new Float32Array(rows.length * classes),
    inactive: new Uint8Array(rows.length * classes),
    lengths: squaredLengths(problem),
    shrunk: new Int32Array(classes),
    solved: new Uint8Array(classes),
    bound: new Float64Array(classes).fill(Number.POSITIVE_INFINITY),
    highest: new Float64Array(classes),
    lowest: new Float64Array(classes),
  };
  const order = Int32Array.from(rows, (_, at) => at);
  const random = seededRandom(settings.seed);
  for (let epoch = 0; epoch < settings.max_epochs; epoch++) {
    state.highest.fill(Number.NEGATIVE_INFINITY);
    state.lowest.fill(Number.POSITIVE_INFINITY);
    shuffle(order, random);
    sweep(problem, state, order);
    if (settleClasses(state, classes, settings.tolerance)) break;
    yield epoch + 1;
  }
  return { classes, weights: state.weights, intercepts: state.intercepts };
}

/** One walk over the documents: one step for each class that a document is active for. */
function sweep(
  { matrix, rows, labels, classes, costs, squaredFactors }: OneAgainstRestProblem,
  state: SolverState,
  order: Int32Array,
): void {
  const { weights, intercepts, alphas, inactive, lengths, shrunk, solved, bound, highest, lowest } = state;
  const active = new Int32Array(classes);
  const steps = new Float64Array(classes);
  const scores = new Float64Array(classes);
  for (const example of order) {
    const row = rows[example]!;
    const base = example * classes;
    let count = 0;
    for (let label = 0; label < classes; label++) {
      if (solved[label] === 0 && inactive[base + label] === 0) active[count++] = label;
    }
    if (count === 0) continue;
    addScores(matrix, row, weights, classes, active, count, scores);

    const diagonal = 0.5 / costs[example]!;
    let stepping = 0;
    for (let at = 0; at < count; at++) {
      const label = active[at]!;
      const sign = labels[row] === label ? 1 : -1;
      const alpha = alphas[base + label]!;
      const gradient = sign * (scores[at]! + intercepts[label]!) - 1 + alpha * diagonal;
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
      const length = lengths[squaredFactors ? base + label : example]!;
      const next = Math.fround(Math.max(alpha - gradient / (length + diagonal), 0));
      const step = (next - alpha) * sign;
      alphas[base + label] = next;
      intercepts[label]! += step;
      active[stepping] = label;
      steps[stepping++] = step;
    }
    if (stepping > 0) addSteps(matrix, row, weights, classes, active, stepping, steps, squaredFactors);
  }
}

/** @returns whether every class is solved */
function settleClasses(
  { highest, lowest, shrunk, solved, inactive, bound }: SolverState,
  classes: number,
  tolerance: number,
): boolean {
  let all = true;
  for (let label = 0; label < classes; label++) {
    if (solved[label] === 1) continue;
    if (highest[label]! - lowest[label]! <= tolerance) {
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
