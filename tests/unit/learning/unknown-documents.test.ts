/** What is of no class gets no class, with the reason; what is of a class still does. */
import { claimOf, fitClaim } from '#core/learning/claim.js';
import { familiarityOf, leastFamiliar, referencesOf } from '#core/learning/familiarity.js';
import type { LinearModel } from '#core/learning/linear-model.js';
import { predictDocument } from '#core/learning/predict-document.js';
import { seededRandom } from '#core/learning/seeded-random.js';
import { trainModel } from '#core/learning/train-model.js';
import { STRANGE_TEXTS } from '../../support/strange-texts.js';
import { NO_PROVENANCE, TRAIN_PARAMS, writtenDataset } from '../../support/written-dataset.js';
import { cleanText } from '../../support/written-documents.js';

describe('a document of no class', () => {
  let model: LinearModel;
  beforeAll(async () => {
    model = await trainModel(writtenDataset(20), TRAIN_PARAMS, NO_PROVENANCE);
  });
  const predict = (text: string) => predictDocument(model, cleanText(text), { explain_terms: 3 });

  test.each(Object.keys(STRANGE_TEXTS))('%s is rejected', (name) => {
    expect(predict(STRANGE_TEXTS[name]!)).toMatchObject({
      status: 'rejected',
      label: null,
      confidence: null,
      reason: { code: 'prediction/unfamiliar' },
    });
  });

  test.each(['', ' \n \n'])('a page without a word (%j) is rejected', (text) => {
    expect(predict(text)).toMatchObject({
      status: 'rejected',
      label: null,
      reason: { code: 'prediction/no-text', message: expect.stringContaining('no word') },
    });
  });

  test('a letter is still a letter', () => {
    const prediction = predict(
      'Dear Mrs Miller thank you very much for your kind letter garden river\nWith best wishes\nYours sincerely summer paper',
    );
    expect(prediction).toMatchObject({ status: 'classified', label: 'letter' });
    expect(prediction.reason).toBeUndefined();
  });
});

describe('familiarity', () => {
  const known = Array.from({ length: 400 }, (_, at) => ({ energy: at, likeness: at / 400, known: null }));
  const references = referencesOf(known, 4);
  const of = (energy: number, likeness: number | null) =>
    familiarityOf({ energy, likeness, known: 0 }, references);

  test('falls with every measure, and most where none of the known documents is so strange', () => {
    expect(of(399, 0.9)).toBeCloseTo(0, 9);
    expect(of(10, 0.9)).toBeLessThan(of(100, 0.9));
    expect(of(-1, 0.9)).toBeCloseTo(Math.log(1 / 401), 6);
    expect(of(399, -1)).toBeCloseTo(Math.log(1 / 401 / 0.01), 6);
  });

  test('with two classes what none of them claims counts by half', () => {
    expect(familiarityOf({ energy: -1 }, referencesOf(known, 2))).toBeCloseTo(0.5 * Math.log(1 / 401), 6);
  });

  test('likeness counts only where few known documents are as strange', () => {
    expect(of(200, 0.2)).toBe(of(200, 0.9));
    expect(of(200, null)).toBe(of(200, 0.9));
    expect(leastFamiliar({ energy: 200, likeness: -1, known: null }, references)).toBe('likeness');
  });

  test('energy and claim share one weight', () => {
    const both = referencesOf(
      known.map((one) => ({ ...one, claim: one.energy })),
      4,
    );
    expect(familiarityOf({ energy: 10, claim: 10 }, both)).toBeCloseTo(
      familiarityOf({ energy: 10 }, references),
      9,
    );
    expect(familiarityOf({ energy: 399, claim: 10 }, both)).toBeLessThan(0);
  });

  test('what no training document has is not measured', () => {
    expect(references.map(({ name }) => name)).toEqual(['energy', 'likeness']);
  });
});

describe('claim', () => {
  // Three classes, each far out along its own logit; what lies near the middle is of none.
  const random = seededRandom(5);
  const labels = Int32Array.from({ length: 90 }, (_, row) => row % 3);
  const logits = Float64Array.from({ length: 270 }, (_, at) =>
    at % 3 === Math.floor(at / 3) % 3 ? 4 + random() : random(),
  );
  const rows = labels.map((_, row) => row);
  const foldOf = labels.map((_, row) => Math.floor(row / 3) % 2);

  test('is about 1 for the documents of a class, each judged unseen, and lower for what lies between', () => {
    const fitted = fitClaim(logits, labels, foldOf, 2, rows, 3)!;
    for (const row of rows) expect(fitted.measure(row)).toBeGreaterThan(0.6);
    expect(claimOf(Float64Array.of(2, 2, 2), fitted.weights)).toBeLessThan(0.2);
    expect(claimOf(Float64Array.of(4.5, 0.5, 0.5), fitted.weights)).toBeCloseTo(1, 1);
  });

  test('is a number where the logits of a class never differ', () => {
    const same = logits.map((value, at) => (at % 3 === 2 ? 1 : value));
    expect(Number.isFinite(fitClaim(same, labels, foldOf, 2, rows, 3)!.measure(0))).toBe(true);
    expect(Number.isFinite(fitClaim(same.fill(0), labels, foldOf, 2, rows, 3)!.measure(0))).toBe(true);
  });
});
