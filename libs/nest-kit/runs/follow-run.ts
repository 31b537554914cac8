/** A run's record as its events tell it. */
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import type { RunRecord, RunStage } from '#contracts/run-record.schema.js';

/** Files named in the record; the count in the stage tells of the rest. */
const FAILURES_KEPT = 1000;

/** @returns the record after `event`; the same object where it says nothing about it */
export function followRun(run: RunRecord, event: PipelineEvent): RunRecord {
  switch (event.type) {
    case 'run-started': {
      const stages = event.stages.map(
        (name): RunStage => ({ name, state: 'waiting', reason: '', done: 0, total: 0, failed: 0 }),
      );
      return { ...run, pipeline: event.pipeline, stages };
    }
    case 'stage-started':
      return withStage(run, event.stage, { state: 'running', reason: event.reason, total: event.total });
    case 'stage-progress':
      return withStage(run, event.stage, { done: event.done, total: event.total, failed: event.failed });
    case 'stage-finished': {
      const { total, failed } = event.items;
      return withStage(run, event.name, {
        ...{ state: event.state, reason: event.reason, total, done: total, failed },
      });
    }
    case 'item-failed': {
      if (run.failures.length >= FAILURES_KEPT) return run;
      const { stage, path, code, message } = event;
      return { ...run, failures: [...run.failures, { stage, path, code, message }] };
    }
    default:
      return run;
  }
}

function withStage(run: RunRecord, name: string, change: Partial<RunStage>): RunRecord {
  const stages = run.stages.map((stage) => (stage.name === name ? { ...stage, ...change } : stage));
  return { ...run, stages, progress: progressOf(stages) };
}

/** Every stage counts the same: how long each takes is not known before it has run. */
function progressOf(stages: readonly RunStage[]): number {
  const parts = stages.map(({ state, done, total }) => {
    if (state === 'waiting') return 0;
    if (state === 'running') return total > 0 ? Math.min(done / total, 1) : 0;
    return 1;
  });
  return parts.reduce((sum, part) => sum + part, 0) / Math.max(parts.length, 1);
}
