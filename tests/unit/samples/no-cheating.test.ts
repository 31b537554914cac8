/** The samples would teach nothing if one look decided: no file type, page, language or single word may solve them. */
import { sampleClasses } from '#samples/sample-classes.js';
import { contentText } from '#samples/sheet/content-text.js';
import { writeContent } from '#samples/write-content.js';
import { bundled } from '#samples/write-samples.js';

interface Looked {
  readonly class: string;
  readonly carrier: string;
  readonly language: string;
  readonly paper: string;
  readonly length: number;
  readonly words: ReadonlySet<string>;
}

const look = (count: number): Looked[] =>
  sampleClasses.flatMap((name) =>
    Array.from({ length: count }, (_, index) => {
      const { content, carrier, language } = writeContent({ class: name, index, seed: bundled.seed });
      const text = contentText(content).toLowerCase();
      const words = new Set(text.match(/\p{L}+/gu));
      return { class: name, carrier, language, paper: content.paper, length: text.length, words };
    }),
  );

const documents = look(bundled.count);

/** How often one would be right who knew, for every value of the feature, which class has it most. */
const accuracyOf = (feature: (document: Looked) => string): number => {
  const seen = new Map<string, Map<string, number>>();
  for (const document of documents) {
    const counts = seen.get(feature(document)) ?? new Map<string, number>();
    counts.set(document.class, (counts.get(document.class) ?? 0) + 1);
    seen.set(feature(document), counts);
  }
  let right = 0;
  for (const counts of seen.values()) right += Math.max(...counts.values());
  return right / documents.length;
};

const shareWith = (word: string, list: readonly Looked[]): number =>
  list.filter(({ words }) => words.has(word)).length / list.length;

describe('the bundled samples cannot be sorted by cheating', () => {
  test('file types and languages are shared out alike among the classes', () => {
    for (const name of sampleClasses) {
      const own = documents.filter((document) => document.class === name);
      expect(own.filter(({ carrier }) => carrier === 'pdf')).toHaveLength(10);
      expect(own.filter(({ carrier }) => carrier === 'tiff-fax')).toHaveLength(3);
      expect(own.filter(({ language }) => language === 'en')).toHaveLength(16);
    }
    expect(accuracyOf(({ carrier, language }) => `${carrier} ${language}`)).toBeLessThan(0.2);
  });

  test('the size of the paper alone sorts less than three in ten', () => {
    expect(accuracyOf(({ paper }) => paper)).toBeLessThan(0.3);
  });

  test('the amount of text alone sorts less than three in ten', () => {
    expect(accuracyOf(({ length }) => String(Math.floor(length / 250)))).toBeLessThan(0.3);
  });

  test('the best single word sorts less than a quarter', () => {
    const vocabulary = new Set(documents.flatMap(({ words }) => [...words]));
    const best = Math.max(
      ...[...vocabulary].map((word) => accuracyOf(({ words }) => String(words.has(word)))),
    );
    expect(best).toBeLessThan(0.25);
  });

  test.each(sampleClasses)('no word is on every %s of a language and on no other document', (name) => {
    for (const language of ['en', 'fr']) {
      const spoken = documents.filter((document) => document.language === language);
      const own = spoken.filter((document) => document.class === name);
      const others = spoken.filter((document) => document.class !== name);
      const vocabulary = new Set(own.flatMap(({ words }) => [...words]));
      const giveaways = [...vocabulary].filter(
        (word) => shareWith(word, own) > 0.95 && shareWith(word, others) < 0.02,
      );
      expect(giveaways).toEqual([]);
    }
  });

  test.each([
    ['invoice', 'invoice', 'facture'],
    ['receipt', 'receipt', 'reçu'],
    ['contract', 'contract', 'contrat'],
    ['letter', 'letter', 'lettre'],
    ['payslip', 'payslip', 'bulletin'],
    ['form', 'form', 'formulaire'],
  ])(
    'the name of the class %s is missing from some of its documents and printed on others',
    (name, en, fr) => {
      const named = ({ words }: Looked) => words.has(en) || words.has(fr);
      const own = documents.filter((document) => document.class === name);
      expect(own.filter(named).length).toBeLessThan(own.length * 0.9);
      expect(
        documents.filter((document) => document.class !== name && named(document)).length,
      ).toBeGreaterThan(1);
    },
  );
});
