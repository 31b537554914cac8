/** How far a stage that works file by file has come with the files of today, by what its earlier runs recorded. */
import type { ItemCounts, ItemFailure } from '#contracts/pipeline-event.js';
import { itemKeys } from './item-key.js';
import type { RunWorld } from './run-world.js';
import type { StageView } from './snapshot-stage.js';

export interface ItemProgress {
  items: Pick<ItemCounts, 'total' | 'failed'> & {
    /** Files that a run now need not do again. */
    done: number;
  };
  failures: ItemFailure[];
}

/** @returns null for stages that see all their inputs at once */
export async function itemProgress(world: RunWorld, view: StageView): Promise<ItemProgress | null> {
  const { items: tree, spec } = view;
  if (tree === null) return null;
  const failures: ItemFailure[] = tree.unreadable.map(({ path, reason }) => ({
    path,
    code: 'document/unreadable-file',
    message: reason,
  }));
  const records = await world.items.load(spec.name);
  const keyOf = itemKeys(view);
  let done = 0;
  for (const file of tree.files) {
    const record = records.get(keyOf(file));
    if (record?.error !== undefined) failures.push({ path: file.path, ...record.error } as ItemFailure);
    else if (record?.outputs !== undefined) done++;
  }
  return {
    items: { total: tree.files.length + tree.unreadable.length, done, failed: failures.length },
    failures,
  };
}

/** Whether an unchanged stage has files without a result: then, and only then, its records are worth reading. */
export const lacksResults = ({ items, outputs, spec }: StageView): boolean =>
  items !== null &&
  !spec.frozen &&
  (items.unreadable.length > 0 || (outputs[0]?.files.length ?? 0) < items.files.length);
