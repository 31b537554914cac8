/** Would more documents help? Accuracy on the test part after learning from a quarter, half and all of the training part. */
import { joinBlocks } from '../features/join-blocks.js';
import { TokenCorpus } from '../features/token-corpus.js';
import { vectorise } from '../features/vectorise.js';
import { bestOf } from '../learning/decide.js';
import type { LearningHost } from '../learning/learning-host.js';
import { learnOneAgainstRest, linearScores } from '../learning/one-against-rest.js';
import { seededRandom, shuffle } from '../learning/seeded-random.js';
import type { TrainingData } from '../learning/training-data.js';

export interface CurvePoint {
  readonly documents: number;
  readonly accuracy: number;
  /** Documents it was tested on. */
  readonly tested: number;
}

const SHARES = [0.125, 0.25, 0.5, 1];
/** One plain learner on words and characters: the shape of the curve is what counts, not its height. */
const SETTINGS = { seed: 1, cost: 1, balance: 0, tolerance: 0.5, max_epochs: 50 };
/** Beyond, the curve costs more than it tells. */
const MOST_WORK = 2_000_000;

/** @returns no points where there is nothing to test on, or far too much to learn from again */
export async function learningCurve(data: TrainingData, host: LearningHost = {}): Promise<CurvePoint[]> {
  const { documents, labels: names } = data.dataset;
  const tested = documents.flatMap(({ part }, at) => (part === 'test' ? [at] : []));
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
  for (const share of SHARES) {
    const rows = Int32Array.from(order.slice(0, Math.max(2, Math.round(order.length * share))));
    const learned = await learnOneAgainstRest(matrix, rows, labels, names.length, SETTINGS, 'none', host);
    const scores = linearScores(matrix, Int32Array.from(tested), learned);
    const right = tested.filter(
      (document, at) =>
        bestOf(scores.subarray(at * names.length, (at + 1) * names.length)) === labels[document],
    );
    points.push({ documents: rows.length, accuracy: right.length / tested.length, tested: tested.length });
  }
  return points;
}
