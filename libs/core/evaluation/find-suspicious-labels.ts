/**
 * Finds labels that are probably wrong: each document is judged by learners that had not seen it, and where they
 * agree on another class the label is suspect (confident learning: Northcutt et al. 2021).
 */
import { buildBlocks } from '../learning/build-blocks.js';
import { chooseStack } from '../learning/choose-stack.js';
import { crossFolds } from '../learning/cross-folds.js';
import { bestOf } from '../learning/decide.js';
import type { LearningHost } from '../learning/learning-host.js';
import { outOfFold } from '../learning/out-of-fold.js';
import { softmax } from '../learning/softmax.js';
import type { TrainSettings } from '../learning/train-settings.js';
import type { TrainingData } from '../learning/training-data.js';

export interface SuspiciousLabel {
  /** Index of the document in the dataset. */
  readonly document: number;
  readonly label: number;
  readonly suggested: number;
  /** Probability of the suggested class less that of the label, -1 to 1; the list is sorted by it. */
  readonly doubt: number;
  /** Whether the suggested class is as sure of it as of its own documents, and the label is not. */
  readonly likely: boolean;
}

/** Every document whose most likely class is not its label, worst first. */
export async function findSuspiciousLabels(
  data: TrainingData,
  settings: TrainSettings,
  host: LearningHost = {},
): Promise<SuspiciousLabel[]> {
  const documents = data.dataset.documents.map((document) => ({ ...document, part: 'train' as const }));
  const blocks = buildBlocks({ ...data, dataset: { ...data.dataset, documents } }, settings);
  const { labels, classes } = blocks;
  const folds = Math.max(2, Math.min(settings.folds, labels.length));
  const foldOf = crossFolds(labels, blocks.groups, folds, settings.seed);
  const scores = await outOfFold(blocks, foldOf, folds, settings, host);
  const { logits } = await chooseStack(scores, labels, foldOf, folds, classes, host);
  const probabilities = Array.from(labels, (_, row) =>
    softmax(logits.slice(row * classes, (row + 1) * classes)),
  );
  const typical = typicalConfidence(probabilities, labels, classes);
  return probabilities
    .map((own, document): SuspiciousLabel => {
      const label = labels[document]!;
      const suggested = bestOf(own);
      const likely = own[suggested]! >= typical[suggested]! && own[label]! < typical[label]!;
      return { document, label, suggested, doubt: own[suggested]! - own[label]!, likely };
    })
    .filter(({ label, suggested }) => label !== suggested)
    .sort((left, right) => right.doubt - left.doubt || left.document - right.document);
}

/** Mean probability that each class gives to the documents labelled with it. */
function typicalConfidence(probabilities: Float64Array[], labels: Int32Array, classes: number): Float64Array {
  const sums = new Float64Array(classes);
  const counts = new Float64Array(classes);
  probabilities.forEach((own, row) => {
    sums[labels[row]!]! += own[labels[row]!]!;
    counts[labels[row]!]! += 1;
  });
  return sums.map((sum, label) => (counts[label]! > 0 ? sum / counts[label]! : 1));
}
