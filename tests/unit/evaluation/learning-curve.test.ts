/** The curve of documents learned from: gains on the same documents, and nothing promised that few of them cannot show. */
import { learningCurve } from '#core/evaluation/learning-curve.js';
import { writtenDataset } from '../../support/written-dataset.js';

test('each point tells what it gained on the same documents, with a range that few documents leave wide', async () => {
  const curve = await learningCurve(writtenDataset(20), 1);
  expect(curve.map(({ documents }) => documents)).toEqual([6, 12, 24, 48]);
  expect(curve[0]).toMatchObject({ tested: 12, gain: null, gainInterval: null });
  for (const [at, { gain, gainInterval, accuracy }] of curve.entries()) {
    if (at === 0) continue;
    expect(gain).toBeCloseTo(accuracy - curve[at - 1]!.accuracy, 9);
    // Twelve documents rule out no gain of a point, however alike both were.
    expect(gainInterval![1]).toBeGreaterThanOrEqual(0.25);
    expect(gainInterval![0]).toBeLessThanOrEqual(gain!);
  }
});

test('leaves out what has too few words to be given a class', async () => {
  const data = writtenDataset(20);
  const silent = data.dataset.documents.findIndex(({ part }) => part === 'test');
  const documents = data.dataset.documents.map((one, at) => (at === silent ? { ...one, words: 0 } : one));
  const curve = await learningCurve({ ...data, dataset: { ...data.dataset, documents } }, 1);
  expect(curve.map(({ tested }) => tested)).toEqual([11, 11, 11, 11]);
});
