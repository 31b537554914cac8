/** Many classes from two-class machines: each class against all others. */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import type { DualWeights } from './dual-weights.js';
import { type LearningHost, pause } from './learning-host.js';
import { squaredNaiveBayesFactors } from './naive-bayes-factors.js';
import type { RowSpace } from './row-space.js';
import { solveClassByClass } from './solve-class-by-class.js';
import { type LinearWeights, type SolverSettings, solveOneAgainstRest } from './solve-one-against-rest.js';

export interface LearnSettings extends SolverSettings {
  /** Cost of an error; larger fits the training documents closer. */
  readonly cost: number;
  /** 0: every document counts the same; 1: every class counts the same; between: in between. */
  readonly balance: number;
}

/**
 * @param rows rows to learn from
 * @param labels class of every row of the matrix
 * @param weighting 'naive-bayes' scales features by their log-count ratios first (NB-SVM)
 */
export async function learnOneAgainstRest(
  matrix: SparseMatrix,
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
  settings: LearnSettings,
  weighting: 'none' | 'naive-bayes' = 'none',
  host: LearningHost = {},
): Promise<LinearWeights> {
  const costs = costsOf(rows, labels, classes, settings);
  const problem = { matrix, rows, labels, classes, costs };
  const solver = solveOneAgainstRest(
    weighting === 'none'
      ? problem
      : { ...problem, squaredFactors: squaredNaiveBayesFactors(matrix, rows, labels, classes) },
    settings,
  );
  return drive(solver, host);
}

/** The same by one class after the other. @param space of `rows` */
export function learnClassByClass(
  space: RowSpace,
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
  settings: LearnSettings,
  host: LearningHost = {},
  solved: (label: number, intercept: number) => void = () => undefined,
): Promise<DualWeights> {
  const costs = costsOf(rows, labels, classes, settings);
  return drive(solveClassByClass({ space, rows, labels, classes, costs, solved }, settings), host);
}

function costsOf(
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
  { cost, balance }: LearnSettings,
): Float64Array {
  const classWeights = balancedWeights(rows, labels, classes, balance);
  return Float64Array.from(rows, (row) => cost * classWeights[labels[row]!]!);
}

/** Runs a solver to its end, letting others through between its steps. */
async function drive<Solution>(solver: Generator<number, Solution>, host: LearningHost): Promise<Solution> {
  for (;;) {
    const step = solver.next();
    if (step.done) return step.value;
    await pause(host);
  }
}

/** `rows × classes` scores of the given rows. */
export function linearScores(matrix: SparseMatrix, rows: Int32Array, linear: LinearWeights): Float64Array {
  const { classes, weights, intercepts } = linear;
  const scores = new Float64Array(rows.length * classes);
  rows.forEach((row, at) => {
    const target = scores.subarray(at * classes, (at + 1) * classes);
    target.set(intercepts);
    for (let entry = matrix.offsets[row]!; entry < matrix.offsets[row + 1]!; entry++) {
      const value = matrix.values[entry]!;
      const start = matrix.indices[entry]! * classes;
      for (let label = 0; label < classes; label++) target[label]! += value * weights[start + label]!;
    }
  });
  return scores;
}

/** Weight of each class's documents: (documents / (classes × documents of the class)) to the power of `balance`. */
export function balancedWeights(
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
  balance: number,
): Float64Array {
  const counts = new Float64Array(classes);
  for (const row of rows) counts[labels[row]!]! += 1;
  const present = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  return counts.map((count) => (count > 0 ? (rows.length / (present * count)) ** balance : 1));
}
