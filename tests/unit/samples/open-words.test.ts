/** The samples' vocabulary is open: every document has words of its own, some few, some very many. */
import { sampleClasses } from '#samples/sample-classes.js';
import { contentText } from '#samples/sheet/content-text.js';
import { writeContent } from '#samples/write-content.js';
import { bundled } from '#samples/write-samples.js';
import { coiner } from '#samples/writing/coin-words.js';
import { withOpenWords } from '#samples/writing/open-words.js';
import { SeededRandom } from '#samples/writing/seeded-random.js';

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/\p{L}{3,}/gu));

describe('coined words', () => {
  const coin = coiner(['harbour', 'harvest', 'carpet', 'market', 'marble', 'garment', 'barrel', 'parcel']);

  test('go on as words of the language do, and most are new', () => {
    const random = new SeededRandom('coined');
    const coined = Array.from({ length: 200 }, () => coin(random));
    for (const word of coined) expect(word).toMatch(/^[a-z]{3,13}$/);
    expect(new Set(coined).size).toBeGreaterThan(8);
  });

  test('are the same for the same seed', () => {
    const draw = () => {
      const random = new SeededRandom('again');
      return Array.from({ length: 20 }, () => coin(random));
    };
    expect(draw()).toEqual(draw());
  });
});

describe('open words', () => {
  const blocks = [
    { kind: 'text', text: 'Yours, anna.lee@example.org, www.lark.example.net, AB-12345, SPECIMEN' },
  ];

  test('leave addresses, references and the marks of a specimen alone', () => {
    for (let seed = 0; seed < 40; seed++) {
      const content = { paper: 'a4', blocks } as Parameters<typeof withOpenWords>[0];
      const text = contentText(withOpenWords(content, 'en', new SeededRandom(`kept ${seed}`)));
      expect(text).toMatch(/anna\.lee@example\.org, www\.lark\.example\.net, AB-12345, SPECIMEN$/i);
    }
  });

  test('make the share of words that no other sample has low in some samples and high in others', () => {
    const documents = sampleClasses.flatMap((name) =>
      Array.from({ length: bundled.count }, (_, index) =>
        wordsOf(contentText(writeContent({ class: name, index, seed: bundled.seed }).content)),
      ),
    );
    const counts = new Map<string, number>();
    for (const words of documents) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    const own = documents.map(
      (words) => [...words].filter((word) => counts.get(word) === 1).length / words.size,
    );
    own.sort((left, right) => left - right);
    expect(own[Math.floor(own.length * 0.1)]).toBeLessThan(0.12);
    expect(own[Math.floor(own.length * 0.5)]).toBeGreaterThan(0.15);
    expect(own[Math.floor(own.length * 0.9)]).toBeGreaterThan(0.3);
  });
});
