/** Two models on the same documents: a clear winner is named, luck is not. */
import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { TrainParamsSchema } from '#config/params/train.params.js';
import { compareModels, mcNemar } from '#core/evaluation/compare-models.js';
import { describeComparison } from '#core/evaluation/describe-comparison.js';
import type { Judgement } from '#core/evaluation/judgement.js';
import { comparisonSection } from '#core/evaluation/report-models.js';
import type { LinearModel } from '#core/learning/linear-model.js';
import { trainModel } from '#core/learning/train-model.js';
import { NO_PROVENANCE, writtenDataset } from '../../support/written-dataset.js';

const judgements = (right: boolean[]): Judgement[] =>
  right.map((good, document) => ({
    document,
    label: 0,
    predicted: good ? 0 : 1,
    answer: good ? 'a' : 'b',
    status: 'classified',
    familiarity: 0,
    probabilities: Float64Array.of(0.5, 0.5),
  }));

describe('compareModels', () => {
  test('computes the exact test', () => {
    expect(mcNemar(10, 2)).toBeCloseTo(0.0386, 4);
    expect(mcNemar(3, 3)).toBe(1);
    expect(mcNemar(0, 0)).toBe(1);
  });

  test('names the better, the worse and the undecided', () => {
    const all = Array.from({ length: 100 }, () => true);
    const some = all.map((_, at) => at >= 20);
    const few = all.map((_, at) => at >= 2);
    expect(compareModels(judgements(some), judgements(all))).toMatchObject({
      verdict: 'better',
      difference: 0.2,
    });
    expect(compareModels(judgements(all), judgements(some)).verdict).toBe('worse');
    const close = compareModels(judgements(few), judgements(all));
    expect(close).toMatchObject({ verdict: 'cannot tell', gained: [0, 1], lost: [] });
  });

  test('refuses to compare different documents', () => {
    expect(() => compareModels(judgements([true]), judgements([true, true]))).toThrow(RangeError);
  });
});

test('of models that divided the documents in another way neither is called better', async () => {
  const data = writtenDataset(20);
  const settings = TrainParamsSchema.parse({ folds: 2, text: { learners: ['svm'] } });
  const good = await trainModel(data, settings, NO_PROVENANCE);
  const blind = { ...good, terms: [], figures: [], intercepts: Float64Array.of(9, 0, 0) };
  const divided = (model: LinearModel, seed: number): LinearModel => {
    const params = PreprocessParamsSchema.parse({ seed });
    const stages = [{ stage: 'preprocess', version: 1, params, engines: {} }];
    const provenance = { ...NO_PROVENANCE, stages };
    return { ...model, description: { ...model.description, provenance } };
  };
  expect(describeComparison(divided(blind, 1), divided(good, 1), data)).toMatchObject({
    verdict: 'better',
    notes: [],
  });
  const apart = describeComparison(divided(blind, 1), divided(good, 2), data);
  expect(apart).toMatchObject({ verdict: 'cannot tell', same_division: false });
  expect(apart.notes.join()).toContain('divided in another way');
  const told = comparisonSection(apart, '');
  expect(told).toContain('cannot be told');
  // Range and odds are those of two models that saw none of the documents.
  expect(told).not.toContain('by luck');
  expect(told).not.toMatch(/points \(/);
  expect(comparisonSection(describeComparison(divided(blind, 1), divided(good, 1), data), '')).toContain(
    'by luck',
  );
});
