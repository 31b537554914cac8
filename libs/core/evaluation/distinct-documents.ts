/** What tested documents weigh as evidence where some are near-duplicates: copies are read alike and tell nothing further. */
import type { DatasetDocument } from '#contracts/dataset.schema.js';
import { wilsonInterval } from './wilson-interval.js';

interface OfDocument {
  /** Index of the document in the dataset. */
  readonly document: number;
}

/** The number of the near-duplicates that a tested document belongs to. */
export type GroupOf = (judged: OfDocument) => number;

export const groupsOfDataset =
  (documents: readonly Pick<DatasetDocument, 'group'>[]): GroupOf =>
  ({ document }) =>
    documents[document]!.group;

/** In the order of each group's first member. */
export function byGroup<Item>(items: readonly Item[], groupOf: (item: Item) => number): Item[][] {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const group = groupOf(item);
    const known = groups.get(group);
    if (known) known.push(item);
    else groups.set(group, [item]);
  }
  return [...groups.values()];
}

/**
 * Independent documents that these are worth, as a share of them: the effective size of a sample in clusters whose
 * members are all alike (Kish 1965).
 * @returns 1 where none has a duplicate, and of none
 */
export function evidenceOf(judged: readonly OfDocument[], groupOf: GroupOf): number {
  if (judged.length === 0) return 1;
  const squares = byGroup(judged, groupOf).reduce((sum, members) => sum + members.length ** 2, 0);
  return judged.length / squares;
}

/** 95 % interval of the share of hits among these, near-duplicates being no further evidence. @returns null where there are none */
export function distinctInterval(
  hits: number,
  judged: readonly OfDocument[],
  groupOf: GroupOf,
): [number, number] | null {
  const evidence = evidenceOf(judged, groupOf);
  return wilsonInterval(hits * evidence, judged.length * evidence);
}
