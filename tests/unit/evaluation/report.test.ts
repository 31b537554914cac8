/** The report does not promise more than its documents can show. */
import type { Dataset } from '#contracts/dataset.schema.js';
import { EvaluationSchema } from '#contracts/evaluation.schema.js';
import { drawCoverage } from '#core/evaluation/draw-charts.js';
import { type EvaluateExtras, evaluate } from '#core/evaluation/evaluate.js';
import type { Judgement } from '#core/evaluation/judgement.js';
import { writeReport } from '#core/evaluation/write-report.js';

/** Two tested classes and one that is not. */
const LABELS = ['bill', 'letter', 'rare'];

/** @param tested documents, all of them read right @param silent so many of them without a word */
function evaluated(tested: number, extras: EvaluateExtras = {}, silent = 0) {
  const documents = Array.from({ length: tested + 4 }, (_, at) => ({
    ...{
      path: `${LABELS[at % 2]}/${at}.txt`,
      label: at % 2,
      group: at,
      language: 'eng',
      words: at < silent ? 0 : 50,
      pages: 1,
    },
    part: at < tested ? ('test' as const) : ('train' as const),
    source: 'plain-text',
  }));
  const dataset: Dataset = {
    ...{ format: 'docket/dataset@1', labels: LABELS, documents, split: 'seeded' },
    ...{ conflicts: [], warnings: [], terms: {} },
  };
  const judgements = documents.slice(0, tested).map(({ label, words }, document): Judgement => {
    const probabilities = LABELS.map((_, at) => (words === 0 ? 0 : at === label ? 0.9 : 0.05));
    const answer =
      words === 0
        ? ({ predicted: -1, answer: null, status: 'unanswered' } as const)
        : ({ predicted: label, answer: LABELS[label]!, status: 'classified' } as const);
    return { document, label, ...answer, familiarity: 0, probabilities: Float64Array.from(probabilities) };
  });
  return evaluate(dataset, judgements, 10, extras);
}
const reportOf = (evaluation: ReturnType<typeof evaluated>): string =>
  writeReport(evaluation, { pictures: new Map(), strongest: {}, rawFolder: '../data/raw/' });

test('four documents without a mistake do not prove a model without mistakes', () => {
  const evaluation = EvaluationSchema.parse(evaluated(4));
  expect(evaluation.accuracy).toBe(1);
  // Wilson's interval of 4 in 4.
  expect(evaluation.accuracy_interval![0]).toBeCloseTo(0.51, 2);
  expect(evaluation.macro_f1_interval![0]).toBeLessThan(0.6);
  expect(evaluated(400).accuracy_interval![0]).toBeGreaterThan(0.98);
  expect(reportOf(evaluation)).not.toMatch(/100\.0\s% to 100\.0\s%/);
});

test('curves have ranges, and the report tells what calibration changed', () => {
  const extras = {
    learningCurve: [{ documents: 40, accuracy: 0.75, tested: 4, gain: null, gainInterval: null }],
    calibrationTraining: { before: 0.25, after: 0.03 },
  };
  const evaluation = EvaluationSchema.parse(evaluated(4, extras));
  expect(evaluation.learning_curve[0]!.interval![0]).toBeLessThan(0.4);
  expect(evaluation.coverage[0]!.interval![1]).toBeGreaterThan(0.4);
  expect(reportOf(evaluation)).toMatch(/in training 25\.0\s% before, 3\.0\s% after/);
});

test.each<[[number, number], string]>([
  [[0.01, 0.08], 'would probably help'],
  [[-0.02, 0.06], 'cannot be told'],
  [[-0.02, 0.005], 'would hardly help'],
])('a gain of the last doubling between %j: more documents %s', (gainInterval, answer) => {
  const point = { tested: 40, gain: null, gainInterval: null };
  const learningCurve = [
    { ...point, documents: 20, accuracy: 0.7 },
    { ...point, documents: 40, accuracy: 0.74, gain: 0.04, gainInterval },
  ];
  const report = reportOf(EvaluationSchema.parse(evaluated(40, { learningCurve })));
  expect(report).toContain('From 20 to 40 documents the learner of this curve, plainer');
  expect(report).toContain(answer);
  expect(report).toContain('class="range"');
});

