/** NB-SVM of many classes, one after the other: each weighs the terms anew, so that only its own weights are kept. */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import type { LearningHost } from './learning-host.js';
import { type LearnSettings, learnClassByClass } from './one-against-rest.js';
import type { LinearWeights } from './solve-one-against-rest.js';
import { scoreOf, WeighedSpace } from './weighed-space.js';

/** @param rows rows to learn from @param labels class of every row of the matrix */
export async function learnWeighed(
  matrix: SparseMatrix,
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
  settings: LearnSettings,
  host: LearningHost,
): Promise<LinearWeights> {
  const space = new WeighedSpace(matrix, rows, labels, classes);
  const weights = new Float32Array(matrix.columns * classes);
  const { intercepts } = await learnClassByClass(space, rows, labels, classes, settings, host, (label) => {
    for (let column = 0; column < matrix.columns; column++) {
      weights[column * classes + label] = space.weights[column]!;
    }
  });
  return { classes, weights, intercepts };
}

/** `unseen × classes` scores of other rows, by what is learned from `rows`, and the intercepts that are part of each. */
export async function scoreWeighed(
  matrix: SparseMatrix,
  rows: Int32Array,
  unseen: Int32Array,
  labels: Int32Array,
  classes: number,
  settings: LearnSettings,
  host: LearningHost,
): Promise<{ scores: Float64Array; intercepts: Float64Array }> {
  const space = new WeighedSpace(matrix, rows, labels, classes);
  const scores = new Float64Array(unseen.length * classes);
  const each = (label: number, intercept: number): void => {
    unseen.forEach((row, at) => {
      scores[at * classes + label] = intercept + scoreOf(matrix, row, space.weights);
    });
  };
  const { intercepts } = await learnClassByClass(space, rows, labels, classes, settings, host, each);
  return { scores, intercepts };
}
