/** How far the figures of classes left out could be off by the luck of their documents: bootstrap within each class. */
import { seededRandom } from '../learning/seeded-random.js';
import { auroc } from './auroc.js';
import { middle, RESAMPLES } from './bootstrap.js';
import type { Judgement } from './judgement.js';
import { wilsonInterval } from './wilson-interval.js';

/** What one model judged: documents of the class that it was learned without, and documents of the others. */
export interface JudgedWithout {
  readonly strangers: readonly Judgement[];
  readonly others: readonly Judgement[];
}

export const familiarityOf = ({ familiarity }: Judgement): number => familiarity;
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export const shareOf = (judged: readonly Judgement[], wanted: Judgement['status']): number | null =>
  judged.length > 0 ? judged.filter(({ status }) => status === wanted).length / judged.length : null;

/** Of the mean over classes of the share of strangers that get an answer. */
export function shareInterval(
  drawn: readonly JudgedWithout[],
  wanted: Judgement['status'],
): [number, number] | null {
  const all = drawn.flatMap(({ strangers }) => strangers);
  const hits = all.filter(({ status }) => status === wanted).length;
  // Drawn again, none stays none and all stay all, as if that were known of every document to come.
  if (hits === 0 || hits === all.length) return wilsonInterval(hits, all.length);
  return meanInterval(drawn, ({ strangers }) => shareOf(strangers, wanted));
}

/**
 * Of the share of judgements that are an answer, of documents judged by several models each: these are not independent,
 * and count as one document.
 */
export function documentInterval(
  judged: readonly (readonly Judgement[])[],
  wanted: Judgement['status'],
): [number, number] | null {
  const share = shareOf(judged.flat(), wanted);
  return share === null ? null : wilsonInterval(share * judged.length, judged.length);
}

/** Of the mean over classes of the odds that a known document is more familiar than a stranger. */
export const aurocInterval = (drawn: readonly JudgedWithout[]): [number, number] | null =>
  meanInterval(drawn, ({ strangers, others }) =>
    auroc(others.map(familiarityOf), strangers.map(familiarityOf)),
  );

/** Each draw takes as many documents of every class again; the classes stay. */
function meanInterval(
  drawn: readonly JudgedWithout[],
  measure: (judged: JudgedWithout) => number | null,
): [number, number] | null {
  const random = seededRandom(1);
  const again = (judged: readonly Judgement[]): Judgement[] =>
    judged.map(() => judged[Math.floor(random() * judged.length)]!);
  const means = new Float64Array(RESAMPLES);
  for (let round = 0; round < RESAMPLES; round++) {
    const found = drawn.flatMap(
      ({ strangers, others }) => measure({ strangers: again(strangers), others: again(others) }) ?? [],
    );
    if (found.length === 0) return null;
    means[round] = mean(found);
  }
  return middle(means.sort());
}
