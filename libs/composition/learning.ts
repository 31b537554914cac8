/** What `docket/learning` gives a program: learn, predict, measure, compare and check, without workspace and server. */
export type { DatasetWarning } from '#contracts/dataset.schema.js';
export { DomainError } from '#contracts/domain-error.js';
export type { Prediction } from '#contracts/prediction.schema.js';
export type { FileBundle } from '#contracts/stage.js';
export { learnTexts, openClassifier, type TextClassifier } from './text-classifier.js';
export type { LabelledText } from './text-documents.js';
export {
  checkLabels,
  compareClassifiers,
  crossValidateTexts,
  evaluateClassifier,
  findDuplicates,
  type TextComparison,
  type TextEvaluation,
  type TextLabelCheck,
} from './text-evaluation.js';
export type { LearnParams } from './text-examples.js';
export type { TextHost } from './text-host.js';
