/**
 * Opens the vocabulary of a document: a share of its words, its own and from none to half, gives way to others of the
 * language. Real paperwork is full of words met nowhere else; a model that has only seen one stock of sentences takes
 * every real page for a stranger, and one that leans on few words fails where they are missing or misread.
 */
import type { Content } from '../sheet/block.js';
import { mapText } from '../sheet/map-text.js';
import { stockEn } from '../words/stock.en.js';
import { stockFr } from '../words/stock.fr.js';
import { wordsEn } from '../words/words.en.js';
import { wordsFr } from '../words/words.fr.js';
import { coiner } from './coin-words.js';
import type { Language } from './money.js';
import type { SeededRandom } from './seeded-random.js';

/** Share of words that give way in the strangest document. */
const MOST = 0.6;
/** Share of the words put in that are coined; the others are of the stock. */
const COINED = 0.8;
/** Share of documents in capitals throughout, as old printers and tills write. */
const CAPITALS = 0.1;
/** A word of letters alone, and the mark behind it: references, dates and addresses stay. */
const WORD = /(?<![\p{L}\p{N}@.{<'’-])\p{L}{3,}(?=[\s.,:;!?)]|$)(?![.@]\S)/gu;

const stocks: Record<Language, readonly string[]> = { en: stockEn, fr: stockFr };
const coin: Record<Language, (random: SeededRandom) => string> = { en: coiner(stockEn), fr: coiner(stockFr) };

/** Any word of the language, most often one that nobody has read before. */
export const openWord = (language: Language, random: SeededRandom): string =>
  random.chance(COINED) ? coin[language](random) : random.pick(stocks[language]);

/** An identity card says that it is none, whatever else it says. */
const kept = [...(wordsEn.specimen ?? []), ...(wordsFr.specimen ?? [])];
const isKept = (text: string): boolean => kept.some((phrase) => text.includes(phrase));

const likeCased = (word: string, model: string): string => {
  if (model === model.toUpperCase()) return word.toUpperCase();
  return /^\p{Lu}/u.test(model) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
};

/** @returns the same page with other words in places; the same seed takes the same words */
export const withOpenWords = (content: Content, language: Language, random: SeededRandom): Content => {
  const share = random.between(0, MOST);
  const capitals = random.chance(CAPITALS);
  return mapText(content, (text) => {
    const opened = isKept(text)
      ? text
      : text.replace(WORD, (word) =>
          random.next() < share ? likeCased(openWord(language, random), word) : word,
        );
    return capitals && !/[@]|www\./.test(opened) ? opened.toUpperCase() : opened;
  });
};
