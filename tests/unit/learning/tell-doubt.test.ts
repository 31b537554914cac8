/** A person who is asked to check an answer reads which limit it fell short of. */
import { tellDoubt } from '#core/learning/tell-doubt.js';

const doubt = (
  confidence: number,
  margin: number,
  leastConfidence: number,
  leastMargin: number,
  words = 50,
): string =>
  tellDoubt(
    { label: 1, confidence, margin },
    words,
    { sure_words: 12, confidence: [0, leastConfidence], margin: [0, leastMargin] },
    'letter',
    'form',
  ).message;

test.each([
  [0.831, 0.7, 0.912, 0, "'letter' stands from a confidence of 91.2 % on; this has 83.1 %."],
  [0.97923, 0.9, 0.97934, 0, "'letter' stands from a confidence of 97.93 % on; this has 97.92 %."],
  [0.99999, 0.9, 0.999995, 0, "'letter' stands from a confidence of 99.9995 % on; this has 99.9990 %."],
  [0.6, 0.21, 0.5, 0.3, "'letter' stands with a lead over 'form' from 30.0 % on; this has 21.0 %."],
])('%f with a lead of %f, where %f and %f are asked for', (confidence, margin, least, leastMargin, told) => {
  expect(doubt(confidence, margin, least, leastMargin)).toBe(told);
});

test('a class that is never answered without a person says so, and what mends it', () => {
  expect(doubt(0.99, 0.98, 1.01, 0)).toContain("Every 'letter' goes to a person");
});

test.each([
  [0, 'no word'],
  [1, 'only 1 word '],
  [11, 'only 11 words'],
])('%d words are too few, however sure the answer', (words, told) => {
  expect(doubt(0.999, 0.99, 0.5, 0, words)).toContain(`It has ${told}`);
  expect(doubt(0.999, 0.99, 0.5, 0, words)).toContain('stands from 12 on');
});
