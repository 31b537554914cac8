/** Every document is judged once a dealing, and never by what was learned from it. */

import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { TrainParamsSchema } from '#config/params/train.params.js';
import { crossValidate } from '#core/evaluation/cross-validate.js';
import { evaluate } from '#core/evaluation/evaluate.js';
import { isRight } from '#core/evaluation/judgement.js';
import { prepareDataset } from '#core/learning/prepare-dataset.js';
import { seededRandom } from '#core/learning/seeded-random.js';
import { NO_PROVENANCE, writtenDataset, writtenLabelled } from '../../support/written-dataset.js';

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

  test('a class of one document, or of one and its copy, is learned from and never judged', async () => {
    const only = {
      ...writtenLabelled(1)[0]!,
      path: 'rare/only.png',
      text: 'passport of the republic surname',
    };
    const documents = [...writtenLabelled(3), only, { ...only, path: 'rare/again.png' }];
    const data = prepareDataset(documents, PreprocessParamsSchema.parse({ duplicate_overlap: 0.95 }));
    const steps = new Set<number>();
    const progress = (done: number) => void steps.add(done);
    const plan = { ...PLAN, repeats: 1 };
    const [repeat] = await crossValidate(data, SETTINGS, plan, asItIs, NO_PROVENANCE, { progress });
    // Whole models, as people count them.
    expect([...steps]).toEqual([0, 1, 2]);
    expect(repeat!.judgements).toHaveLength(9);
    const evaluation = evaluate(data.dataset, repeat!.judgements, 0, {
      crossValidation: { folds: 3, repeats: [repeat!] },
    });
    expect(evaluation.classes.rare).toMatchObject({ recall: null, f1: null, support: 0 });
    expect(evaluation.notes).toContain('Not tested, for want of documents: rare.');
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
