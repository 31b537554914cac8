/** The report does not promise more than its documents can show. */
import type { Dataset } from '#contracts/dataset.schema.js';
import { EvaluationSchema } from '#contracts/evaluation.schema.js';
import { drawCoverage } from '#core/evaluation/draw-charts.js';
import { type EvaluateExtras, evaluate } from '#core/evaluation/evaluate.js';
import type { Judgement } from '#core/evaluation/judgement.js';
import { writeReport } from '#core/evaluation/write-report.js';

/** Two tested classes and one that is not. */
const LABELS = ['bill', 'letter', 'rare'];

/** @param tested documents, all of them read right */
function evaluated(tested: number, extras: EvaluateExtras = {}) {
  const documents = Array.from({ length: tested + 4 }, (_, at) => ({
    ...{
      path: `${LABELS[at % 2]}/${at}.txt`,
      label: at % 2,
      group: at,
      language: 'eng',
      words: 50,
      pages: 1,
    },
    part: at < tested ? ('test' as const) : ('train' as const),
    source: 'plain-text',
  }));
  const dataset: Dataset = {
    ...{ format: 'docket/dataset@1', labels: LABELS, documents, split: 'seeded' },
    ...{ conflicts: [], warnings: [], terms: {} },
  };
  const judgements = documents.slice(0, tested).map(
    ({ label }, document): Judgement => ({
      ...{ document, label, predicted: label, answer: LABELS[label]!, status: 'classified', familiarity: 0 },
      probabilities: Float64Array.from(LABELS, (_, at) => (at === label ? 0.9 : 0.05)),
    }),
  );
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
    learningCurve: [{ documents: 40, accuracy: 0.75, tested: 4 }],
    calibrationTraining: { before: 0.25, after: 0.03 },
  };
  const evaluation = EvaluationSchema.parse(evaluated(4, extras));
  expect(evaluation.learning_curve[0]!.interval![0]).toBeLessThan(0.4);
  expect(evaluation.coverage[0]!.interval![1]).toBeGreaterThan(0.4);
  expect(reportOf(evaluation)).toMatch(/in training 25\.0\s% before, 3\.0\s% after/);
});

test('a class without test documents has no figures', () => {
  const evaluation = EvaluationSchema.parse(evaluated(4));
  expect(evaluation.classes.rare).toMatchObject({ precision: null, recall: null, f1: null, support: 0 });
  expect(reportOf(evaluation)).toContain('<td>rare</td><td>–</td><td>–</td><td>–</td><td>0</td>');
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
