/**
 * The shape of a text, whatever its words say: how long its lines are, where capitals, digits and marks stand, how
 * it spreads over the page. A form, a table and a letter differ in it even where OCR misreads every word.
 */
import { characterClasses, DIGIT, LETTER } from '../text/character-classes.js';

/** The page from top to bottom in so many parts, each with its own figures. */
const ZONES = 4;
/** Figures of a zone, in this order. */
const ZONE_FIGURES = ['words', 'line-length', 'capitals', 'digits', 'marks'] as const;
/** Upper ends of the line-length classes, in characters. */
const LINE_LENGTHS = [4, 12, 25, 40, 60, 80, Number.POSITIVE_INFINITY];
/** Upper ends of the word-length classes, in characters. */
const WORD_LENGTHS = [1, 2, 3, 4, 5, 6, 8, 10, 14, Number.POSITIVE_INFINITY];
/** Marks whose share of all characters is a figure of its own. */
const MARKS = ['.', ',', ':', ';', '-', '/', '(', '$', '%', '_', '@', '"', '#', '&', '|', '*', '='];

export const SHAPE_FEATURES: readonly string[] = [
  'characters',
  'words',
  'lines',
  'paragraphs',
  'words-per-line',
  'line-length-spread',
  'lines-per-paragraph',
  'capital-letters',
  'digits',
  'marks',
  'capital-words',
  'capitalised-words',
  'number-words',
  'mixed-words',
  'marks-only-words',
  'lines-with-colon',
  'lines-ending-in-colon',
  'lines-ending-in-stop',
  'lines-of-capitals',
  'lines-starting-lower',
  'lines-mostly-digits',
  'one-word-lines',
  'repeated-words',
  'vowels',
  ...LINE_LENGTHS.map((_, at) => `line-length-${at}`),
  ...WORD_LENGTHS.map((_, at) => `word-length-${at}`),
  ...MARKS.map((mark) => `mark-${mark}`),
  ...Array.from({ length: ZONES }, (_, zone) => ZONE_FIGURES.map((name) => `zone-${zone}-${name}`)).flat(),
];

/** @returns one number per {@link SHAPE_FEATURES}: logarithms of counts, and shares of 0 to 1 */
export function textShape(text: string): Float32Array {
  const classes = characterClasses();
  const lines = text.split(/[\n\f]/).filter((line) => line !== '');
  const words = text.split(/\s+/).filter((word) => word !== '');
  const paragraphs = text.split(/\n\n|\f/).length;
  const of = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

  const lengths = lines.map((line) => line.length);
  const meanLength = of(
    lengths.reduce((sum, length) => sum + length, 0),
    lines.length,
  );
  const spread = Math.sqrt(
    of(
      lengths.reduce((sum, length) => sum + (length - meanLength) ** 2, 0),
      lines.length,
    ),
  );
  const whole = countCharacters(text, classes);
  const share = (items: readonly string[], test: RegExp): number =>
    of(items.filter((item) => test.test(item)).length, items.length);

  const figures = [
    Math.log1p(text.length),
    Math.log1p(words.length),
    Math.log1p(lines.length),
    Math.log1p(paragraphs),
    Math.log1p(of(words.length, lines.length)),
    of(spread, meanLength + 1),
    Math.log1p(of(lines.length, paragraphs)),
    of(whole.capitals, whole.letters),
    of(whole.digits, whole.all),
    of(whole.marks, whole.all),
    share(words, /^\p{Lu}{2,}[.,:;]?$/u),
    share(words, /^\p{Lu}\p{Ll}+/u),
    share(words, /^[\p{Sc}(]?\d[\d.,/:-]*[)%]?$/u),
    share(words, /\p{L}\d|\d\p{L}/u),
    share(words, /^[^\p{L}\p{N}]+$/u),
    share(lines, /:/),
    share(lines, /:$/),
    share(lines, /[.!?]$/),
    share(lines, /^[^\p{Ll}]*\p{Lu}{2}[^\p{Ll}]*$/u),
    share(lines, /^\p{Ll}/u),
    of(lines.filter((line) => (line.match(/\d/g)?.length ?? 0) > line.length / 2).length, lines.length),
    share(lines, /^\S+$/),
    1 - of(new Set(words).size, words.length),
    of(text.match(/[aeiouyAEIOUY]/g)?.length ?? 0, whole.letters),
    ...shareByLength(lengths, LINE_LENGTHS),
    ...shareByLength(
      words.map((word) => word.length),
      WORD_LENGTHS,
    ),
    ...MARKS.map((mark) => Math.sqrt(of(text.split(mark).length - 1, whole.all))),
  ];
  for (let zone = 0; zone < ZONES; zone++) {
    const part = lines.slice(
      Math.floor((lines.length * zone) / ZONES),
      Math.floor((lines.length * (zone + 1)) / ZONES),
    );
    const content = part.join('\n');
    const counts = countCharacters(content, classes);
    figures.push(
      Math.log1p(content.split(/\s+/).length - 1),
      Math.log1p(of(content.length, part.length)),
      of(counts.capitals, counts.letters),
      of(counts.digits, counts.all),
      of(counts.marks, counts.all),
    );
  }
  return Float32Array.from(figures);
}

function countCharacters(text: string, classes: Uint8Array) {
  let letters = 0;
  let digits = 0;
  let marks = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit <= 32) continue;
    const kind = classes[unit];
    if (kind === LETTER) letters += 1;
    else if (kind === DIGIT) digits += 1;
    else marks += 1;
  }
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0;
  return { letters, digits, marks, capitals, all: letters + digits + marks };
}

function shareByLength(lengths: readonly number[], ends: readonly number[]): number[] {
  const counts = new Array<number>(ends.length).fill(0);
  for (const length of lengths) counts[ends.findIndex((end) => length <= end)]! += 1;
  return counts.map((count) => (lengths.length > 0 ? count / lengths.length : 0));
}
