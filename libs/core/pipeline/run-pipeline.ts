/** Brings the stages of a run up to date, one after another, and writes the lock after each. */
import { DomainError } from '#contracts/domain-error.js';
import type { StageSpec } from '#contracts/pipeline.js';
import type { ItemCounts, ItemFailure, StageReport } from '#contracts/pipeline-event.js';
import { type LockedStage, LockedStageSchema } from '#contracts/pipeline-lock.schema.js';
import { md5Of } from './directory-object.js';
import { rememberListings, restoreOutputs } from './keep-outputs.js';
import { itemKeyPrefix, outputPathOf, runItemStage } from './run-item-stage.js';
import { runKey } from './run-key.js';
import { runWholeStage } from './run-whole-stage.js';
import type { Run, RunRequest, RunWorld } from './run-world.js';
import { lockedStage, planView, type StageView, viewStage } from './snapshot-stage.js';
import { closure, stageGraph } from './stage-graph.js';
import type { Tree } from './tree.js';

const NO_ITEMS: ItemCounts = { total: 0, ran: 0, cached: 0, failed: 0 };
/** Reasons shown in the one line of the table. */
const REASONS_SHOWN = 3;

interface Outcome {
  state: 'ran' | 'cached' | 'unchanged';
  outputs: (Tree | null)[];
  items: ItemCounts;
  failures: ItemFailure[];
}

/**
 * @returns one report a stage, in running order; a failed stage is a report, not an error
 * @throws DomainError 'pipeline/interrupted' after an abort; finished work is kept
 */
export async function runPipeline(world: RunWorld, request: RunRequest): Promise<StageReport[]> {
  const run: Run = { world, request, lock: await world.lockStore.read() };
  const graph = stageGraph(request.pipeline.stages);
  const known = new Map<string, Tree>();
  const failed: string[] = [];
  const reports: StageReport[] = [];
  request.onEvent({
    type: 'run-started',
    run_id: request.runId,
    pipeline: request.group,
    stages: request.stages.map(({ name }) => name),
  });
  for (const spec of request.stages) {
    const culprit = failed.find(
      (name) => request.keepGoing === false || closure([spec.name], graph.upstream).has(name),
    );
    const report =
      culprit === undefined ? await runStage(run, spec, known) : skipped(spec, `stage '${culprit}' failed`);
    if (report.state === 'failed') failed.push(spec.name);
    reports.push(report);
    request.onEvent({ type: 'stage-finished', ...report });
    await world.files.save();
  }
  request.onEvent({ type: 'run-finished', run_id: request.runId, ok: failed.length === 0 });
  return reports;
}

const skipped = (spec: StageSpec, reason: string): StageReport => ({
  name: spec.name,
  state: 'skipped',
  reason,
  items: NO_ITEMS,
  seconds: 0,
  failures: [],
});

async function runStage(run: Run, spec: StageSpec, known: Map<string, Tree>): Promise<StageReport> {
  const { world, request } = run;
  const started = world.clock();
  const seconds = () => Math.round((world.clock() - started) * 1000) / 1000;
  let reason = '';
  try {
    const view = await viewStage(world, spec, known);
    const locked = run.lock.stages?.[spec.name];
    const plan = await planView(world, view, locked, request.force);
    const [shown, more] = [plan.reasons.slice(0, REASONS_SHOWN), plan.reasons.length - REASONS_SHOWN];
    reason = [...shown, ...(more > 0 ? [`${more} more`] : [])].join('; ');

    let outcome: Outcome | null = null;
    if (plan.action === 'unchanged') outcome = await unchangedOutcome(run, view);
    if (outcome === null) {
      if (reason === '') reason = 'results missing';
      request.onEvent({
        type: 'stage-started',
        stage: spec.name,
        reason,
        total: view.items?.files.length ?? 0,
      });
      outcome = await bringUpToDate(run, view, plan.action === 'restore' ? locked : undefined);
      // The lock may be older than what git brought in meanwhile: only this stage's entry is ours.
      run.lock = {
        ...run.lock,
        stages: { ...run.lock.stages, [spec.name]: lockedStage(view, outcome.outputs) },
      };
      await world.lockStore.write(run.lock);
    }
    for (const tree of outcome.outputs) if (tree !== null) known.set(tree.path, tree);
    const { state, items, failures } = outcome;
    return {
      name: spec.name,
      state,
      reason: reason || 'nothing changed',
      items,
      seconds: seconds(),
      failures,
    };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'pipeline/interrupted') throw error;
    if (request.signal.aborted)
      throw new DomainError(
        'pipeline/interrupted',
        `Interrupted during stage '${spec.name}'; finished work is kept, the next run continues.`,
      );
    const details = error instanceof DomainError ? error.details : {};
    return {
      name: spec.name,
      state: 'failed',
      reason: reason || 'could not be planned',
      items: (details.items as ItemCounts | undefined) ?? NO_ITEMS,
      seconds: seconds(),
      failures: [],
      error: describe(error),
    };
  }
}

