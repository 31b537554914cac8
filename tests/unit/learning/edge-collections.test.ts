/** Collections at the edges of what people have: three documents a class, many classes (bench/learning/scale.mjs has as many as DOCKET_BENCH_CLASSES says), one class that is nearly all. */
import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { judgeDocuments } from '#core/evaluation/judge-documents.js';
import { isRight } from '#core/evaluation/judgement.js';
import { type LabelledDocument, prepareDataset } from '#core/learning/prepare-dataset.js';
import { seededRandom } from '#core/learning/seeded-random.js';
import { trainModel } from '#core/learning/train-model.js';
import { rejectionOf } from '../../support/thrown-by.js';
import {
  NO_PROVENANCE,
  TRAIN_PARAMS,
  writtenDataset,
  writtenLabelled,
} from '../../support/written-dataset.js';

const PARAMS = PreprocessParamsSchema.parse({ duplicate_overlap: 0.95, test_share: 0.34 });
const train = (documents: LabelledDocument[]) => {
  const data = prepareDataset(documents, PARAMS);
  return trainModel(data, TRAIN_PARAMS, NO_PROVENANCE).then((model) => ({
    model,
    judged: judgeDocuments(model, data),
  }));
};

test('three documents a class suffice to learn, not to guarantee anything', async () => {
  const { model, judged } = await train(writtenLabelled(3));
  expect(model.description.support).toEqual([2, 2, 2]);
  expect(model.description.decision.guaranteed).toBe(false);
  expect(judged).toHaveLength(3);
  expect(judged.every(isRight)).toBe(true);

  const [tested] = judged;
  const data = writtenDataset(3);
  const documents = data.dataset.documents.map((one, at) =>
    at === tested!.document ? { ...one, words: 0, part: 'test' as const } : one,
  );
  const silent = judgeDocuments(model, { ...data, dataset: { ...data.dataset, documents } });
  // As a new document without a word: nobody is told a class, however well its text is known.
  expect(silent.find(({ document }) => document === tested!.document)).toMatchObject({
    ...{ status: 'unanswered', predicted: -1, answer: null },
  });
});

test('with every block switched off the switches are named', async () => {
  const off = { ...TRAIN_PARAMS, shape: { ...TRAIN_PARAMS.shape, weight: 0 } };
  const silent = { ...off, text: { ...off.text, weights: { word: 0, char: 0 } } };
  const layout = { ...silent, layout: { ...silent.layout, weight: 0 } };
  const nothing = { ...layout, picture: { ...layout.picture, weight: 0 } };
  const data = prepareDataset(writtenLabelled(3), PARAMS);
  const error = await rejectionOf(trainModel(data, nothing, NO_PROVENANCE));
  expect(error).toMatchObject({ code: 'config/invalid' });
  expect(error.message).toContain('nothing to learn from');
});

test('one document in a class among others is learned from', async () => {
  const only = { ...writtenLabelled(1)[0]!, path: 'rare/only.png', text: 'passport of the republic surname' };
  const { model } = await train([...writtenLabelled(6), only]);
  expect(model.description.support[model.description.labels.indexOf('rare')]).toBe(1);
  expect([...model.intercepts].every(Number.isFinite)).toBe(true);
});

test('with one class of nine in ten the rare ones are still found', async () => {
  const rare = writtenLabelled(60).filter(
    ({ path }) => !/^(letter|recipe)/.test(path) || /-[0-3]\.png$/.test(path),
  );
  const { model, judged } = await train(rare);
  expect(model.description.support[0]! / 60).toBeGreaterThan(0.6);
  const found = judged.filter(({ label }) => label > 0);
  expect(found.length).toBeGreaterThan(1);
  expect(found.every(isRight)).toBe(true);
});

test('30 classes of three are learned in one go', async () => {
  const random = seededRandom(3);
  const word = (from: number) => `w${from}x`;
  const documents = Array.from({ length: 90 }, (_, at): LabelledDocument => {
    const label = at % 30;
    const words = Array.from({ length: 12 }, (_, place) =>
      word(place < 4 ? 10_000 + label * 4 + place : Math.floor(random() * 3000)),
    );
    return {
      path: `class-${String(label).padStart(3, '0')}/${at}`,
      text: words.join(' '),
      language: 'und',
      words: 12,
      pages: 1,
      source: 'ocr',
    };
  });
  const settings = { ...TRAIN_PARAMS, folds: 2, text: { ...TRAIN_PARAMS.text, learners: ['svm' as const] } };
  const data = prepareDataset(documents, PARAMS);
  const model = await trainModel(
    data,
    { ...settings, shape: { ...settings.shape, weight: 0 } },
    NO_PROVENANCE,
  );
  const judged = judgeDocuments(model, data);
  expect(judged).toHaveLength(30);
  expect(judged.filter(isRight).length / judged.length).toBeGreaterThan(0.9);
});

test('the same documents in another order give the same model', async () => {
  const again = await trainModel(
    prepareDataset(writtenLabelled(8).reverse(), PreprocessParamsSchema.parse({ duplicate_overlap: 0.95 })),
    TRAIN_PARAMS,
    NO_PROVENANCE,
  );
  const once = await trainModel(writtenDataset(8), TRAIN_PARAMS, NO_PROVENANCE);
  expect(again.terms.map(({ weights }) => weights)).toEqual(once.terms.map(({ weights }) => weights));
});
