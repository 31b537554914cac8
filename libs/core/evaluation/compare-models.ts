/** Says whether one model is better than another on the same documents: paired bootstrap and McNemar's test. */
import { bootstrapInterval } from './bootstrap.js';
import { byGroup, type GroupOf } from './distinct-documents.js';
import { isRight, type Judgement } from './judgement.js';

export interface Comparison {
  readonly documents: number;
  /** Accuracy of the second model less that of the first, with its 95 % interval. */
  readonly difference: number;
  readonly interval: [number, number] | null;
  /** Documents that only the second model reads right, and that only the first does. */
  readonly gained: number[];
  readonly lost: number[];
  /** Probability of so uneven gains and losses if the models were equally good (exact McNemar, two-sided). */
  readonly p: number;
  readonly verdict: 'better' | 'worse' | 'cannot tell';
}

/** Odds by luck below which a difference is believed. */
export const SIGNIFICANT = 0.05;

/**
 * @param groupOf near-duplicates are drawn together, and are one gain or loss to the exact test
 * @throws RangeError where the two did not judge the same documents in the same order
 */
export function compareModels(
  first: readonly Judgement[],
  second: readonly Judgement[],
  groupOf: GroupOf = ({ document }) => document,
): Comparison {
  if (first.length !== second.length || first.some(({ document }, at) => document !== second[at]!.document)) {
    throw new RangeError('Both models must have judged the same documents in the same order.');
  }
  const pairs = first.map((before, at) => ({
    document: before.document,
    change: Number(isRight(second[at]!)) - Number(isRight(before)),
  }));
  const mean = (sample: readonly { change: number }[]): number =>
    sample.reduce((sum, { change }) => sum + change, 0) / Math.max(sample.length, 1);
  const groups = byGroup(pairs, groupOf);
  const interval = bootstrapInterval(groups, (sample) => mean(sample.flat()));
  const changes = groups.map((members) => Math.sign(mean(members)));
  const gained = pairs.filter(({ change }) => change > 0).map(({ document }) => document);
  const lost = pairs.filter(({ change }) => change < 0).map(({ document }) => document);
  const p = mcNemar(
    changes.filter((change) => change > 0).length,
    changes.filter((change) => change < 0).length,
  );
  const clear = interval !== null && p < SIGNIFICANT && (interval[0] > 0 || interval[1] < 0);
  return {
    documents: pairs.length,
    difference: mean(pairs),
    interval,
    gained,
    lost,
    p,
    verdict: !clear ? 'cannot tell' : gained.length > lost.length ? 'better' : 'worse',
  };
}

/** Two-sided exact binomial test of equal odds for gains and losses (McNemar 1947). */
export function mcNemar(gains: number, losses: number): number {
  const trials = gains + losses;
  let term = trials * Math.log(0.5);
  let tail = Math.exp(term);
  for (let hits = 1; hits <= Math.min(gains, losses); hits++) {
    term += Math.log((trials - hits + 1) / hits);
    tail += Math.exp(term);
  }
  return Math.min(1, 2 * tail);
}
