/** What a run would do with each stage now, and why: the run itself, foreseen as far as it can be. */
import type { StageSpec } from '#contracts/pipeline.js';
import type { ItemFailure } from '#contracts/pipeline-event.js';
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import { allCacheLacks, NO_LACKS } from '#core/pipeline/cache-lacks.js';
import { md5Of } from '#core/pipeline/directory-object.js';
import { itemGlob } from '#core/pipeline/glob.js';
import { type ItemsAhead, itemsAhead, lacksResults } from '#core/pipeline/items-ahead.js';
import { outputsAhead } from '#core/pipeline/outputs-ahead.js';
import { overlaps } from '#core/pipeline/path-overlap.js';
import type { StagePlan } from '#core/pipeline/plan-stage.js';
import { isBound, planView, reasonLine } from '#core/pipeline/plan-view.js';
import type { RunWorld } from '#core/pipeline/run-world.js';
import { itemsPath, lockedOf, viewStage } from '#core/pipeline/snapshot-stage.js';
import { type Tree, treeOf } from '#core/pipeline/tree.js';

export interface StagePlanReport {
  name: string;
  state: 'stale' | 'unchanged' | 'frozen';
  /** 'wait': what it does is known when the stages before it have run. */
  action: StagePlan['action'] | 'wait';
  /** In one line, as the report of the run has it. */
  reason: string;
  /**
   * Why it is stale. "stage 'x' is stale" stands for what only the run of x can tell; all others are what the run will say.
   * Of a frozen one, what it lacks or has other than recorded.
   */
  reasons: string[];
  /** A run would fail for one of the reasons: what it needs cannot be read, or is neither there nor in the cache. */
  blocked?: true;
  /**
   * Of stages that work file by file: what earlier runs did; absent where an unchanged one lacks nothing, and where only
   * the stages before it tell which files there will be.
   */
  items?: ItemsAhead['items'];
  /** Files that earlier runs could not read. */
  failures: ItemFailure[];
}

/**
 * @param stages in running order
 * @param force as if all of them were to run
 * @param texts of files that the run writes before it begins, by path; what `world.params` says is from them too
 */
export async function stagePlans(
  world: RunWorld,
  stages: readonly StageSpec[],
  force: boolean,
  texts: ReadonlyMap<string, string> = new Map(),
): Promise<StagePlanReport[]> {
  const lock = await world.lockStore.read();
  const lacks = await allCacheLacks(world, lock, stages);
  /** What will lie there, where that is other than now and can be foreseen. */
  const known = new Map<string, Tree>();
  const written = new Map([...texts].map(([path, text]) => [path, treeOfText(path, text)]));
  /** Who makes it. */
  const makers = new Map<string, string>();
  /** What only the run can tell. */
  const untold = new Set<string>();
  const reports: StagePlanReport[] = [];
  for (const spec of stages) {
    const waits = untoldOf(spec, { known, makers, untold });
    const ahead = new Map([...written, ...known]);
    const view = await viewStage(world, { ...spec, params: spec.params.filter(waits.stands) }, ahead);
    const locked = await lockedOf(world, lock, spec, view);
    const ofStage = { locked, force, lacks: lacks.get(spec.name) ?? NO_LACKS };
    const compared = locked && { ...locked, params: without(locked.params, waits.params) };
    const plan = await planView(world, view, { ...ofStage, locked: compared, untold: waits.entries });
    const waitsFor = isBound(spec) ? [] : waits.stages;
    const blocked = plan.blocked !== undefined;
    const all = [
      ...(plan.action === 'unchanged' && !blocked ? [] : plan.reasons),
      // What runs in any case says no more when it does.
      ...(plan.inAnyCase ? [] : waitsFor.map((name) => `stage '${name}' is stale`)),
    ];
    const state = spec.frozen ? 'frozen' : all.length > 0 ? 'stale' : 'unchanged';
    const counts = waitsFor.length === 0 && (state === 'stale' || lacksResults(view));
    const items = counts ? await itemsAhead(world, view, locked, force) : null;
    const outputs =
      blocked || waitsFor.length > 0 ? null : await outputsAhead(world, view, plan, { ...ofStage, items });
    for (const [index, { path }] of spec.outputs.entries()) {
      makers.set(path, spec.name);
      const tree = outputs?.[index] ?? null;
      if (outputs === null) untold.add(path);
      else if (tree !== null && tree.md5 !== view.outputs[index]?.md5) known.set(path, tree);
    }
    reports.push({
      name: spec.name,
      state,
      action: plan.action !== 'run' && waitsFor.length > 0 ? 'wait' : plan.action,
      reason: reasonLine(all.length > 0 ? all : plan.reasons) || 'nothing changed',
      reasons: all,
      ...(blocked && { blocked: true as const }),
      ...(items === null ? { failures: [] } : { items: items.items, failures: items.failures }),
    });
  }
  return reports;
}

function treeOfText(path: string, text: string): Tree {
  const bytes = Buffer.from(text);
  const file = { path, md5: md5Of(bytes), size: bytes.length, executable: false };
  return treeOf(path, { kind: 'file', files: [file], unreadable: [] })!;
}

/** What a stage reads that nobody knows yet. */
function untoldOf(
  spec: StageSpec,
  { known, makers, untold }: { known: Map<string, Tree>; makers: Map<string, string>; untold: Set<string> },
) {
  const stages = new Set<string>();
  const meets = (path: string, made: Iterable<string>): boolean => {
    const found = [...made].filter((each) => overlaps(each, path));
    for (const each of found) stages.add(makers.get(each)!);
    return found.length > 0;
  };
  const entries = new Set(spec.deps.filter(({ path }) => meets(path, untold)).map(({ written }) => written));
  if (spec.each !== null) {
    const glob = itemGlob(spec.each);
    if (meets(glob.base, untold)) entries.add(itemsPath(glob));
  }
  // Params are read from the disk: what will lie there is as good as unknown.
  const moving = [...untold, ...known.keys()];
  const params = new Set(spec.params.filter(({ file }) => meets(file, moving)).map(({ written }) => written));
  return {
    /** Deps as the lock names them. */
    entries,
    /** Files of params as the lock names them. */
    params,
    stands: ({ written }: { written: string }) => !params.has(written),
    /** Who makes them. */
    stages: [...stages],
  };
}

const without = (params: LockedStage['params'], names: ReadonlySet<string>): LockedStage['params'] =>
  Object.fromEntries(Object.entries(params ?? {}).filter(([name]) => !names.has(name)));
