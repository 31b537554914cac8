/** Learns one member of the stack, by whichever way is the shorter one for its documents. */
import type { Member } from './build-blocks.js';
import { fewOfMany } from './class-by-class.js';
import { weightsOf } from './dual-weights.js';
import { learnWeighed, scoreWeighed } from './learn-weighed.js';
import { learn } from './learners.js';
import type { LearningHost } from './learning-host.js';
import { type LearnSettings, learnClassByClass, linearScores } from './one-against-rest.js';
import type { LinearWeights } from './solve-one-against-rest.js';

type MemberSettings = Omit<LearnSettings, 'cost'>;

/** @param rows rows to learn from @param labels class of every row of the member's matrix */
export async function learnMember(
  { learner, matrix, classByClass, cost }: Member,
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
  settings: MemberSettings,
  host: LearningHost,
): Promise<LinearWeights> {
  const own = { ...settings, cost };
  if (learner === 'nb-svm' && fewOfMany(matrix.rows, classes)) {
    return learnWeighed(matrix, rows, labels, classes, own, host);
  }
  if (!classByClass) return learn(learner, matrix, rows, labels, classes, own, host);
  const space = classByClass.spaceOf(rows);
  return weightsOf(matrix, await learnClassByClass(space, rows, labels, classes, own, host));
}

/** `unseen × classes` scores of other rows, by what is learned from `rows`, and the intercepts that are part of each. */
export async function scoreUnseen(
  member: Member,
  rows: Int32Array,
  unseen: Int32Array,
  labels: Int32Array,
  classes: number,
  settings: MemberSettings,
  host: LearningHost,
): Promise<{ scores: Float64Array; intercepts: Float64Array }> {
  const { learner, classByClass, matrix, cost } = member;
  if (learner === 'nb-svm' && fewOfMany(matrix.rows, classes)) {
    return scoreWeighed(matrix, rows, unseen, labels, classes, { ...settings, cost }, host);
  }
  if (!classByClass) {
    const linear = await learnMember(member, rows, labels, classes, settings, host);
    return { scores: linearScores(matrix, unseen, linear), intercepts: linear.intercepts };
  }
  const space = classByClass.spaceOf(rows);
  const dual = await learnClassByClass(space, rows, labels, classes, { ...settings, cost }, host);
  return { scores: classByClass.scores(unseen, dual), intercepts: dual.intercepts };
}
