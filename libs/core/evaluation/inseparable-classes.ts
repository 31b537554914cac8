/** Classes that a model tells apart no better than chance would, though enough documents of them were tested to know. */
import type { Evaluation } from '#contracts/evaluation.schema.js';
import { wilsonInterval } from './wilson-interval.js';

/**
 * How much more often a class must be read from its own documents than from the other's, for the two to count as told
 * apart; 1 is always, 0 is chance. Below, at best, three of four documents get the right one of the two.
 */
const TOLD_APART = 0.5;

interface Confused {
  readonly classes: readonly string[];
  /** Documents of these classes that were read as one of them, and how many of these as their own. */
  readonly documents: number;
  readonly right: number;
}

/** @returns groups of two and more classes, the largest number of documents first */
export function inseparableClasses({
  labels,
  counts,
  distinct = null,
}: Pick<Evaluation['confusion'], 'labels' | 'counts'> & Partial<Evaluation['confusion']>): Confused[] {
  // Classes linked by pairs that chance explains belong to one group, named by its first class.
  const groupOf = labels.map((_, label) => label);
  for (let one = 0; one < labels.length; one++) {
    for (let other = one + 1; other < labels.length; other++) {
      if (!byChance(distinct ?? counts, one, other)) continue;
      const [from, to] = [groupOf[other]!, groupOf[one]!];
      groupOf.forEach((group, label) => {
        if (group === from) groupOf[label] = to;
      });
    }
  }
  return labels
    .map((_, first) => [...labels.keys()].filter((label) => groupOf[label] === first))
    .filter((members) => members.length > 1)
    .map((members) => ({
      classes: members.map((label) => labels[label]!),
      documents: sum(members.flatMap((label) => members.map((read) => counts[label]![read]!))),
      right: sum(members.map((label) => counts[label]![label]!)),
    }))
    .sort((left, right) => right.documents - left.documents);
}

/** One sentence for each group, with what to do. */
export const tellInseparable = (confusion: Parameters<typeof inseparableClasses>[0]): string[] =>
  inseparableClasses(confusion).map(
    ({ classes, documents, right }) =>
      `The classes ${classes.slice(0, -1).join(', ')} and ${classes.at(-1)} are told apart no better than by chance: of ${documents} tested documents of theirs that were read as one of them, ${right} were read as their own. Consider making them one class, or look whether their labels are right.`,
  );

/** Whether chance explains what the documents of two classes were read as, and being told apart does not (Newcombe 1998, method 10). */
function byChance(counts: Evaluation['confusion']['counts'], one: number, other: number): boolean {
  const ofOne = counts[one]![one]! + counts[one]![other]!;
  const ofOther = counts[other]![one]! + counts[other]![other]!;
  const own = wilsonInterval(counts[one]![one]!, ofOne);
  const taken = wilsonInterval(counts[other]![one]!, ofOther);
  if (!own || !taken) return false;
  const ownShare = counts[one]![one]! / ofOne;
  const takenShare = counts[other]![one]! / ofOther;
  const difference = ownShare - takenShare;
  const below = Math.hypot(ownShare - own[0], taken[1] - takenShare);
  const above = Math.hypot(own[1] - ownShare, takenShare - taken[0]);
  // Worse than chance is no more than chance; of a few documents it is luck, and the range above tells how few.
  return difference - below <= 0 && Math.max(difference, 0) + above < TOLD_APART;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