const RULE = {
  ...{ max_error: 0.05, risk: 0.1, proven: true, min_words: 1, sure_words: 6, coverage: 0.7, error: 0.02 },
  ...{ holds_back: false, sure: 60, sure_wrong: 1, hangs_on: null, log_loss: 0.3, log_loss_by_shares: 0.9 },
  thresholds: {
    bill: { confidence: 0.85, margin: 0.1 },
    letter: null,
    rare: { confidence: 0.85, margin: 0 },
  },
};

test('the report tells the limit, whether it is proven, what each class stands from, and marks the rule', () => {
  const report = reportOf(EvaluationSchema.parse(evaluated(40, { rule: RULE })));
  expect(report).toMatch(/at most 5\.0\s% will be wrong \(train\.decide\.max_error\)/);
  expect(report).toMatch(/<td>bill<\/td><td>85\.0\s%<\/td><td>10\.0\s%<\/td>/);
  expect(report).toContain('<td>letter</td><td>never</td>');
  expect(report).toContain('fewer than 6 words go to a person');
  expect(report).toMatch(/the model's own rule: 100\.0\s% accepted, 0\.0\s% of them wrong/);
  expect(reportOf(evaluated(40, { rule: { ...RULE, proven: false } }))).toContain('cannot prove');
  const held = reportOf(
    evaluated(40, { rule: { ...RULE, proven: false, holds_back: true, log_loss: 0.95 } }),
  );
  expect(held).toContain('Every answer of this model goes to a person');
  expect(held).toContain('knew no more than how large each class is (log loss 0.95; 0.90 by the sizes');
});

test('documents without a word are neither right nor rejected as unknown, and told apart', () => {
  const evaluation = EvaluationSchema.parse(evaluated(40, { rule: RULE }, 4));
  expect(evaluation.documents).toMatchObject({ test: 40, unanswered: 4 });
  expect(evaluation).toMatchObject({ accuracy: 0.9, accuracy_answered: 1, mistakes: [] });
  expect(evaluation.decision).toMatchObject({ classified: 0.9, rejected: 0, unanswered: 0.1 });
  expect(evaluation.classes.bill).toMatchObject({ recall: 0.9, precision: 1, support: 20 });
  expect(evaluation.confusion).toMatchObject({
    counts: [
      [18, 0, 0],
      [0, 18, 0],
      [0, 0, 0],
    ],
    unanswered: [2, 2, 0],
  });
  expect(evaluation.coverage.at(-1)!.coverage).toBe(0.9);
  expect(evaluation.expected_calibration_error).toBeCloseTo(0.1, 9);
  expect(evaluation.slices.words['0']).toMatchObject({ documents: 4, unanswered: 4 });
  const report = reportOf(evaluation);
  expect(report).toContain('4 of the 40 have no word to judge by');
  expect(report).toContain('<td>0</td><td>no answer</td>');
  expect(evaluated(40).accuracy_answered).toBeNull();
});

test('a class without test documents has no figures', () => {
  const evaluation = EvaluationSchema.parse(evaluated(4));
  expect(evaluation.classes.rare).toMatchObject({ precision: null, recall: null, f1: null, support: 0 });
  expect(reportOf(evaluation)).toContain(
    '<td>rare</td><td>–</td><td>–</td><td>–</td><td>0</td><td>0</td><td></td>',
  );
});

test.each([
  [0.02, ['0', '2', '4', '6', '8', '10']],
  [0.23, ['0', '5', '10', '15', '20', '25']],
  [0.9, ['0', '20', '40', '60', '80', '100']],
])('an axis up to %d has even steps of whole numbers, all shown', (error, ticks) => {
  const drawing = drawCoverage([{ confidence: 0, coverage: 1, error, interval: null }]);
  const shown = [...drawing.matchAll(/text-anchor="end">([^<]*)</g)].map(([, text]) => text);
  expect(shown).toEqual(ticks);
});
