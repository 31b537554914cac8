/** None of n is not known to be none of all: the ranges of classes left out say so. */
import type { Judgement } from '#core/evaluation/judgement.js';
import { documentInterval, shareInterval } from '#core/evaluation/left-out-intervals.js';
import { wilsonInterval } from '#core/evaluation/wilson-interval.js';

const judged = (status: Judgement['status'], count: number): Judgement[] =>
  Array.from({ length: count }, (_, document) => ({
    ...{ document, label: 0, predicted: 0, answer: 'a', status, familiarity: 0 },
    probabilities: Float64Array.of(1),
  }));

test('of 40 known documents none was rejected, by however many models: up to 8.8 % may be', () => {
  const byDocument = judged('classified', 40).map((one) => [one, one, one]);
  expect(documentInterval(byDocument, 'rejected')).toEqual(wilsonInterval(0, 40));
  expect(documentInterval(byDocument, 'classified')).toEqual(wilsonInterval(40, 40));
  expect(documentInterval([], 'rejected')).toBeNull();
});

test('judgements of one document count as one document', () => {
  const byDocument = [...judged('rejected', 10), ...judged('classified', 30)].map((one) => [one, one, one]);
  expect(documentInterval(byDocument, 'rejected')).toEqual(wilsonInterval(10, 40));
});

test('of strangers, all of whom are rejected, some to come may not be', () => {
  const drawn = [10, 20].map((count) => ({ strangers: judged('rejected', count), others: [] }));
  expect(shareInterval(drawn, 'rejected')).toEqual(wilsonInterval(30, 30));
  expect(shareInterval(drawn, 'classified')).toEqual(wilsonInterval(0, 30));
});
