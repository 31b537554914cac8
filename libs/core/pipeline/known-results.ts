/** What is known of the files of an `each:` before it runs: recorded by earlier runs, or told by the lock. */
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import type { ItemRecord } from '#ports/item-index.port.js';
import type { FileState } from '#ports/workspace-files.port.js';
import { itemOutputPath } from './glob.js';
import { recordsOfLock } from './records-of-lock.js';
import type { RunWorld } from './run-world.js';
import type { StageView } from './snapshot-stage.js';

/** @returns by the files' keys; those that only the lock tells apart as well */
export async function knownResults(
  world: RunWorld,
  view: StageView,
  locked: LockedStage | undefined,
  keyOf: (file: FileState) => string,
): Promise<{ records: Map<string, ItemRecord>; ofLock: ItemRecord[] }> {
  const records = await world.items.load(view.spec.name);
  const [output] = view.outputs;
  const inPlace = new Set(output?.files.map(({ path }) => path));
  // A file without record and output is new: the lock, which takes time to read, knows nothing of it.
  const mayKnow = (file: FileState) =>
    !records.has(keyOf(file)) &&
    (output === null || inPlace.has(outputPathOf(view, file.path, view.spec.outputs[0]!.path)));
  if (!view.items?.files.some(mayKnow)) return { records, ofLock: [] };
  const ofLock = (await recordsOfLock(world, view, locked)).filter(({ key }) => !records.has(key));
  for (const record of ofLock) records.set(record.key, record);
  return { records, ofLock };
}

export function outputPathOf(view: StageView, item: string, directory: string): string {
  return itemOutputPath(item, view.glob!.base, directory, view.kind);
}
