/** What a stage's outputs will be when a run has done what its plan says, as far as that can be known before. */
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import { earlierRuns } from './earlier-runs.js';
import type { ItemsAhead } from './items-ahead.js';
import { obtainable } from './keep-outputs.js';
import type { StagePlan } from './plan-stage.js';
import { isBound } from './plan-view.js';
import type { RunWorld } from './run-world.js';
import type { StageView } from './snapshot-stage.js';
import type { Tree } from './tree.js';

/**
 * @param items of a stage that works file by file
 * @returns by position; null where only the run can tell
 */
export async function outputsAhead(
  world: RunWorld,
  view: StageView,
  { action }: StagePlan,
  { locked, force, items }: { locked: LockedStage | undefined; force: boolean; items: ItemsAhead | null },
): Promise<(Tree | null)[] | null> {
  const { spec, outputs } = view;
  if (action === 'unchanged' || action === 'store' || action === 'keep') return outputs;
  const bound = isBound(spec);
  if (items !== null && !bound) return items.outputs;
  if (!bound && (force || spec.alwaysChanged)) return null;
  for (const candidate of [
    ...(action === 'restore' && locked !== undefined ? [locked] : []),
    ...(bound ? [] : await earlierRuns(world, view)),
  ]) {
    const found = await obtainable(world, spec.outputs, outputs, candidate);
    if (found !== null) return found.map(({ tree }) => tree);
  }
  return null;
}
