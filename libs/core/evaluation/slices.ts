/** Accuracy of parts of the test documents: by language, by number of words, by source. */
import type { Slice } from '#contracts/evaluation.schema.js';
import { distinctInterval, type GroupOf } from './distinct-documents.js';
import { isAnswered, isRight, type Judgement } from './judgement.js';

/** Pages with few words are the hard ones; the ranges part notes, letters and articles. */
const WORD_RANGES = [0, 1, 20, 50, 100, 200, 400, 800];

export function wordRange(words: number): string {
  const at = WORD_RANGES.findLastIndex((from) => words >= from);
  const next = WORD_RANGES[at + 1];
  if (next === undefined) return `${WORD_RANGES[at]} and more`;
  return next - 1 === WORD_RANGES[at] ? `${WORD_RANGES[at]}` : `${WORD_RANGES[at]} to ${next - 1}`;
}

/** @param named each judgement with the part it belongs to */
export function slices(
  named: readonly (readonly [string, Judgement])[],
  groupOf: GroupOf,
): Record<string, Slice> {
  const counted = new Map<string, Judgement[]>();
  for (const [name, judgement] of named) {
    const slice = counted.get(name);
    if (slice) slice.push(judgement);
    else counted.set(name, [judgement]);
  }
  return Object.fromEntries(
    [...counted]
      .sort(([left], [right]) => left.localeCompare(right, 'en', { numeric: true }))
      .map(([name, members]) => {
        const right = members.filter(isRight).length;
        return [
          name,
          {
            documents: members.length,
            unanswered: members.filter((judgement) => !isAnswered(judgement)).length,
            accuracy: right / members.length,
            interval: distinctInterval(right, members, groupOf),
          },
        ];
      }),
  );
}
