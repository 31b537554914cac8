/** Words that nobody has read yet but that look like the language: letter after letter, as its own words go on (Shannon 1948). */
import type { SeededRandom } from './seeded-random.js';

/** Letters that decide the next one. */
const ORDER = 2;
const START = '^'.repeat(ORDER);
const END = '$';
const SHORTEST = 4;
const LONGEST = 13;

/** @returns a maker of new words like `known`; one in a few is a known word again */
export const coiner = (known: readonly string[]): ((random: SeededRandom) => string) => {
  const next = new Map<string, string[]>();
  for (const word of known) {
    const letters = `${START}${word}${END}`;
    for (let at = ORDER; at < letters.length; at++) {
      const before = letters.slice(at - ORDER, at);
      const seen = next.get(before);
      if (seen) seen.push(letters[at]!);
      else next.set(before, [letters[at]!]);
    }
  }
  const coin = (random: SeededRandom): string => {
    let word = START;
    for (;;) {
      const letter = random.pick(next.get(word.slice(-ORDER)) ?? [END]);
      if (letter === END) return word.slice(ORDER);
      word += letter;
    }
  };
  return (random) => {
    for (;;) {
      const word = coin(random);
      if (word.length >= SHORTEST && word.length <= LONGEST) return word;
    }
  };
};
