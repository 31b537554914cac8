/** Many documents of many classes are learned by a shorter recipe, and a person is told which. */
import { leanSettings, tellCut } from '#core/learning/lean-settings.js';
import { TRAIN_PARAMS } from '../../support/written-dataset.js';

test('a usual archive is learned by the whole recipe, without a word', () => {
  expect(leanSettings(TRAIN_PARAMS, 10_000, 20)).toBe(TRAIN_PARAMS);
  expect(tellCut(TRAIN_PARAMS, 10_000, 20)).toBeUndefined();
});

test('what is cut is told', () => {
  expect(tellCut(TRAIN_PARAMS, 1500, 500)).toBe(
    '1500 documents of 500 classes would take long with the whole recipe; learned with svm alone, in 3 parts.',
  );
  expect(tellCut(TRAIN_PARAMS, 100_000, 200)).toContain(
    'learned with svm alone, without the shape of the text, in 2 parts.',
  );
});
