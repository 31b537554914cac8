/** Says in which language a text is written, or admits that it cannot be known. */
import { detectAll, toISO3 } from 'tinyld/light';
import { FUNCTION_WORDS } from './function-words.js';
import { OFFICE_WORDS } from './office-words.js';

export interface LanguageGuess {
  /** ISO 639-3, 'und' where it cannot be known. */
  language: string;
  /** 0 to 1. */
  confidence: number;
}

/** The start of a text tells its language as well as the whole, in bounded time. */
const CHARACTERS_READ = 6000;
/** Fewer telling words than this may be chance: a name, an initial, a misread character. */
const LEAST_TELLING_WORDS = 3;
/** Two are enough where they are as large a share of the words as in a sentence, and no other language has both. */
const LEAST_OF_A_SENTENCE = 2;
const SENTENCE_SHARE = 0.2;
/** Running prose has 30 to 50 %, forms and invoices 5 to 20 %, OCR garbage below 4 %. */
const LEAST_SHARE = 0.04;
/** Written with these a word is of the language, or of another that writes it so too. */
const OWN_LETTERS: Readonly<Record<string, RegExp>> = {
  fra: /[àâæçéèêëîïôœùûÿ]/,
  deu: /[äöüß]/,
  spa: /[áéíñóú]/,
  ita: /[àèéìòù]/,
  nld: /[ëïé]/,
  por: /[áâãàçéêíóôõú]/,
};
/** Below this the character statistics of a short text are guesses. */
const LEAST_TRIGRAM_ACCURACY = 0.6;
const LEAST_LETTERS = 24;

const UNKNOWN: LanguageGuess = { language: 'und', confidence: 0 };

/** What speaks for one language in a text. */
interface Evidence {
  language: string;
  /** Words of the text that are function or office words of the language. */
  telling: number;
  /** Words with letters of the language outside of a to z: they part French, Spanish and Italian, which share 'le' and 'la'. */
  accented: number;
}

/**
 * Function words and what is printed on forms decide among the languages of {@link FUNCTION_WORDS}; other languages
 * and scripts are left to character statistics, and only where these are sure.
 */
export function detectLanguage(text: string): LanguageGuess {
  // Composed, as a letter and its accent are one sign in the lists.
  const start = text.slice(0, CHARACTERS_READ).normalize('NFC').toLowerCase();
  const words = start.match(/[\p{L}\p{M}]+/gu) ?? [];
  if (words.length === 0) return UNKNOWN;

  // One-letter words are what OCR makes of specks; they are no evidence.
  const longWords = words.filter((word) => word.length > 1);
  const [best, second] = Object.keys(FUNCTION_WORDS)
    .map((language) => evidenceFor(language, longWords))
    .sort((one, other) => other.telling - one.telling || other.accented - one.accented) as [
    Evidence,
    Evidence,
  ];
  if (isClear(best, second, longWords.length)) {
    return { language: best.language, confidence: confidenceIn(best, second) };
  }

  const letters = words.join(' ');
  if (letters.length < LEAST_LETTERS) return UNKNOWN;
  const [first] = detectAll(letters);
  if (!first || first.accuracy < LEAST_TRIGRAM_ACCURACY) return UNKNOWN;
  const language = toISO3(first.lang) || 'und';
  // Latin text in a language whose function words we know, but without enough of them, is not in that language.
  if (language in FUNCTION_WORDS || /^[\p{Script=Latin}\s]+$/u.test(letters)) return UNKNOWN;
  return { language, confidence: round(first.accuracy) };
}

function evidenceFor(language: string, words: readonly string[]): Evidence {
  let telling = 0;
  let accented = 0;
  for (const word of words) {
    if (FUNCTION_WORDS[language]!.has(word) || OFFICE_WORDS[language]!.has(word)) telling += 1;
    if (OWN_LETTERS[language]?.test(word)) accented += 1;
  }
  return { language, telling, accented };
}

function isClear(best: Evidence, second: Evidence, words: number): boolean {
  if (best.telling === second.telling && best.accented === second.accented) return false;
  const share = best.telling / words;
  if (best.telling >= LEAST_TELLING_WORDS) return share >= LEAST_SHARE;
  return best.telling >= LEAST_OF_A_SENTENCE && second.telling < best.telling && share >= SENTENCE_SHARE;
}

/** How far the second is behind; by accents alone it is never far. */
function confidenceIn(best: Evidence, second: Evidence): number {
  const lead = best.telling - second.telling;
  return round(lead > 0 ? lead / best.telling : 1 / (best.telling + 1));
}

const round = (share: number): number => Math.round(share * 1000) / 1000;
