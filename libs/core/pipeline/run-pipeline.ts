/** Brings the stages of a run up to date, those that do not wait for one another side by side. */
import type { StageSpec } from '#contracts/pipeline.js';
import { NO_ITEMS, type StageReport } from '#contracts/pipeline-event.js';
import { allCacheLacks } from './cache-lacks.js';
import { LockOrder } from './lock-order.js';
import type { Run, RunRequest } from './run.js';
import { runSideBySide, type Step } from './run-side-by-side.js';
import { runStage } from './run-stage.js';
import type { RunWorld } from './run-world.js';
import { closure, stageGraph } from './stage-graph.js';
import type { Tree } from './tree.js';
import { WorkSlots } from './work-slots.js';

/**
 * @returns one report a stage, in running order; a failed stage is a report, not an error
 * @throws DomainError 'pipeline/interrupted' after an abort; finished work is kept
 */
export async function runPipeline(world: RunWorld, request: RunRequest): Promise<StageReport[]> {
  const lock = await world.lockStore.read();
  const graph = stageGraph(request.pipeline.stages);
  const lockOrder = new LockOrder(graph, lock.stages ?? {});
  const flights = new WorkSlots({ jobs: world.workers?.inFlight ?? request.jobs, memory: request.memory });
  const lacks = await allCacheLacks(world, lock, request.stages);
  const run: Run = { world, request, lock, lockOrder, lacks, slots: new WorkSlots(request), flights };
  const known = new Map<string, Tree>();
  const failed: string[] = [];
  request.onEvent({
    type: 'run-started',
    run_id: request.runId,
    pipeline: request.group,
    stages: request.stages.map(({ name }) => name),
  });
  const report = (spec: StageSpec): Promise<StageReport> | StageReport => {
    const before = closure([spec.name], graph.upstream);
    const culprit = failed.find((name) => before.has(name));
    if (culprit !== undefined) return skipped(spec, `stage '${culprit}' failed`);
    const [first] = failed;
    return first === undefined || request.keepGoing
      ? runStage(run, spec, known)
      : skipped(spec, `not begun after stage '${first}' failed; --keep-going runs it`);
  };
  const steps = request.stages.map(
    (spec): Step<StageReport> => ({
      name: spec.name,
      after: graph.upstream(spec.name),
      run: async () => report(spec),
    }),
  );
  const reports = await runSideBySide(steps, request.jobs, async (name, ended) => {
    if (ended.state === 'failed') failed.push(name);
    request.onEvent({ type: 'stage-finished', ...ended });
    await world.files.save();
  });
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
  warnings: [],
});
