/** The message of a commit that keeps a run: which run, what it did and why, and the figures that came out. */
import type { StageReport } from '#contracts/pipeline-event.js';
import { visible } from '#contracts/visible-text.js';
import { leaves } from '../pipeline/compare-values.js';
import { figureOf } from '../pipeline/headline.js';

export interface FinishedRun {
  run_id: string;
  pipeline: string;
  stages: readonly Pick<StageReport, 'name' | 'state' | 'reason'>[];
  /** File to content. */
  metrics: Readonly<Record<string, unknown>>;
}

/** Figures in the message; all of them are in the metrics files. */
const FIGURES_SHOWN = 10;

export function runMessage({ run_id, pipeline, stages, metrics }: FinishedRun): string {
  const worked = stages.filter(({ state }) => state !== 'unchanged' && state !== 'skipped');
  const names = worked.map(({ name }) => name).join(', ');
  const reasons = worked.map(({ name, state, reason }) => `${name} ${state}: ${reason}`);
  const figures = Object.values(metrics)
    .flatMap((content) => [...leaves(content)])
    .map(([key, value]) => [visible(key), figureOf(value)] as const)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number' && !/[.[]/.test(entry[0]))
    .slice(0, FIGURES_SHOWN)
    .map(([key, value]) => `${key} ${Number.isInteger(value) ? value : Number(value.toPrecision(6))}`);
  return [
    `docket: ${names === '' ? `${pipeline} is up to date` : `run ${names}`}`,
    reasons.join('\n'),
    figures.join('\n'),
    `Run ${run_id} of ${pipeline}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
