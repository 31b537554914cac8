/** Features are those of scikit-learn's TfidfVectorizer, and one document alone gives the bits it gives among many. */
import { fitVocabulary } from '#core/features/term-vocabulary.js';
import { TokenCorpus } from '#core/features/token-corpus.js';
import { vectorise } from '#core/features/vectorise.js';

const settings = (kind: 'word' | 'char', min: number, max: number) =>
  ({ kind, min, max, min_documents: 1, max_share: 1, max_terms: 1e6 }) as const;
const all = (corpus: TokenCorpus): Int32Array =>
  Int32Array.from({ length: corpus.documentCount }, (_, at) => at);

describe('vectorise', () => {
  test('gives sublinear tf-idf of words and pairs, as scikit-learn does', () => {
    const corpus = TokenCorpus.of(['red green red red', 'green blue']);
    const matrix = vectorise(corpus, fitVocabulary(corpus, all(corpus), settings('word', 1, 2)));
    // TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True): red, red green, green red, red red, green
    const row = [...matrix.values.subarray(0, matrix.offsets[1])].sort((left, right) => right - left);
    expect(row.map((value) => Math.round(value * 1e4) / 1e4)).toEqual([
      0.7462, 0.3555, 0.3555, 0.3555, 0.253,
    ]);
    expect(row.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
  });

  test('takes characters within word bounds, as char_wb does', () => {
    const corpus = TokenCorpus.of(['ab a']);
    // ' ab ' has 3 + 2 + 1 n-grams of 2 to 4, ' a ' has 2 + 1; ' a' is in both.
    expect(fitVocabulary(corpus, all(corpus), settings('char', 2, 4)).idf).toHaveLength(8);
  });

  test('one document alone has the bits it has among others', () => {
    const texts = ['the first of many letters', 'an invoice over 00.00 due now', 'ünïcode Straße 漢字 мир'];
    const corpus = TokenCorpus.of(texts);
    for (const kind of ['word', 'char'] as const) {
      const vocabulary = fitVocabulary(corpus, all(corpus), settings(kind, 1, 3));
      const together = vectorise(corpus, vocabulary);
      texts.forEach((text, at) => {
        const alone = vectorise(TokenCorpus.of([text]), vocabulary);
        const [from, to] = [together.offsets[at]!, together.offsets[at + 1]!];
        expect(alone.indices).toEqual(together.indices.slice(from, to));
        expect(alone.values).toEqual(together.values.slice(from, to));
      });
    }
  });

  test('keeps to training documents, frequency limits and budget', () => {
    const corpus = TokenCorpus.of(['common alpha', 'common beta', 'common beta', 'unseen beta']);
    const training = Int32Array.of(0, 1, 2);
    const size = (change: object): number =>
      fitVocabulary(corpus, training, { ...settings('word', 1, 1), ...change }).idf.length;
    expect(size({})).toBe(3);
    expect(size({ min_documents: 2 })).toBe(2);
    expect(size({ max_share: 0.9 })).toBe(2);
    expect(size({ max_terms: 1 })).toBe(1);
  });
});
