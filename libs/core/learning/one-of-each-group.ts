/** Of near-duplicates one answer: copies of a document are no further evidence for a model, only for that document. */
import type { Answer } from './decision-rule.js';

/**
 * Of each group the answer that speaks least for the model, so that nothing looks surer than it is: the surest of the wrong
 * ones, else the least sure of the right ones.
 * @returns in the order of the groups' first answers; where none has a duplicate, all of them
 */
export function oneOfEachGroup<One extends Answer>(
  answers: readonly One[],
  groupOf: (answer: One) => number,
): One[] {
  const least = new Map<number, One>();
  for (const answer of answers) {
    const group = groupOf(answer);
    const known = least.get(group);
    if (!known || speaksLess(answer, known)) least.set(group, answer);
  }
  return [...least.values()];
}

function speaksLess(one: Answer, other: Answer): boolean {
  if (one.right !== other.right) return other.right;
  return one.right ? one.confidence < other.confidence : one.confidence > other.confidence;
}
