/** The strongest terms of a class are words to read, each once. */
import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { prepareDataset } from '#core/learning/prepare-dataset.js';
import { trainModel } from '#core/learning/train-model.js';
import { NO_PROVENANCE, TRAIN_PARAMS, writtenLabelled } from '../../support/written-dataset.js';

test('a word that is several terms within is listed once', async () => {
  const documents = writtenLabelled(8).map((one) =>
    one.path.startsWith('letter') ? { ...one, text: `aujourd'hui ${one.text}`, words: one.words + 1 } : one,
  );
  const data = prepareDataset(documents, PreprocessParamsSchema.parse({ duplicate_overlap: 0.95 }));
  const { description } = await trainModel(data, TRAIN_PARAMS, NO_PROVENANCE);
  const letter = description.strongest.letter!.map(({ term }) => term);
  expect(letter).toContain("aujourd'hui");
  for (const terms of Object.values(description.strongest)) {
    expect(new Set(terms.map(({ term }) => term)).size).toBe(terms.length);
  }
});
