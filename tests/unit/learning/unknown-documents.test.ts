/** What is of no class gets no class, with the reason; what is of a class still does. */
import { familiarityOf, leastFamiliar, referencesOf } from '#core/learning/familiarity.js';
import type { LinearModel } from '#core/learning/linear-model.js';
import { predictDocument } from '#core/learning/predict-document.js';
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
  const references = referencesOf(known);
  const of = (energy: number, likeness: number | null) =>
    familiarityOf({ energy, likeness, known: 0 }, references);

  test('falls with every measure, and most where none of the known documents is so strange', () => {
    expect(of(399, 0.9)).toBe(0);
    expect(of(10, 0.9)).toBeLessThan(of(100, 0.9));
    expect(of(-1, 0.9)).toBeCloseTo(Math.log(1 / 401), 6);
    expect(of(399, -1)).toBeCloseTo(Math.log(1 / 401 / 0.05), 6);
  });

  test('likeness counts only where few known documents are as strange', () => {
    expect(of(200, 0.2)).toBe(of(200, 0.9));
    expect(of(200, null)).toBe(of(200, 0.9));
    expect(leastFamiliar({ energy: 200, likeness: 0, known: null }, references)).toBe('likeness');
  });

  test('what no training document has is not measured', () => {
    expect(references.map(({ name }) => name)).toEqual(['energy', 'likeness']);
  });
});
