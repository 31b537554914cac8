/** The learners by name: each turns documents and labels into linear scores of every class. */
import type { Learner } from '#contracts/learner.js';
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { learnComplementNaiveBayes } from './complement-naive-bayes.js';
import type { LearningHost } from './learning-host.js';
import { learnMultinomialLogistic } from './multinomial-logistic.js';
import { type LearnSettings, learnOneAgainstRest } from './one-against-rest.js';
import type { LinearWeights } from './solve-one-against-rest.js';

export function learn(
  learner: Learner,
  matrix: SparseMatrix,
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
  settings: LearnSettings,
  host: LearningHost = {},
): Promise<LinearWeights> {
  switch (learner) {
    case 'svm':
      return learnOneAgainstRest(matrix, rows, labels, classes, settings, 'none', host);
    case 'nb-svm':
      return learnOneAgainstRest(matrix, rows, labels, classes, settings, 'naive-bayes', host);
    case 'logistic':
      return learnMultinomialLogistic(matrix, rows, labels, classes, settings, host);
    case 'complement-nb':
      return learnComplementNaiveBayes(matrix, rows, labels, classes);
  }
}
