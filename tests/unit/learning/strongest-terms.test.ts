/** The strongest terms of a class are words to read, each once. */
import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { fitVocabulary } from '#core/features/term-vocabulary.js';
import { TokenCorpus } from '#core/features/token-corpus.js';
import { vectorise } from '#core/features/vectorise.js';
import { prepareDataset } from '#core/learning/prepare-dataset.js';
import { occurrences, strongestTerms } from '#core/learning/strongest-terms.js';
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

test('a term that no document of a class has is none of its own, whatever weight its absence gained', () => {
  const texts = ['amount due', 'dear madam', 'dear sir'];
  const corpus = TokenCorpus.of(texts);
  const settings = { kind: 'word', min: 1, max: 1, min_documents: 1, max_share: 1, max_terms: 100 } as const;
  const vocabulary = fitVocabulary(corpus, Int32Array.of(0, 1, 2), settings);
  // All that is learned of bills is that they lack what letters have, or have it: as of a class without words.
  const weights = new Float32Array(vocabulary.keysA.length * 2).map((_, at) => (at % 2 === 0 ? 1 : -1));
  const occurs = occurrences(
    vectorise(corpus, vocabulary),
    0,
    vocabulary.keysA.length,
    Int32Array.of(0, 1, 1),
    2,
  );
  const [bill, letter] = strongestTerms({ name: 'word', vocabulary, weights }, corpus, occurs, 2, 25);
  expect(bill!.map(({ term }) => term).sort()).toEqual(['amount', 'due']);
  expect(letter).toEqual([]);
});
