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

/** What a UTF-16 code unit is; of a surrogate half: what it may be part of. */
const [SPACE, NUMERAL, IS_LETTER, IS_DIGIT, CAPITAL, WORDLIKE, HALF] = [1, 2, 4, 8, 16, 32, 64] as const;
/** The last character that is neither letter, digit nor mark. */
const BLANK = 32;
/** Characters that are counted one by one. */
const PLAIN = 128;

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
  const lines = text.split(/[\n\f]/).filter((line) => line !== '');
  const words = text.split(/\s+/).filter((word) => word !== '');
  const paragraphs = text.split(/\n\n|\f/).length;

  const zones = Array.from({ length: ZONES }, (_, zone) => {
    const from = Math.floor((lines.length * zone) / ZONES);
    return countZone(lines.slice(from, Math.floor((lines.length * (zone + 1)) / ZONES)));
  });
  const sum = (of: (zone: ZoneCounts) => number): number =>
    zones.reduce((total, zone) => total + of(zone), 0);
  const of = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
  const all = sum((zone) => zone.all);
  const letters = sum((zone) => zone.letters);
  /** Characters of the text that are one of these. */
  const occurrences = (characters: string): number =>
    sum(({ plain }) =>
      [...characters].reduce((total, character) => total + plain[character.charCodeAt(0)]!, 0),
    );

  const lengths = lines.map((line) => line.length);
  const meanLength = of(
    lengths.reduce((total, length) => total + length, 0),
    lines.length,
  );
  const spread = Math.sqrt(
    of(
      lengths.reduce((total, length) => total + (length - meanLength) ** 2, 0),
      lines.length,
    ),
  );
  const kinds = countWords(words);
  const linesThat = (test: (line: string) => boolean): number => of(lines.filter(test).length, lines.length);

  const figures = [
    Math.log1p(text.length),
    Math.log1p(words.length),
    Math.log1p(lines.length),
    Math.log1p(paragraphs),
    Math.log1p(of(words.length, lines.length)),
    of(spread, meanLength + 1),
    Math.log1p(of(lines.length, paragraphs)),
    of(
      sum((zone) => zone.capitals),
      letters,
    ),
    of(
      sum((zone) => zone.digits),
      all,
    ),
    of(
      sum((zone) => zone.marks),
      all,
    ),
    of(kinds.capital, words.length),
    of(kinds.capitalised, words.length),
    of(kinds.number, words.length),
    of(kinds.mixed, words.length),
    of(kinds.marks, words.length),
    linesThat((line) => line.includes(':')),
    linesThat((line) => line.endsWith(':')),
    linesThat((line) => line.endsWith('.') || line.endsWith('!') || line.endsWith('?')),
    linesThat((line) => /^[^\p{Ll}]*\p{Lu}{2}[^\p{Ll}]*$/u.test(line)),
    linesThat((line) => /^\p{Ll}/u.test(line)),
    of(
      sum((zone) => zone.mostlyDigits),
      lines.length,
    ),
    of(
      sum((zone) => zone.oneWord),
      lines.length,
    ),
    1 - of(new Set(words).size, words.length),
    of(occurrences('aeiouyAEIOUY'), letters),
    ...shareByLength(lines, LINE_LENGTHS),
    ...shareByLength(words, WORD_LENGTHS),
    ...MARKS.map((mark) => Math.sqrt(of(occurrences(mark), all))),
  ];
  for (const zone of zones) {
    figures.push(
      Math.log1p(zone.gaps),
      Math.log1p(of(zone.length, zone.lines)),
      of(zone.capitals, zone.letters),
      of(zone.digits, zone.all),
      of(zone.marks, zone.all),
    );
  }
  return Float32Array.from(figures);
}

interface ZoneCounts {
  lines: number;
  /** Characters, line ends between its lines included. */
  length: number;
  /** Runs of white space, line ends included. */
  gaps: number;
  letters: number;
  capitals: number;
  digits: number;
  marks: number;
  /** Letters, digits and marks. */
  all: number;
  mostlyDigits: number;
  oneWord: number;
  /** How often each of the first 128 characters occurs. */
  plain: Uint32Array;
}

