/** What a run would do with each stage now, and why. */
import type { StageSpec } from '#contracts/pipeline.js';
import type { ItemFailure } from '#contracts/pipeline-event.js';
import { type ItemProgress, itemProgress, lacksResults } from '#core/pipeline/item-progress.js';
import { cacheHas, howToGet } from '#core/pipeline/lost-data.js';
import { planView } from '#core/pipeline/plan-view.js';
import type { RunWorld } from '#core/pipeline/run-world.js';
import { lockedOf, viewStage } from '#core/pipeline/snapshot-stage.js';
import { unreadableInputs } from '#core/pipeline/unreadable-inputs.js';
import type { WorkspacePipeline } from './workspace-pipeline.js';

export interface StagePlanReport {
  name: string;
  state: 'stale' | 'unchanged' | 'frozen';
  /** Why it is stale; that a stage before it is counts too. Of a frozen one, what it lacks or has other than recorded. */
  reasons: string[];
  /** A run would fail for one of the reasons: what it needs cannot be read, or is neither there nor in the cache. */
  blocked?: true;
  /** Of stages that work file by file: what earlier runs did; absent where an unchanged one lacks nothing. */
  items?: ItemProgress['items'];
  /** Files that earlier runs could not read. */
  failures: ItemFailure[];
}

/** @param stages in running order. @param force as if all of them were to run */
export async function stagePlans(
  world: RunWorld,
  { graph }: Pick<WorkspacePipeline, 'graph'>,
  stages: readonly StageSpec[],
  force: boolean,
): Promise<StagePlanReport[]> {
  const lock = await world.lockStore.read();
  const stale = new Set<string>();
  const reports: StagePlanReport[] = [];
  for (const spec of stages) {
    const view = await viewStage(world, spec);
    const locked = await lockedOf(world, lock, spec);
    const { action, reasons } = await planView(world, view, locked, force);
    const bound = spec.frozen || spec.source !== undefined;
    const lost = bound && action === 'restore' && !(await cacheHas(world, view, locked));
    const before = spec.frozen ? [] : graph.upstream(spec.name).filter((name) => stale.has(name));
    const unreadable = unreadableInputs(view);
    const all = [
      ...(unreadable === null ? [] : [unreadable.message.replace(/\s*\n\s*/g, ' ').replace(/\.$/, '')]),
      ...(action === 'unchanged' ? [] : reasons),
      ...(lost ? [`not in the cache: ${howToGet(spec)}`] : []),
      ...before.map((name) => `stage '${name}' is stale`),
    ];
    if (all.length > 0) stale.add(spec.name);
    const state = spec.frozen ? 'frozen' : all.length > 0 ? 'stale' : 'unchanged';
    const progress = state === 'stale' || lacksResults(view) ? await itemProgress(world, view) : null;
    reports.push({
      name: spec.name,
      state,
      reasons: all,
      ...((lost || unreadable !== null) && { blocked: true as const }),
      ...(progress ?? { failures: [] }),
    });
  }
  return reports;
}
