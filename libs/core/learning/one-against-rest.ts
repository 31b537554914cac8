/** Many classes from two-class machines: each class against all others. */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { type LearningHost, pause } from './learning-host.js';
import { type SvmSettings, solveLinearSvm } from './solve-linear-svm.js';

export interface LearnSettings extends SvmSettings {
  /** Cost of an error; larger fits the training documents closer. */
  readonly cost: number;
  /** 0: every document counts the same; 1: every class counts the same; between: in between. */
  readonly balance: number;
}

/** Linear scores of every class: `columns × classes` weights, column by column, and one intercept a class. */
export interface LinearWeights {
  readonly classes: number;
  readonly weights: Float32Array;
  readonly intercepts: Float64Array;
}

/** @param rows rows to learn from; @param labels class of every row of the matrix */
export async function learnOneAgainstRest(
  matrix: SparseMatrix,
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
  settings: LearnSettings,
  host: LearningHost = {},
): Promise<LinearWeights> {
  const squares = squaredLengths(matrix);
  const classWeights = balancedWeights(rows, labels, classes, settings.balance);
  const weights = new Float32Array(matrix.columns * classes);
  const intercepts = new Float64Array(classes);
  for (let label = 0; label < classes; label++) {
    await pause(host);
    const signs = Int8Array.from(rows, (row) => (labels[row] === label ? 1 : -1));
    const costs = Float64Array.from(rows, (row) => settings.cost * classWeights[labels[row]!]!);
    const solved = solveLinearSvm(
      { matrix, rows, signs, costs, squares },
      { ...settings, seed: settings.seed + label },
    );
    for (let column = 0; column < matrix.columns; column++)
      weights[column * classes + label] = solved[column]!;
    intercepts[label] = solved[matrix.columns]!;
  }
  return { classes, weights, intercepts };
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

function squaredLengths(matrix: SparseMatrix): Float64Array {
  const squares = new Float64Array(matrix.rows);
  for (let row = 0; row < matrix.rows; row++) {
    // The constant 1 that carries the intercept is part of every row.
    let sum = 1;
    for (let entry = matrix.offsets[row]!; entry < matrix.offsets[row + 1]!; entry++) {
      sum += matrix.values[entry]! * matrix.values[entry]!;
    }
    squares[row] = sum;
  }
  return squares;
}

/** Weight of each class's documents: (documents / (classes × documents of the class)) to the power of `balance`. */
function balancedWeights(
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
