/** Brings one stage up to date and writes what became of it into the lock. */
import { untoldDiskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import type { StageSpec } from '#contracts/pipeline.js';
import {
  type ItemCounts,
  type ItemFailure,
  NO_ITEMS,
  type StageReport,
  type StageWarning,
} from '#contracts/pipeline-event.js';
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import { NO_LACKS } from './cache-lacks.js';
import { earlierRuns, keepRun } from './earlier-runs.js';
import { itemKeys } from './item-key.js';
import { lacksResults, unreadableItems } from './items-ahead.js';
import { rememberListings, restoreOutputs, storeOutputs } from './keep-outputs.js';
import { outputPathOf } from './known-results.js';
import { lostData } from './lost-data.js';
import { isBound, planView, reasonLine } from './plan-view.js';
import type { Run } from './run.js';
import { runItemStage } from './run-item-stage.js';
import { interrupted, runWholeStage } from './run-whole-stage.js';
import { itemWarnings, keepWholeWarnings, linksOutside, wholeWarnings } from './shortfalls.js';
import { lockedOf, lockedStage, type StageView, viewStage } from './snapshot-stage.js';
import type { Tree } from './tree.js';

const ONE_REUSED: ItemCounts = { total: 1, ran: 0, cached: 1, failed: 0 };
const ONE_RUN: ItemCounts = { total: 1, ran: 1, cached: 0, failed: 0 };

interface Outcome {
  state: 'ran' | 'cached' | 'unchanged';
  outputs: (Tree | null)[];
  items: ItemCounts;
  failures: ItemFailure[];
  warnings: StageWarning[];
}

/**
 * @param known outputs of stages before it, which need no second look; its own are added
 * @returns its report; a failure is one too
 * @throws DomainError 'pipeline/interrupted'
 */
export async function runStage(run: Run, spec: StageSpec, known: Map<string, Tree>): Promise<StageReport> {
  const { world, request } = run;
  const started = world.clock();
  const seconds = () => Math.round((world.clock() - started) * 1000) / 1000;
  let reason = '';
  try {
    const view = await viewStage(world, spec, known);
    const locked = await lockedOf(world, run.lock, spec, view);
    const lacks = run.lacks.get(spec.name) ?? NO_LACKS;
    const plan = await planView(world, view, { locked, force: request.force, lacks });
    const { action } = plan;
    reason = reasonLine(plan.reasons);
    if (plan.blocked !== undefined) throw plan.blocked;

    const begin = () => {
      const total = view.items?.files.length ?? 0;
      request.onEvent({ type: 'stage-started', stage: spec.name, reason, total });
    };
    let outcome: Outcome;
    if (action === 'unchanged' || action === 'store') outcome = await unchangedOutcome(run, view);
    else if (action === 'keep') outcome = await keepAsTheyAre(run, view);
    else outcome = await bringUpToDate(run, view, action === 'restore' ? locked : undefined, begin);
    if (action === 'store') {
      begin();
      await storeOutputs(world, spec.outputs, view.outputs);
    }
    if (action !== 'unchanged' && action !== 'store') await writeLock(run, view, outcome.outputs);
    for (const tree of outcome.outputs) if (tree !== null) known.set(tree.path, tree);
    const { state, items, failures, warnings } = outcome;
    return {
      name: spec.name,
      state,
      reason: reason || 'nothing changed',
      items,
      ...eachOf(spec),
      seconds: seconds(),
      failures,
      warnings: [...warnings, ...linksOutside(view)],
    };
  } catch (error) {
    if (request.signal.aborted) throw interrupted(spec.name);
    const details = error instanceof DomainError ? error.details : {};
    return {
      name: spec.name,
      state: 'failed',
      reason: reason || 'could not be planned',
      items: (details.items as ItemCounts | undefined) ?? NO_ITEMS,
      ...eachOf(spec),
      seconds: seconds(),
      failures: (details.failures as ItemFailure[] | undefined) ?? [],
      warnings: [],
      error: describe(error),
    };
  }
}

const eachOf = ({ each }: StageSpec): Pick<StageReport, 'each'> => (each === null ? {} : { each: true });

function describe(thrown: unknown): NonNullable<StageReport['error']> {
  const error = untoldDiskError(thrown) ?? thrown;
  if (error instanceof DomainError) return { code: error.code, message: error.message };
  return {
    code: 'internal/unexpected',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

async function writeLock(run: Run, view: StageView, outputs: readonly (Tree | null)[]): Promise<void> {
  const { world } = run;
  const { name, source } = view.spec;
  const entry = lockedStage(view, outputs);
  await run.request.beforeLock(view.spec);
  if (source !== undefined) {
    const entries = new Map(entry.outs?.map((out) => [out.path, out]));
    await world.lockStore.writeSource(
      source,
      view.spec.outputs.map(({ written }) => entries.get(written)!),
    );
    return;
  }
  run.lock = { ...run.lock, stages: run.lockOrder.with(run.lock.stages ?? {}, name, entry) };
  await world.lockStore.write(run.lock);
}

/** An unchanged stage still reports its failed files. */
async function unchangedOutcome({ world }: Run, view: StageView): Promise<Outcome> {
  const { items: tree, outputs, spec } = view;
  if (tree === null) {
    const warnings = await wholeWarnings(world, view);
    return { state: 'unchanged', outputs, items: NO_ITEMS, failures: [], warnings };
  }
  const failures = unreadableItems(tree);
  if (lacksResults(view)) {
    const records = await world.items.load(spec.name);
    const present = new Set(outputs[0]?.files.map(({ path }) => path));
    const keyOf = itemKeys(view);
    for (const file of tree.files) {
      if (present.has(outputPathOf(view, file.path, spec.outputs[0]!.path))) continue;
      failures.push({ path: file.path, ...records.get(keyOf(file))?.error } as ItemFailure);
    }
  }
  const items = {
    total: tree.files.length + tree.unreadable.length,
    ran: 0,
    cached: outputs[0]?.files.length ?? 0,
    failed: failures.length,
  };
  return { state: 'unchanged', outputs, items, failures, warnings: await itemWarnings(world, view) };
}

/** Of data that people put there, and of frozen stages: what is there is what counts. */
async function keepAsTheyAre(run: Run, view: StageView): Promise<Outcome> {
  await storeOutputs(run.world, view.spec.outputs, view.outputs);
  const state = view.spec.source === undefined ? 'unchanged' : 'ran';
  return { state, outputs: view.outputs, items: NO_ITEMS, failures: [], warnings: [] };
}

/**
 * @param restorable the lock entry, where only outputs differ from it
 * @param begin called once, when it is its turn
 */
async function bringUpToDate(
  run: Run,
  view: StageView,
  restorable: LockedStage | undefined,
  begin: () => void,
): Promise<Outcome> {
  const { world, request } = run;
  const { spec } = view;
  const bound = isBound(spec);
  if (view.glob !== null && !bound) {
    begin();
    const result = await runItemStage(run, view);
    return { state: result.items.ran > 0 ? 'ran' : 'cached', ...result };
  }
  return run.slots.use(inputBytes(view), async () => {
    if (request.signal.aborted) throw interrupted(spec.name);
    begin();
    if (bound || (!request.force && !spec.alwaysChanged)) {
      for (const locked of [restorable, ...(bound ? [] : await earlierRuns(world, view))]) {
        const outputs = locked === undefined ? null : await restoreOutputs(world, spec.outputs, locked);
        if (outputs === null) continue;
        await storeOutputs(world, spec.outputs, outputs);
        await rememberListings(world, view.deps);
        const warnings = await wholeWarnings(world, view);
        return { state: 'cached', outputs, items: ONE_REUSED, failures: [], warnings };
      }
    }
    if (bound) throw lostData(view);
    const { outputs, shortfalls } = await runWholeStage(run, view);
    await keepRun(world, view, outputs);
    await keepWholeWarnings(world, view, shortfalls);
    const warnings = shortfalls.map(({ code, message }) => ({ code, message }));
    return { state: 'ran', outputs, items: ONE_RUN, failures: [], warnings };
  });
}

/** Commands hold their inputs in processes of their own; a stage of the platform holds them here. */
const inputBytes = ({ spec, deps }: StageView): number =>
  spec.uses === null ? 0 : deps.reduce((sum, tree) => sum + (tree?.size ?? 0), 0);
