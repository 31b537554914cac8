/** Scores every training document by learners that had not seen it: what mixing and confidence can be trusted on. */
import type { TrainBlocks } from './build-blocks.js';
import { scoreUnseen } from './learn-member.js';
import type { LearningHost } from './learning-host.js';
import type { TrainSettings } from './train-settings.js';

/** Per member `documents × classes` scores, each document's from a learner that had not seen it. */
export async function outOfFold(
  { members, labels, classes }: TrainBlocks,
  foldOf: Int32Array,
  folds: number,
  settings: TrainSettings,
  host: LearningHost,
): Promise<Float64Array[]> {
  const rows = Int32Array.from(labels, (_, at) => at);
  const all: Float64Array[] = [];
  for (const [at, member] of members.entries()) {
    const scores = new Float64Array(labels.length * classes);
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
        scores.set(held.subarray(place * classes, (place + 1) * classes), row * classes);
      });
    }
    all.push(scores);
  }
  return all;
}
