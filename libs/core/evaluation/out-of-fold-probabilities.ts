/** Judges every document of a dataset, the test part too, by learners that had seen neither it nor its duplicates. */
import { blockSteps } from '../learning/build-blocks.js';
import { chooseStack } from '../learning/choose-stack.js';
import { crossFolds } from '../learning/cross-folds.js';
import { leanSettings } from '../learning/lean-settings.js';
import { inTurns, type LearningHost } from '../learning/learning-host.js';
import { outOfFold } from '../learning/out-of-fold.js';
import { softmax } from '../learning/softmax.js';
import type { TrainSettings } from '../learning/train-settings.js';
import type { TrainingData } from '../learning/training-data.js';

/** @returns the probability of every class, by document of the dataset */
export async function outOfFoldProbabilities(
  data: TrainingData,
  wanted: TrainSettings,
  host: LearningHost = {},
): Promise<Float64Array[]> {
  const documents = data.dataset.documents.map((document) => ({ ...document, part: 'train' as const }));
  const settings = leanSettings(wanted, documents.length, data.dataset.labels.length);
  const blocks = await inTurns(
    blockSteps({ ...data, dataset: { ...data.dataset, documents } }, settings),
    host,
  );
  const { labels, classes } = blocks;
  const folds = Math.max(2, Math.min(settings.folds, labels.length));
  const foldOf = crossFolds(labels, blocks.groups, folds, settings.seed);
  const unseen = await outOfFold(blocks, foldOf, folds, settings, host);
  const { logits } = await chooseStack(unseen, labels, foldOf, folds, classes, host);
  return Array.from(labels, (_, row) => softmax(logits.slice(row * classes, (row + 1) * classes)));
}
