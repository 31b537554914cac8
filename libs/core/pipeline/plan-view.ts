/** Plans a stage from what it reads and makes now, what the lock has, and what its files' results lack. */
import type { StageSpec } from '#contracts/pipeline.js';
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import type { CacheLacks } from './cache-lacks.js';
import { type ListedFiles, sampleOf } from './describe-changes.js';
import { parseDirectoryText } from './directory-object.js';
import { withoutResult } from './items-ahead.js';
import { cacheHas, howToGet, lostData } from './lost-data.js';
import { planStage, type StagePlan } from './plan-stage.js';
import type { RunWorld } from './run-world.js';
import { triesAgain } from './shortfalls.js';
import { depEntries, outputEntries, type StageView } from './snapshot-stage.js';
import { unreadableInputs } from './unreadable-inputs.js';

export interface PlanOptions {
  locked: LockedStage | undefined;
  force: boolean;
  /** What the cache has lost of its outputs. */
  lacks: CacheLacks;
  /** Deps, as the lock names them, that a stage before it will make anew. */
  untold?: ReadonlySet<string>;
}

/** Reads the listings that the reasons need, then plans. */
export async function planView(
  world: RunWorld,
  view: StageView,
  { locked, force, lacks, untold }: PlanOptions,
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
  const listing = (md5: string) => listings.get(md5) ?? null;
  const plan = planStage({ spec, current, locked, force, listing, lacks, ...(untold && { untold }) });
  const unreadable = unreadableInputs({ spec, deps: view.deps.filter((_, index) => isTold(index)) });
  const lost =
    isBound(spec) && plan.action === 'restore' && !(await cacheHas(world, view, locked))
      ? lostData(view)
      : null;
  const again = isBound(spec) ? [] : [...(await triesAgain(world, view)), ...(await withoutOne(plan))];
  const blocked = unreadable ?? lost;
  return {
    ...{ ...plan, ...(again.length > 0 && { action: 'run' as const }), ...(blocked && { blocked }) },
    reasons: [
      ...(unreadable === null ? [] : [unreadable.message.replace(/\s*\n\s*/g, ' ').replace(/\.$/, '')]),
      ...plan.reasons,
      ...(lost === null ? [] : [`not in the cache: ${howToGet(spec)}`]),
      ...again,
    ],
  };

  function isTold(dep: number): boolean {
    return !untold?.has(spec.deps[dep]!.written);
  }
  async function withoutOne({ action }: StagePlan): Promise<string[]> {
    if ((action !== 'unchanged' && action !== 'store') || untold?.size) return [];
    const files = await withoutResult(world, view);
    const count = files.length === 1 ? '1 file has' : `${files.length} files have`;
    return files.length === 0 ? [] : [`${count} no result (${sampleOf(files)})`];
  }
}

/** What it has is not for a run to make. */
export const isBound = ({ frozen, source }: Pick<StageSpec, 'frozen' | 'source'>): boolean =>
  frozen || source !== undefined;

/** Reasons shown in one line. */
const REASONS_SHOWN = 3;

/** As status, `--dry` and the run's report tell them. */
export function reasonLine(reasons: readonly string[]): string {
  const more = reasons.length - REASONS_SHOWN;
  return [...reasons.slice(0, REASONS_SHOWN), ...(more > 0 ? [`${more} more`] : [])].join('; ');
}
