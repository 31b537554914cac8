/** The same letter scanned twice is found, another letter on the same form is not. */
import { findNearDuplicates } from '#core/features/find-near-duplicates.js';
import { TokenCorpus } from '#core/features/token-corpus.js';

const WORDS = Array.from({ length: 400 }, (_, at) => `w${(at * 7919) % 9973}x`);
const prose = (from: number, length: number): string[] => WORDS.slice(from, from + length);
const groupsOf = (texts: string[]): number[] => [...findNearDuplicates(TokenCorpus.of(texts), 0.6)];

describe('findNearDuplicates', () => {
  test('finds a second scan although every twentieth word is misread', () => {
    const letter = prose(0, 200);
    const scan = letter
      .map((word, at) => (at % 20 === 3 ? `${word}~` : word))
      .map((word) => word.replace('~', 'q'));
    expect(groupsOf([letter.join(' '), prose(200, 200).join(' '), scan.join(' ')])).toEqual([0, 1, 0]);
  });

  test('leaves documents apart that share half of their words', () => {
    const form = prose(0, 60);
    expect(
      groupsOf([[...form, ...prose(100, 60)].join(' '), [...form, ...prose(200, 60)].join(' ')]),
    ).toEqual([0, 1]);
  });

  test('calls short texts duplicates where they are equal, empty ones never', () => {
    const seven = prose(0, 7).join(' ');
    expect(groupsOf(['', '', 'two words', 'Two  words', 'two words more'])).toEqual([0, 1, 2, 2, 4]);
    expect(groupsOf([seven, `${seven} `, seven.replace('w0x', 'other')])).toEqual([0, 0, 2]);
  });

  test('joins a hundred copies in one group', () => {
    const letter = prose(0, 100).join(' ');
    expect(new Set(groupsOf(Array.from({ length: 100 }, () => letter))).size).toBe(1);
  });
});
