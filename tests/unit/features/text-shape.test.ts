/** The shape of a text: each figure is what its name says, whatever characters the text has. */
import { SHAPE_FEATURES, textShape } from '#core/features/text-shape.js';

const shapeOf = (text: string): Record<string, number> => {
  const shape = textShape(text);
  return Object.fromEntries(SHAPE_FEATURES.map((name, at) => [name, shape[at]!]));
};
/** Figures are kept in single precision. */
const single = (figures: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Math.fround(value)]));

describe('textShape', () => {
  test('counts of an invoice', () => {
    const text = 'INVOICE No. 12-34\n\nTotal: $12.50\nTotal: 7%\fpaid B2 !';
    expect(shapeOf(text)).toMatchObject(
      single({
        characters: Math.log1p(text.length),
        words: Math.log1p(10),
        lines: Math.log1p(4),
        paragraphs: Math.log1p(3),
        // Of 24 letters INVOICE, N, T, T and B.
        'capital-letters': 11 / 24,
        digits: 10 / 42,
        marks: 8 / 42,
        'capital-words': 0.1,
        'capitalised-words': 0.3,
        'number-words': 0.3,
        'mixed-words': 0.1,
        'marks-only-words': 0.1,
        'lines-with-colon': 0.5,
        'lines-ending-in-colon': 0,
        'lines-ending-in-stop': 0.25,
        'lines-starting-lower': 0.25,
        'one-word-lines': 0,
        'repeated-words': 0.1,
        'line-length-2': 0.5,
        'word-length-0': 0.1,
        'mark-.': Math.sqrt(2 / 42),
        'mark-:': Math.sqrt(2 / 42),
        'mark-$': Math.sqrt(1 / 42),
        // One line in each part of the page; gaps are between its words.
        'zone-0-words': Math.log1p(2),
        'zone-1-line-length': Math.log1p(13),
        'zone-3-digits': 1 / 7,
      }),
    );
  });

  test('letters of other scripts, of two halves, and broken ones', () => {
    const shape = shapeOf('Éa \u{10400}\u{10428} \ud800 😀 ٣4');
    // É and 𐐀; letters are É, a, and the halves of all that has halves.
    expect(shape['capital-letters']).toBe(Math.fround(2 / 9));
    expect(shape['capitalised-words']).toBe(Math.fround(2 / 5));
    // A half alone is none, and neither is a picture.
    expect(shape['marks-only-words']).toBe(Math.fround(2 / 5));
    expect(shape.digits).toBe(Math.fround(2 / 11));
  });

  test('nothing is nothing', () => {
    for (const text of ['', '\n', ' \n ']) {
      const shape = shapeOf(text);
      expect(Object.values(shape).every(Number.isFinite)).toBe(true);
      expect(shape).toMatchObject({ words: 0, 'capital-letters': 0, vowels: 0, 'zone-0-marks': 0 });
    }
  });
});
