/** Scores recipes on one dataset by cross-validation; what two recipes have in common is learned once. */

import { buildBlocks } from './build-blocks.js';
import { chooseStack } from './choose-stack.js';
import { crossFolds } from './cross-folds.js';
import { bestOf } from './decide.js';
import { leanSettings } from './lean-settings.js';
import type { LearningHost } from './learning-host.js';
import { outOfFold, type UnseenScores } from './out-of-fold.js';
import { softmax } from './softmax.js';
import type { TrainSettings } from './train-settings.js';
import type { TrainingData } from './training-data.js';

export interface TrialScore {
  readonly accuracy: number;
  readonly log_loss: number;
  /** Negative log likelihood of each training document, in order. */
  readonly losses: Float64Array;
}

/** @param folds parts of the cross-validation; the same for every recipe, so that their losses can be compared in pairs */
export function trialScorer(
  data: TrainingData,
  folds: number,
): (settings: TrainSettings, host?: LearningHost) => Promise<TrialScore> {
  const known = new Map<string, UnseenScores>();
  return async (wanted, host = {}) => {
    const training = data.dataset.documents.filter(({ part }) => part === 'train').length;
    const settings = leanSettings(wanted, training, data.dataset.labels.length);
    const blocks = buildBlocks(data, settings);
    const { labels, classes, members } = blocks;
    const parts = Math.max(2, Math.min(folds, labels.length));
    const foldOf = crossFolds(labels, blocks.groups, parts, settings.seed);
    const scores: UnseenScores[] = [];
    for (const member of members) {
      const key = memberKey(member.name, settings);
      const own =
        known.get(key) ??
        (await outOfFold({ ...blocks, members: [member] }, foldOf, parts, settings, host))[0]!;
      known.set(key, own);
      scores.push(own);
    }
    const { logits } = await chooseStack(scores, labels, foldOf, parts, classes, host);
    let right = 0;
    const losses = Float64Array.from(labels, (label, row) => {
      const own = softmax(logits.slice(row * classes, (row + 1) * classes));
      if (bestOf(own) === label) right += 1;
      return -Math.log(Math.max(own[label]!, 1e-15));
    });
    return {
      accuracy: right / Math.max(labels.length, 1),
      log_loss: losses.reduce((sum, loss) => sum + loss, 0) / Math.max(losses.length, 1),
      losses,
    };
  };
}

/** All that a member's scores depend on besides the dataset. */
function memberKey(name: string, settings: TrainSettings): string {
  const { seed, balance, tolerance, max_epochs, max_weights, text } = settings;
  const figures = name === 'shape' || name === 'layout' || name === 'picture' ? settings[name] : undefined;
  return JSON.stringify([
    name,
    [seed, balance, tolerance, max_epochs, max_weights],
    figures ?? [text.cost, text.weights],
  ]);
}
