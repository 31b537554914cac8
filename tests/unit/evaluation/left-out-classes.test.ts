/** What is said of a class that was never shown is measured, or said not to be. */

import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { LeftOutSchema } from '#contracts/evaluation.schema.js';
import { auroc } from '#core/evaluation/auroc.js';
import { leftOutClasses } from '#core/evaluation/left-out-classes.js';
import { prepareDataset } from '#core/learning/prepare-dataset.js';
import {
  NO_PROVENANCE,
  TRAIN_PARAMS,
  writtenDataset,
  writtenLabelled,
} from '../../support/written-dataset.js';

test('the odds that a known document is more familiar, ties by half', () => {
  expect(auroc([3, 2], [1])).toBe(1);
  expect(auroc([1, 3], [2])).toBe(0.5);
  expect(auroc([2, 2], [2])).toBe(0.5);
  expect(auroc([], [2])).toBeNull();
});

test('every class is left out in turn, and its documents are told from the known ones', async () => {
  const data = writtenDataset(15);
  const found = LeftOutSchema.parse(await leftOutClasses(data, TRAIN_PARAMS, NO_PROVENANCE));
  expect(Object.keys(found.classes)).toEqual(data.dataset.labels);
  for (const { documents, rejected, review, classified, auroc: told } of Object.values(found.classes)) {
    expect(documents).toBe(15);
    expect(rejected + review + classified).toBeCloseTo(1, 9);
    expect(told).toBeGreaterThan(0.9);
  }
  expect(found.auroc).toBeGreaterThan(0.9);
  expect(found.note).toContain('each learned without the class');
});

test('of two classes none can be left out, which is said', async () => {
  const two = writtenLabelled(6).filter(({ path }) => /^(letter|invoice)/.test(path));
  const data = prepareDataset(two, PreprocessParamsSchema.parse({ duplicate_overlap: 0.95 }));
  const found = await leftOutClasses(data, TRAIN_PARAMS, NO_PROVENANCE);
  expect(found).toMatchObject({ classes: {}, auroc: null });
  expect(found.note).toContain('cannot be told');
});
