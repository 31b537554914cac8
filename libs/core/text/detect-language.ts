/** Says in which language a text is written, or admits that it cannot be known. */
import { detectAll, toISO3 } from 'tinyld/light';
import { FUNCTION_WORDS } from './function-words.js';

export interface LanguageGuess {
  /** ISO 639-3, 'und' where it cannot be known. */
  language: string;
  /** 0 to 1. */
  confidence: number;
}

/** The start of a text tells its language as well as the whole, in bounded time. */
const CHARACTERS_READ = 6000;
/** Fewer function words than this may be chance: a name, an initial, a misread character. */
const LEAST_FUNCTION_WORDS = 3;
/** Running prose has 30 to 50 %, forms and invoices 5 to 20 %, OCR garbage below 4 %. */
const LEAST_SHARE = 0.04;
/** Below this the character statistics of a short text are guesses. */
const LEAST_TRIGRAM_ACCURACY = 0.6;
const LEAST_LETTERS = 24;

const UNKNOWN: LanguageGuess = { language: 'und', confidence: 0 };

/**
 * Function words decide among the languages of {@link FUNCTION_WORDS}; other languages and scripts are left to
 * character statistics, and only where these are sure.
 */
export function detectLanguage(text: string): LanguageGuess {
  const start = text.slice(0, CHARACTERS_READ).toLowerCase();
  const words = start.match(/[\p{L}\p{M}]+/gu) ?? [];
  if (words.length === 0) return UNKNOWN;

  let best = '';
  let bestHits = 0;
  let secondHits = 0;
  for (const [language, functionWords] of Object.entries(FUNCTION_WORDS)) {
    let hits = 0;
    // One-letter words are what OCR makes of specks; they are no evidence.
    for (const word of words) if (word.length > 1 && functionWords.has(word)) hits += 1;
    if (hits > bestHits) {
      secondHits = bestHits;
      bestHits = hits;
      best = language;
    } else if (hits > secondHits) secondHits = hits;
  }
  const longWords = words.filter((word) => word.length > 1).length;
  if (bestHits >= LEAST_FUNCTION_WORDS && bestHits > secondHits && bestHits / longWords >= LEAST_SHARE) {
    return { language: best, confidence: round((bestHits - secondHits) / bestHits) };
  }

  const letters = words.join(' ');
  if (letters.length < LEAST_LETTERS) return UNKNOWN;
  const [first] = detectAll(letters);
  if (!first || first.accuracy < LEAST_TRIGRAM_ACCURACY) return UNKNOWN;
  const language = toISO3(first.lang) || 'und';
  // Latin text in a language whose function words we know, but without any of them, is not in that language.
  if (language in FUNCTION_WORDS || /^[\p{Script=Latin}\s]+$/u.test(letters)) return UNKNOWN;
  return { language, confidence: round(first.accuracy) };
}

const round = (share: number): number => Math.round(share * 1000) / 1000;
