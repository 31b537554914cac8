/** Results of earlier runs by the key of their inputs: going back to older params costs nothing (DVC's run cache). */
import { type LockedStage, LockedStageSchema } from '#contracts/pipeline-lock.schema.js';
import { runKey } from './run-key.js';
import type { RunWorld } from './run-world.js';
import { lockedStage, type StageView } from './snapshot-stage.js';
import type { Tree } from './tree.js';

/** As DVC: only stages with inputs and outputs, none of which stays in place or out of the cache. */
const remembered = ({ spec }: StageView): boolean =>
  spec.deps.length + spec.params.length > 0 &&
  spec.outputs.length > 0 &&
  !spec.alwaysChanged &&
  spec.outputs.every(({ persist, cache, role }) => !persist && (cache || role !== 'output'));

export async function earlierRuns(world: RunWorld, view: StageView): Promise<LockedStage[]> {
  if (!remembered(view)) return [];
  const texts = await world.cache.readRuns(runKey(lockedStage(view)).key);
  return texts.flatMap((text) => {
    const parsed = LockedStageSchema.safeParse(world.lockStore.parse(text));
    return parsed.success ? [parsed.data] : [];
  });
}

export async function keepRun(world: RunWorld, view: StageView, outputs: readonly Tree[]): Promise<void> {
  if (!remembered(view)) return;
  const entry = lockedStage(view, outputs);
  const { key, name } = runKey(entry);
  await world.cache.writeRun(key, name, world.lockStore.text(entry));
}
