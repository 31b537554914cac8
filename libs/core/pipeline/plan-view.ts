/** Plans a stage from what it reads and makes now, what the lock has, and what its files' results lack. */
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import type { ListedFiles } from './describe-changes.js';
import { parseDirectoryText } from './directory-object.js';
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
  const listings = new Map<string, ListedFiles | null>();
  const now = new Map([...deps, ...outs].map((entry) => [entry.path, entry.md5]));
  for (const { path, md5 } of [...(locked?.deps ?? []), ...(locked?.outs ?? [])]) {
    if (md5?.endsWith('.dir') && now.get(path) !== md5) {
      const text = await world.cache.readListing(md5);
      const entries = text === null ? null : parseDirectoryText(text);
      listings.set(md5, entries && { entries });
    }
  }
  for (const tree of [view.items, ...view.deps, ...view.outputs]) {
    if (tree?.listing === undefined || listings.size === 0) continue;
    const entries = parseDirectoryText(tree.listing);
    const start = tree.path === '' ? 0 : tree.path.length + 1;
    const unreadable = tree.unreadable.map(({ path }) => path.slice(start));
    listings.set(tree.md5, entries && { entries, unreadable });
  }
  const current = { cmd: view.cmd, deps, params: view.params, outs };
  const { spec } = view;
  const plan = planStage({ spec, current, locked, force, listing: (md5) => listings.get(md5) ?? null });
  if (spec.frozen || spec.source !== undefined) return plan;
  const again = await triesAgain(world, view);
  return again.length === 0 ? plan : { action: 'run', reasons: [...plan.reasons, ...again] };
}
