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

/** Parts of the time of a training from nothing, as the sample documents took it (260 scans on two cores). */
const SHARES: Readonly<Record<string, number>> = {
  ...{ etl: 0.91, 'clean-text': 0.06, preprocess: 0.01, train: 0.02, eval: 0.003 },
};

/** How much of the work of a run from nothing is over; stages of one's own, of unknown length, count as the others on average. */
function progressOf(stages: readonly RunStage[]): number {
  const known = stages.flatMap(({ name }) => SHARES[name] ?? []);
  const average = known.length === 0 ? 1 : sum(known) / known.length;
  const weights = stages.map(({ name }) => SHARES[name] ?? average);
  const done = stages.map((stage, index) => weights[index]! * partOf(stage));
  return stages.length === 0 ? 0 : Math.min(sum(done) / sum(weights), 1);
}

function partOf({ state, done, total }: RunStage): number {
  if (state === 'waiting') return 0;
  if (state === 'running') return total > 0 ? Math.min(done / total, 1) : 0;
  return 1;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((left, right) => left + right, 0);