/** All that is counted by characters, in one pass: every document that is learned or predicted goes through here. */
function countZone(lines: readonly string[]): ZoneCounts {
  const traitOf = traits();
  const plain = new Uint32Array(PLAIN);
  let [length, gaps, letters, capitals, digits, marks, mostlyDigits, oneWord] = [0, 0, 0, 0, 0, 0, 0, 0];
  let inGap = false;
  lines.forEach((line, number) => {
    if (number > 0) {
      length += 1;
      if (!inGap) gaps += 1;
      inGap = true;
    }
    length += line.length;
    let numerals = 0;
    let spaces = 0;
    for (let at = 0; at < line.length; at++) {
      const unit = line.charCodeAt(at);
      const trait = traitOf[unit]!;
      if (unit < PLAIN) plain[unit]! += 1;
      if (trait & SPACE) {
        spaces += 1;
        if (!inGap) gaps += 1;
      }
      inGap = (trait & SPACE) !== 0;
      if (trait & NUMERAL) numerals += 1;
      if (trait & IS_LETTER) letters += 1;
      else if (trait & IS_DIGIT) digits += 1;
      else if (unit > BLANK) marks += 1;
      if (trait & CAPITAL && (!(trait & HALF) || isCapitalPair(line, at))) capitals += 1;
    }
    if (numerals > line.length / 2) mostlyDigits += 1;
    if (spaces === 0) oneWord += 1;
  });
  const all = letters + digits + marks;
  return {
    ...{ lines: lines.length, length, gaps, letters, capitals, digits, marks, all },
    ...{ mostlyDigits, oneWord, plain },
  };
}

/** Words of each kind. */
function countWords(words: readonly string[]) {
  const traitOf = traits();
  const counts = { capital: 0, capitalised: 0, number: 0, mixed: 0, marks: 0 };
  for (const word of words) {
    let any = 0;
    for (let at = 0; at < word.length; at++) any |= traitOf[word.charCodeAt(at)]!;
    // What the characters rule out needs no closer look.
    if (traitOf[word.charCodeAt(0)]! & CAPITAL) {
      if (/^\p{Lu}{2,}[.,:;]?$/u.test(word)) counts.capital += 1;
      if (/^\p{Lu}\p{Ll}+/u.test(word)) counts.capitalised += 1;
    }
    if (any & NUMERAL) {
      if (/^[\p{Sc}(]?\d[\d.,/:-]*[)%]?$/u.test(word)) counts.number += 1;
      if (/\p{L}\d|\d\p{L}/u.test(word)) counts.mixed += 1;
    }
    if (!(any & WORDLIKE) || (any & HALF && /^[^\p{L}\p{N}]+$/u.test(word))) counts.marks += 1;
  }
  return counts;
}

let known: Uint8Array | undefined;

function traits(): Uint8Array {
  if (known) return known;
  const classes = characterClasses();
  known = Uint8Array.from(classes, (kind, unit) => {
    const character = String.fromCharCode(unit);
    const is = (pattern: RegExp, trait: number): number => (pattern.test(character) ? trait : 0);
    const own = (kind === LETTER ? IS_LETTER : 0) | (kind === DIGIT ? IS_DIGIT : 0);
    if (unit >= 0xd800 && unit <= 0xdfff) return own | CAPITAL | WORDLIKE | HALF;
    return (
      own | is(/\s/, SPACE) | is(/[0-9]/, NUMERAL) | is(/\p{Lu}/u, CAPITAL) | is(/[\p{L}\p{N}]/u, WORDLIKE)
    );
  });
  return known;
}

/** Whether a letter of two halves begins here. */
const isCapitalPair = (text: string, at: number): boolean =>
  /^\p{Lu}$/u.test(String.fromCodePoint(text.codePointAt(at)!));

function shareByLength(parts: readonly string[], ends: readonly number[]): number[] {
  const counts = new Array<number>(ends.length).fill(0);
  for (const { length } of parts) {
    let at = 0;
    while (length > ends[at]!) at += 1;
    counts[at]! += 1;
  }
  return counts.map((count) => (parts.length > 0 ? count / parts.length : 0));
}
