/** Measures agree with figures worked out by hand and by other software. */
import { bootstrapInterval } from '#core/evaluation/bootstrap.js';
import {
  classScores,
  confusionMatrix,
  macroF1,
  macroF1Interval,
  weightedF1,
} from '#core/evaluation/class-scores.js';
import {
  calibrationErrorByChance,
  coverageCurve,
  expectedCalibrationError,
  reliabilityBins,
} from '#core/evaluation/confidence-curves.js';
import type { Judgement } from '#core/evaluation/judgement.js';
import { wilsonInterval } from '#core/evaluation/wilson-interval.js';
import { seededRandom } from '#core/learning/seeded-random.js';

const judged = (label: number, predicted: number, confidence = 0.8): Judgement => {
  const probabilities = new Float64Array(3).fill((1 - confidence) / 2);
  probabilities[predicted] = confidence;
  return { document: 0, label, predicted, answer: '', status: 'classified', familiarity: 0, probabilities };
};

describe('measures', () => {
  test('precision, recall and F1 as scikit-learn gives them', () => {
    const pairs = [
      [0, 0],
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 2],
      [2, 2],
      [2, 2],
      [2, 0],
    ];
    const scores = classScores(
      confusionMatrix(
        pairs.map(([label, predicted]) => judged(label!, predicted!)),
        3,
      ),
    );
    expect(scores.map(({ precision }) => precision)).toEqual([2 / 3, 1 / 2, 2 / 3]);
    expect(scores.map(({ recall }) => recall)).toEqual([2 / 3, 1 / 2, 2 / 3]);
    expect(macroF1(scores)).toBeCloseTo(0.6111, 4);
    expect(weightedF1(scores)).toBeCloseTo(0.625, 4);
  });

  test('a document that got no class is missed by its own', () => {
    const counts = confusionMatrix([judged(0, 0), judged(0, -1), judged(1, 1)], 3);
    expect(counts[0]).toEqual([1, 0, 0, 1]);
    expect(classScores(counts)[0]).toMatchObject({ precision: 1, recall: 0.5, support: 2 });
  });

  test('the range of all of them ends at 1 and of none begins at 0, however many', () => {
    const counts = Array.from({ length: 200 }, (_, at) => at + 1);
    expect(new Set(counts.map((count) => wilsonInterval(count, count)![1]))).toEqual(new Set([1]));
    expect(new Set(counts.map((count) => wilsonInterval(0, count)![0]))).toEqual(new Set([0]));
  });

  test('a class never answered has no precision to speak of, and no division by zero', () => {
    expect(
      classScores([
        [0, 2],
        [0, 3],
      ])[0],
    ).toMatchObject({ precision: 0, precision_interval: null, recall: 0, f1: 0, support: 2 });
  });

  test('three of three prove less than thirty of thirty, for every figure of a class', () => {
    const low = (count: number, figure: 'precision_interval' | 'recall_interval' | 'f1_interval') =>
      classScores([
        [count, 0],
        [0, count],
      ])[0]![figure]![0];
    for (const figure of ['precision_interval', 'recall_interval', 'f1_interval'] as const) {
      expect(low(3, figure)).toBeLessThan(0.5);
      expect(low(30, figure)).toBeGreaterThan(0.85);
    }
  });

  test('of a class without test documents nothing is known, whatever was taken for it', () => {
    const scores = classScores([
      [3, 1],
      [0, 0],
    ]);
    expect(scores[1]).toMatchObject({ precision: null, recall: null, f1: null, support: 0 });
    expect(macroF1(scores)).toBeCloseTo(6 / 7, 6);
    expect(weightedF1(scores)).toBeCloseTo(6 / 7, 6);
  });

  test('few documents without a mistake leave macro F1 wide open, many do not', () => {
    const allRight = (each: number) => [
      [each, 0],
      [0, each],
    ];
    const [low, high] = macroF1Interval(allRight(2))!;
    // Two classes, each with Wilson's 0.342 for 2 of 2: 1 - 0.658 * sqrt(2) / 2.
    expect(low).toBeCloseTo(0.535, 3);
    expect(high).toBe(1);
    expect(macroF1Interval(allRight(200))![0]).toBeGreaterThan(0.98);
    expect(macroF1Interval([[0, 0]])).toBeNull();
  });

  test('Wilson interval of 8 in 10', () => {
    const [low, high] = wilsonInterval(8, 10)!;
    expect(low).toBeCloseTo(0.4902, 3);
    expect(high).toBeCloseTo(0.9433, 3);
    expect(wilsonInterval(0, 0)).toBeNull();
  });

  test('bootstrap interval holds the figure and shrinks with documents', () => {
    const width = (count: number): number => {
      const items = Array.from({ length: count }, (_, at) => at % 5 !== 0);
      const [low, high] = bootstrapInterval(
        items,
        (sample) => sample.filter(Boolean).length / sample.length,
      )!;
      expect(low).toBeLessThan(0.8);
      expect(high).toBeGreaterThan(0.8);
      return high - low;
    };
    expect(width(2000)).toBeLessThan(width(50) / 3);
  });

  test('calibration error of answers that are less right than sure', () => {
    const answers = Array.from({ length: 10 }, (_, at) => judged(0, at < 6 ? 0 : 1, 0.85));
    expect(expectedCalibrationError(reliabilityBins(answers))).toBeCloseTo(0.25, 6);
  });

  test('calibration error by chance is what exactly calibrated answers show', () => {
    const random = seededRandom(4);
    const answers = Array.from({ length: 300 }, () => 0.5 + 0.5 * random());
    let shown = 0;
    for (let draw = 0; draw < 200; draw++) {
      const drawn = answers.map((sure) => judged(0, random() < sure ? 0 : 1, sure));
      shown += expectedCalibrationError(reliabilityBins(drawn)) / 200;
    }
    expect(calibrationErrorByChance(answers.map((sure) => judged(0, 0, sure)))).toBeCloseTo(shown, 2);
  });

  test('coverage runs from the surest answers to all of them', () => {
    const answers = [judged(0, 0, 0.9), judged(0, 1, 0.6), judged(0, 0, 0.7), judged(0, 1, 0.5)];
    expect(coverageCurve(answers).map(({ coverage, error }) => [coverage, error])).toEqual([
      [0.25, 0],
      [0.5, 0],
      [0.75, 1 / 3],
      [1, 0.5],
    ]);
  });
});
