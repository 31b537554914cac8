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

/** A class that chance explains beside several others, which are told apart from each other. */
interface Lost {
  readonly name: string;
  readonly others: readonly string[];
  /** Its documents that were read as it or as one of the others, and how many of these as its own. */
  readonly documents: number;
  readonly right: number;
}

type Confusion = Pick<Evaluation['confusion'], 'labels' | 'counts'> & Partial<Evaluation['confusion']>;

/** @returns groups of two and more classes, the largest number of documents first; and classes that are lost among others */
export function inseparableClasses({ labels, counts, distinct = null }: Confusion): {
  groups: Confused[];
  lost: Lost[];
} {
  const alike = labels.map((_, one) =>
    labels.map((_, other) => byChance(distinct ?? counts, Math.min(one, other), Math.max(one, other))),
  );
  const all = groupsAlike(alike);
  const isLost = (label: number): boolean => all.filter((members) => members.includes(label)).length > 1;
  const read = (label: number, members: readonly number[]): number =>
    sum(members.map((other) => counts[label]![other]!));
  const lost = [...labels.keys()].filter(isLost).map((label) => {
    const others = [...labels.keys()].filter((other) => other !== label && alike[label]![other]);
    return {
      name: labels[label]!,
      others: others.map((other) => labels[other]!),
      ...{ documents: read(label, [label, ...others]), right: counts[label]![label]! },
    };
  });
  const groups = all
    .map((members) => members.filter((label) => !isLost(label)))
    .filter((members) => members.length > 1)
    .map((members) => ({
      classes: members.map((label) => labels[label]!),
      documents: sum(members.map((label) => read(label, members))),
      right: sum(members.map((label) => counts[label]![label]!)),
    }))
    .sort((left, right) => right.documents - left.documents);
  return { groups, lost };
}

/** Groups in which chance explains every pair; a class may be in several. */
function groupsAlike(alike: readonly (readonly boolean[])[]): number[][] {
  const groups: number[][] = [];
  for (const [one, row] of alike.entries()) {
    for (let other = one + 1; other < row.length; other++) {
      if (!row[other] || groups.some((group) => group.includes(one) && group.includes(other))) continue;
      const group = [one, other];
      for (const next of alike.keys())
        if (!group.includes(next) && group.every((member) => alike[member]![next])) group.push(next);
      groups.push(group.sort((left, right) => left - right));
    }
  }
  return groups;
}

/** One sentence for each, with what to do. */
export function tellInseparable(confusion: Confusion): string[] {
  const { groups, lost } = inseparableClasses(confusion);
  return [
    ...groups.map(
      ({ classes, documents, right }) =>
        `The classes ${classes.slice(0, -1).join(', ')} and ${classes.at(-1)} are told apart no better than by chance: of ${documents} tested documents of theirs that were read as one of them, ${right} were read as their own. Consider making them one class, or look whether their labels are right.`,
    ),
    ...lost.map(
      ({ name, others, documents, right }) =>
        `Documents of ${name} are told apart no better than by chance from those of ${others.join(', and from those of ')}: of ${documents} that were tested and read as one of these classes, ${right} ${right === 1 ? 'was' : 'were'} read as its own. Look whether its labels are right and its documents have something of their own; else leave that class out.`,
    ),
  ];
}

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
