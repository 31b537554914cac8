/** Scores every training document by learners that had not seen it: what mixing and confidence can be trusted on. */
import type { TrainBlocks } from './build-blocks.js';
import { scoreUnseen } from './learn-member.js';
import type { LearningHost } from './learning-host.js';
import type { TrainSettings } from './train-settings.js';

export interface UnseenScores {
  /** `documents × classes`, each document's from a learner that had not seen it. */
  readonly scores: Float64Array;
  /** `folds × classes`: what the learner without a fold adds to every score. */
  readonly intercepts: Float64Array;
}

/** @returns one for each member */
export async function outOfFold(
  { members, labels, classes }: TrainBlocks,
  foldOf: Int32Array,
  folds: number,
  settings: TrainSettings,
  host: LearningHost,
): Promise<UnseenScores[]> {
  const rows = Int32Array.from(labels, (_, at) => at);
  const all: UnseenScores[] = [];
  for (const [at, member] of members.entries()) {
    const scores = new Float64Array(labels.length * classes);
    const intercepts = new Float64Array(folds * classes);
    for (let fold = 0; fold < folds; fold++) {
      host.progress?.(
        at * folds + fold,
        members.length * (folds + 1),
        `${member.name}, part ${fold + 1} of ${folds}`,
      );
      const inside = rows.filter((row) => foldOf[row] !== fold);
      const outside = rows.filter((row) => foldOf[row] === fold);
      const held = await scoreUnseen(member, inside, outside, labels, classes, settings, host);
      outside.forEach((row, place) => {
        scores.set(held.scores.subarray(place * classes, (place + 1) * classes), row * classes);
      });
      intercepts.set(held.intercepts, fold * classes);
    }
    all.push({ scores, intercepts });
  }
  return all;
}
