/** Would more documents help? Accuracy on the test part after learning from an eighth, a quarter, half and all of the training part. */
import { joinBlocks } from '../features/join-blocks.js';
import { TokenCorpus } from '../features/token-corpus.js';
import { vectorise } from '../features/vectorise.js';
import { bestOf } from '../learning/decide.js';
import type { LearningHost } from '../learning/learning-host.js';
import { learnOneAgainstRest, linearScores } from '../learning/one-against-rest.js';
import { seededRandom, shuffle } from '../learning/seeded-random.js';
import type { TrainingData } from '../learning/training-data.js';
import { bootstrapInterval } from './bootstrap.js';
import { mcNemar, SIGNIFICANT } from './compare-models.js';

export interface CurvePoint {
  readonly documents: number;
  readonly accuracy: number;
  /** Documents it was tested on. */
  readonly tested: number;
  /** Accuracy more than the point before has on the same documents, with its 95 % interval; null for the first point. */
  readonly gain: number | null;
  readonly gainInterval: [number, number] | null;
}

const SHARES = [0.125, 0.25, 0.5, 1];
/** One plain learner on words and characters: the shape of the curve is what counts, not its height. */
const SETTINGS = { seed: 1, cost: 1, balance: 0, tolerance: 0.5, max_epochs: 50 };
/** What never happened in n trials happens in less than 3 / n of all, with odds of 95 % (Hanley and Lippman-Hand 1983). */
const RULE_OF_THREE = 3;
/** Beyond, the curve costs more than it tells. */
const MOST_WORK = 2_000_000;

/**
 * @param leastWords documents of fewer words are given no class by any model, and are left out
 * @returns no points where there is nothing to test on, or far too much to learn from again
 */
export async function learningCurve(
  data: TrainingData,
  leastWords: number,
  host: LearningHost = {},
): Promise<CurvePoint[]> {
  const { documents, labels: names } = data.dataset;
  const tested = documents.flatMap(({ part, words }, at) =>
    part === 'test' && words >= leastWords ? [at] : [],
  );
  if (tested.length === 0 || documents.length * names.length > MOST_WORK) return [];
  const corpus = TokenCorpus.of(data.texts);
  const matrix = joinBlocks(
    Object.values(data.vocabularies).map((vocabulary) => vectorise(corpus, vocabulary)),
    Object.values(data.vocabularies).map(() => 1),
  );
  const labels = Int32Array.from(documents, ({ label }) => label);
  const order = documents.flatMap(({ part }, at) => (part === 'train' ? [at] : []));
  shuffle(order, seededRandom(SETTINGS.seed));
  const points: CurvePoint[] = [];
  let before: readonly boolean[] | undefined;
  for (const share of SHARES) {
    const rows = Int32Array.from(order.slice(0, Math.max(2, Math.round(order.length * share))));
    const learned = await learnOneAgainstRest(matrix, rows, labels, names.length, SETTINGS, 'none', host);
    const scores = linearScores(matrix, Int32Array.from(tested), learned);
    const right = tested.map(
      (document, at) =>
        bestOf(scores.subarray(at * names.length, (at + 1) * names.length)) === labels[document],
    );
    const changes = before && right.map((now, at) => Number(now) - Number(before![at]));
    points.push({
      ...{ documents: rows.length, accuracy: mean(right.map(Number)), tested: tested.length },
      gain: changes ? mean(changes) : null,
      gainInterval: changes ? gainRange(changes) : null,
    });
    before = right;
  }
  return points;
}

/** The bootstrap's, but not surer than the exact test, nor than so few documents without a change allow. */
function gainRange(changes: readonly number[]): [number, number] {
  const [low, high] = bootstrapInterval(changes, mean)!;
  const gained = changes.filter((change) => change > 0).length;
  const lost = changes.filter((change) => change < 0).length;
  const clear = mcNemar(gained, lost) < SIGNIFICANT;
  return [clear ? low : Math.min(low, 0), Math.max(high, Math.min(1, RULE_OF_THREE / changes.length))];
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
