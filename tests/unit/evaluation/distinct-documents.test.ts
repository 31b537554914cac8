/** Near-duplicates make no figure surer, however often a document was given. */

import type { Dataset } from '#contracts/dataset.schema.js';
import { compareModels } from '#core/evaluation/compare-models.js';
import { distinctInterval } from '#core/evaluation/distinct-documents.js';
import { evaluate } from '#core/evaluation/evaluate.js';
import type { Judgement } from '#core/evaluation/judgement.js';
import { wilsonInterval } from '#core/evaluation/wilson-interval.js';

/** Of each document its label and what it was read as, given so many times. */
function tested(read: readonly (readonly [number, number])[], copies: number) {
  const rows = read.flatMap((one, group) =>
    Array.from({ length: copies }, () => ({ one, group: group * copies })),
  );
  const judgements = rows.map(
    ({ one: [label, predicted] }, document): Judgement => ({
      ...{ document, label, predicted, answer: 'ab'[predicted]!, status: 'classified', familiarity: 0 },
      probabilities: Float64Array.from([0, 1], (at) => (at === predicted ? 0.9 : 0.1)),
    }),
  );
  const dataset: Dataset = {
    format: 'docket/dataset@1',
    labels: ['a', 'b'],
    documents: rows.map(({ one: [label], group }, at) => ({
      ...{ path: `${'ab'[label]}/${at}.txt`, label, group, part: 'test', language: 'eng' },
      ...{ words: 100, pages: 1, source: 'plain-text' },
    })),
    ...{ split: 'given', conflicts: [], warnings: [], terms: {} },
  };
  return { dataset, judgements, metrics: evaluate(dataset, judgements, 10) };
}

const FOUR = [
  [0, 0],
  [0, 0],
  [1, 1],
  [1, 1],
] as const;

test('four texts given eight times tell as much as four texts', () => {
  const { metrics } = tested(FOUR, 8);
  const once = tested(FOUR, 1).metrics;
  expect(metrics.documents).toMatchObject({ test: 32, distinct: 4 });
  expect(once.documents).toMatchObject({ test: 4, distinct: null });
  for (const name of [
    'accuracy_interval',
    'macro_f1_interval',
    'weighted_f1_interval',
    'log_loss_interval',
    'expected_calibration_error_interval',
  ] as const) {
    expect(metrics[name]![0]).toBeCloseTo(once[name]![0], 9);
    expect(metrics[name]![1]).toBeCloseTo(once[name]![1], 9);
  }
  expect(metrics.decision!.error_interval).toEqual(once.decision!.error_interval);
  expect(metrics.classes.a).toEqual({ ...once.classes.a, support: 16 });
  expect(metrics.slices.language.eng!.interval).toEqual(once.slices.language.eng!.interval);
  expect(metrics.reliability.at(-1)!.interval).toEqual(once.reliability.at(-1)!.interval);
  expect(metrics.notes).toContain(
    'Only 4 different documents among the 32 tested, for near-duplicates tell nothing further: look at the intervals, not at the figures.',
  );
});

test('classes are not called inseparable by copies of a few documents', () => {
  const mixed = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const;
  const told = ({ notes }: { notes: string[] }) =>
    notes.some((note) => note.includes('no better than by chance'));
  expect(told(tested(mixed, 10).metrics)).toBe(false);
  expect(told(tested(Array.from({ length: 10 }, () => mixed).flat(), 1).metrics)).toBe(true);
});

test('one document gained many times over makes no model better', () => {
  const { judgements: before } = tested([[0, 1], ...FOUR, ...FOUR], 10);
  const { judgements: after, dataset } = tested([[0, 0], ...FOUR, ...FOUR], 10);
  expect(compareModels(before, after).verdict).toBe('better');
  const compared = compareModels(before, after, ({ document }) => dataset.documents[document]!.group);
  expect(compared).toMatchObject({ verdict: 'cannot tell', p: 1 });
  expect(compared.interval![0]).toBe(0);
});

test('without near-duplicates the range is that of as many documents, to the last bit', () => {
  const judged = Array.from({ length: 97 }, (_, document) => ({ document }));
  expect(distinctInterval(91, judged, ({ document }) => document)).toEqual(wilsonInterval(91, 97));
  expect(distinctInterval(0, [], () => 0)).toBeNull();
});