function describe(error: unknown): NonNullable<StageReport['error']> {
  if (error instanceof DomainError) return { code: error.code, message: error.message };
  return {
    code: 'internal/unexpected',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

/** An unchanged stage still reports its failed files. @returns null where files have no result and no known failure */
async function unchangedOutcome(run: Run, view: StageView): Promise<Outcome | null> {
  const { items: tree, outputs, spec } = view;
  if (tree === null) return { state: 'unchanged', outputs, items: NO_ITEMS, failures: [] };
  const failures: ItemFailure[] = tree.unreadable.map(({ path, reason }) => ({
    path,
    code: 'document/unreadable-file',
    message: reason,
  }));
  const made = outputs[0]?.files.length ?? 0;
  if (made < tree.files.length && !spec.frozen) {
    const records = await run.world.items.load(spec.name);
    const present = new Set(outputs[0]?.files.map(({ path }) => path));
    const prefix = itemKeyPrefix(view);
    for (const file of tree.files) {
      if (present.has(outputPathOf(view, file.path, spec.outputs[0]!.path))) continue;
      const record = records.get(md5Of(`${prefix}${file.md5}`));
      if (record?.error === undefined) return null;
      failures.push({ path: file.path, ...record.error } as ItemFailure);
    }
  }
  const items = {
    total: tree.files.length + tree.unreadable.length,
    ran: 0,
    cached: made,
    failed: failures.length,
  };
  return { state: 'unchanged', outputs, items, failures };
}

/** @param restorable the lock entry, where only outputs differ from it */
async function bringUpToDate(
  run: Run,
  view: StageView,
  restorable: LockedStage | undefined,
): Promise<Outcome> {
  const { world, request } = run;
  if (view.glob !== null) {
    const { outputs, items, failures } = await runItemStage(run, view);
    return { state: items.ran > 0 ? 'ran' : 'cached', outputs, items, failures };
  }
  const reusable = !request.force && !view.spec.alwaysChanged;
  if (reusable) {
    for (const locked of [restorable, ...(await earlierRuns(world, view))]) {
      const outputs = locked === undefined ? null : await restoreOutputs(world, view.spec.outputs, locked);
      if (outputs === null) continue;
      await rememberListings(world, view.deps);
      return { state: 'cached', outputs, items: { total: 1, ran: 0, cached: 1, failed: 0 }, failures: [] };
    }
  }
  const outputs = await runWholeStage(run, view);
  await keepRun(world, view, outputs);
  return { state: 'ran', outputs, items: { total: 1, ran: 1, cached: 0, failed: 0 }, failures: [] };
}

/** As DVC: only stages with deps and outputs, none of which stays in place, are worth remembering. */
const remembered = ({ spec }: StageView): boolean =>
  spec.deps.length > 0 &&
  spec.outputs.length > 0 &&
  !spec.alwaysChanged &&
  spec.outputs.every(({ persist }) => !persist);

async function earlierRuns(world: RunWorld, view: StageView): Promise<LockedStage[]> {
  if (!remembered(view)) return [];
  const texts = await world.cache.readRuns(runKey(lockedStage(view)).key);
  return texts.flatMap((text) => {
    const parsed = LockedStageSchema.safeParse(world.lockStore.parse(text));
    return parsed.success ? [parsed.data] : [];
  });
}

async function keepRun(world: RunWorld, view: StageView, outputs: Tree[]): Promise<void> {
  if (!remembered(view)) return;
  const entry = lockedStage(view, outputs);
  const { key, name } = runKey(entry);
  await world.cache.writeRun(key, name, world.lockStore.text(entry));
}
