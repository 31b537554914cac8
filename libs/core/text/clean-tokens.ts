/**
 * Turns the words of an extracted document into clean tokens that still know where on the page they stand.
 *
 *   page.words ──► NFKC ──► noise out ──► hyphens at line ends joined ──► digits masked ──► tokens
 *
 * Language, stemming and stop words come after, in cleanDocument; they see these tokens.
 */
import type { ExtractedDocument, Page } from '#contracts/extracted-document.schema.js';

export interface CleaningOptions {
  /** Every digit becomes '0', so that the shape of an amount or a date remains and its value does not. */
  readonly mask_digits: boolean;
  /** Words that the engine itself believes less than this, and that look like no word, are dropped (0 to 1). */
  readonly min_confidence: number;
}

export interface CleanToken {
  text: string;
  /** Index of the page in the document, from 0. */
  page: number;
  /** Line within the page; a gap of two or more to the token before is an empty line between them. */
  line: number;
  /** Indexes into the page's `words` that it was made of; empty where the page has text but no word boxes. */
  sources: number[];
}

interface RawWord {
  text: string;
  line: number;
  confidence: number;
  sources: number[];
}

/** In reading order. The same document and options always give the same tokens. */
export function cleanTokens(document: ExtractedDocument, options: CleaningOptions): CleanToken[] {
  const tokens: CleanToken[] = [];
  document.pages.forEach((page, index) => {
    const words = joinHyphens(rawWords(page).filter((word) => !isNoise(word, options.min_confidence)));
    for (const { text, line, sources } of words) {
      tokens.push({
        text: options.mask_digits ? text.replace(DIGITS, '0') : text,
        page: index,
        line,
        sources,
      });
    }
  });
  return tokens;
}

const DIGITS = /\p{Nd}/gu;
/** Soft hyphens, zero-width characters, byte-order marks and control characters: drawn by nobody, read by nobody. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\uFFFD]/gu;

const normalise = (text: string): string => text.normalize('NFKC').replace(INVISIBLE, '');

function rawWords(page: Page): RawWord[] {
  return page.words.length > 0 ? wordsOfBoxes(page) : wordsOfText(page.text);
}

function wordsOfBoxes(page: Page): RawWord[] {
  const words: RawWord[] = [];
  let block = page.words[0]?.block;
  let blocksBefore = 0;
  page.words.forEach((word, index) => {
    // A new block is a new paragraph: it leaves an empty line.
    if (word.block !== block) {
      blocksBefore += 1;
      block = word.block;
    }
    const line = word.line + blocksBefore;
    for (const text of normalise(word.text).split(/\s+/)) {
      if (text !== '') words.push({ text, line, confidence: word.confidence, sources: [index] });
    }
  });
  return words;
}

function wordsOfText(text: string): RawWord[] {
  const words: RawWord[] = [];
  text.split(/\r\n|[\n\r\f\v\u2028\u2029]/).forEach((content, line) => {
    for (const word of normalise(content.replace(/\t/g, ' ')).split(/\s+/)) {
      if (word !== '') words.push({ text: word, line, confidence: 1, sources: [] });
    }
  });
  return words;
}

/** Marks that mean something alone: currencies, per cent, number, check boxes, and lines to fill in. */
const MEANT_ALONE = /^(?:[\p{Sc}%&#@№§☐☑☒✓✔✗]|_{2,}|\.{3,})$/u;
const SPEAKING = /[\p{L}\p{N}]/u;

function isNoise(word: RawWord, minConfidence: number): boolean {
  if (!SPEAKING.test(word.text)) return !MEANT_ALONE.test(word.text);
  return word.confidence < minConfidence && looksGarbled(word.text);
}

/** No vowel, capitals within, digits among letters or mostly marks: what OCR makes of lines, stamps and stains. */
function looksGarbled(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const digits = text.match(/\p{N}/gu)?.length ?? 0;
  if ((letters + digits) / text.length < 0.6) return true;
  if (letters > 0 && digits > 0) return true;
  if (digits > 0) return false;
  if (text.length <= 2) return true;
  return (
    /\p{Ll}\p{Lu}/u.test(text) ||
    (/^[\p{Script=Latin}]+$/u.test(text) && !/[aeiouyäöüàâéèêëîïôûù]/iu.test(text))
  );
}

/** 'infor-' at the end of a line and 'mation' at the start of the next are one word, with both boxes. */
function joinHyphens(words: RawWord[]): RawWord[] {
  const joined: RawWord[] = [];
  for (const word of words) {
    const before = joined.at(-1);
    if (
      before &&
      word.line === before.line + 1 &&
      /\p{L}[-\u2010\u00ad]$/u.test(before.text) &&
      /^\p{Ll}/u.test(word.text)
    ) {
      before.text = before.text.slice(0, -1) + word.text;
      before.sources = [...before.sources, ...word.sources];
      before.line = word.line;
    } else joined.push({ ...word });
  }
  return joined;
}
