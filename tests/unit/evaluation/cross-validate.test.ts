/** Every document is judged once a dealing, and never by what was learned from it. */
import { TrainParamsSchema } from '#config/params/train.params.js';
import { crossValidate } from '#core/evaluation/cross-validate.js';
import { isRight } from '#core/evaluation/judgement.js';
import { seededRandom } from '#core/learning/seeded-random.js';
import { NO_PROVENANCE, writtenDataset } from '../../support/written-dataset.js';

const SETTINGS = TrainParamsSchema.parse({ folds: 2, text: { learners: ['svm'] } });
const PLAN = { folds: 3, repeats: 2, seed: 1 };
const asItIs = (text: string): string => text;

describe('crossValidate', () => {
  test('judges every document once a dealing, the same way twice', async () => {
    const data = writtenDataset(6);
    const repeats = await crossValidate(data, SETTINGS, PLAN, asItIs, NO_PROVENANCE);
    for (const { judgements, changed } of repeats) {
      expect(judgements.map(({ document }) => document)).toEqual([...data.texts.keys()]);
      expect(changed.map(({ predicted }) => predicted)).toEqual(judgements.map(({ predicted }) => predicted));
    }
    expect(await crossValidate(data, SETTINGS, PLAN, asItIs, NO_PROVENANCE)).toEqual(repeats);
  });

  test('labels dealt by chance are read by chance: nothing leaks from the judged documents', async () => {
    const data = writtenDataset(12);
    const random = seededRandom(2);
    const documents = data.dataset.documents.map((one) => ({ ...one, label: Math.floor(random() * 3) }));
    const shuffled = { ...data, dataset: { ...data.dataset, documents } };
    const [repeat] = await crossValidate(shuffled, SETTINGS, { ...PLAN, repeats: 1 }, asItIs, NO_PROVENANCE);
    expect(repeat!.judgements.filter(isRight).length / documents.length).toBeLessThan(0.6);
  });
});
