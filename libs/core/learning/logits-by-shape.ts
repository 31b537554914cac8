/** What unseen training documents would be called by the shape of their text alone, as if nothing else were seen of them. */
import type { TrainBlocks } from './build-blocks.js';
import { logitsByFold } from './choose-stack.js';
import type { UnseenScores } from './out-of-fold.js';
import type { Stack } from './stack-mix.js';

/**
 * @param unseen of each member
 * @param stacks of each fold, fitted without it
 * @returns `documents × classes` logits, intercepts included
 */
export function logitsByShape(
  { members, classes }: Pick<TrainBlocks, 'members' | 'classes'>,
  unseen: readonly UnseenScores[],
  stacks: readonly Stack[],
  foldOf: Int32Array,
): Float64Array {
  const scores = unseen.map((one, member) => {
    if (members[member]!.name === 'shape') return one.scores;
    const assumed = new Float64Array(foldOf.length * classes);
    foldOf.forEach((fold, row) => {
      assumed.set(one.intercepts.subarray(fold * classes, (fold + 1) * classes), row * classes);
    });
    return assumed;
  });
  return logitsByFold(stacks, scores, foldOf, classes);
}
