/** How far a stage that works file by file has come with the files of today, and what a run of it would leave. */
import type { ItemCounts, ItemFailure } from '#contracts/pipeline-event.js';
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import type { ItemRecord } from '#ports/item-index.port.js';
import { itemKeys } from './item-key.js';
import { knownResults, outputPathOf } from './known-results.js';
import type { RunWorld } from './run-world.js';
import { worthTrying } from './shortfalls.js';
import type { StageView } from './snapshot-stage.js';
import { type Tree, treeOf } from './tree.js';

export interface ItemsAhead {
  items: Pick<ItemCounts, 'total' | 'failed'> & {
    /** Files that a run now need not do again. */
    done: number;
  };
  /** Files that earlier runs could not read. */
  failures: ItemFailure[];
  /** By position, where no file has to be done; null where only the run can tell. */
  outputs: Tree[] | null;
}

/** @param force also files that could not be read, or only in part. @returns null for stages that see all their inputs at once */
export async function itemsAhead(
  world: RunWorld,
  view: StageView,
  locked: LockedStage | undefined,
  force: boolean,
): Promise<ItemsAhead | null> {
  const { items: tree, spec } = view;
  if (tree === null) return null;
  const failures = unreadableItems(tree);
  const keyOf = itemKeys(view);
  const { records } = await knownResults(world, view, locked, keyOf);
  const inPlace = view.outputs.map((output) => new Map(output?.files.map(({ path, md5 }) => [path, md5])));
  const made = spec.outputs.map(() => new Map<string, string>());
  let done = 0;
  let left = 0;
  for (const file of tree.files) {
    const record = records.get(keyOf(file));
    const targets = spec.outputs.map(({ path }) => outputPathOf(view, file.path, path));
    if (record === undefined || !(await hasResult(world, record, targets, inPlace))) left++;
    else if (worthTrying(record, spec, force)) left++;
    else if (record.error !== undefined) failures.push({ path: file.path, ...record.error } as ItemFailure);
    else {
      done++;
      for (const [index, target] of targets.entries()) made[index]!.set(target, record.outputs![index]!);
    }
  }
  const total = tree.files.length + tree.unreadable.length;
  return {
    items: { total, done, failed: failures.length },
    failures,
    outputs: left > 0 || failures.length === total ? null : view.outputs.map((_, index) => treeAt(index)),
  };

  function treeAt(index: number): Tree {
    const files = [...made[index]!].map(([path, md5]) => ({ path, md5, size: 0, executable: false }));
    return treeOf(spec.outputs[index]!.path, { kind: 'directory', files, unreadable: [] })!;
  }
}

/** Of a document that cannot be read, that it cannot. */
async function hasResult(
  { cache }: RunWorld,
  { outputs, error }: ItemRecord,
  targets: readonly string[],
  inPlace: readonly ReadonlyMap<string, string>[],
): Promise<boolean> {
  if (outputs === undefined) return error !== undefined;
  for (const [index, target] of targets.entries()) {
    const md5 = outputs[index]!;
    if (inPlace[index]!.get(target) !== md5 && !(await cache.has(md5))) return false;
  }
  return true;
}

export const unreadableItems = ({ unreadable }: Pick<Tree, 'unreadable'>): ItemFailure[] =>
  unreadable.map(({ path, reason }) => ({ path, code: 'document/unreadable-file', message: reason }));

/** Whether an unchanged stage has files without a result: then, and only then, its records are worth reading. */
export const lacksResults = ({ items, outputs, spec }: StageView): boolean =>
  items !== null &&
  !spec.frozen &&
  (items.unreadable.length > 0 || (outputs[0]?.files.length ?? 0) < items.files.length);

/** The files of an unchanged stage that have neither a result nor a known reason for having none. */
export async function withoutResult(world: RunWorld, view: StageView): Promise<string[]> {
  const { items: tree, outputs, spec } = view;
  if (tree === null || !lacksResults(view)) return [];
  const records = await world.items.load(spec.name);
  const present = new Set(outputs[0]?.files.map(({ path }) => path));
  const keyOf = itemKeys(view);
  return tree.files.flatMap((file) => {
    if (present.has(outputPathOf(view, file.path, spec.outputs[0]!.path))) return [];
    return records.get(keyOf(file))?.error === undefined ? [file.path] : [];
  });
}
