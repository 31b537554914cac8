/** Plans a stage from what it reads and makes now, what the lock has, and what its files' results lack. */
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import { type DirectoryEntry, parseDirectoryText } from './directory-object.js';
import { planStage, type StagePlan } from './plan-stage.js';
import type { RunWorld } from './run-world.js';
import { triesAgain } from './shortfalls.js';
import { depEntries, outputEntries, type StageView } from './snapshot-stage.js';

/** Reads the listings that the reasons need, then plans. */
export async function planView(
  world: RunWorld,
  view: StageView,
  locked: LockedStage | undefined,
  force: boolean,
): Promise<StagePlan> {
  const deps = depEntries(view);
  const outs = outputEntries(view.spec.outputs, view.outputs);
  const listings = new Map<string, DirectoryEntry[] | null>();
  const now = new Map([...deps, ...outs].map((entry) => [entry.path, entry.md5]));
  for (const { path, md5 } of [...(locked?.deps ?? []), ...(locked?.outs ?? [])]) {
    if (md5?.endsWith('.dir') && now.get(path) !== md5) {
      const text = await world.cache.readListing(md5);
      listings.set(md5, text === null ? null : parseDirectoryText(text));
    }
  }
  for (const tree of [view.items, ...view.deps, ...view.outputs]) {
    if (tree?.listing === undefined || listings.size === 0) continue;
    listings.set(tree.md5, parseDirectoryText(tree.listing));
  }
  const current = { cmd: view.cmd, deps, params: view.params, outs };
  const { spec } = view;
  const plan = planStage({ spec, current, locked, force, listing: (md5) => listings.get(md5) ?? null });
  if (spec.frozen || spec.source !== undefined) return plan;
  const again = await triesAgain(world, view);
  return again.length === 0 ? plan : { action: 'run', reasons: [...plan.reasons, ...again] };
}
