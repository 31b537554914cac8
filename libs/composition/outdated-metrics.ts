/** Figures in the workspace that are not of what lies there now: an old number must not pass for a new result. */
import { DomainError } from '#contracts/domain-error.js';
import { isWithin } from '#core/pipeline/path-overlap.js';
import type { Workspace } from './open-workspace.js';
import { metricsOf, type Outdated } from './read-metrics.js';
import { readPipeline, workspaceStatus } from './reproduce.js';
import type { StagePlanReport } from './stage-plans.js';

/** @returns of the metrics that a plan would make anew. `unknown`: why that cannot be told */
export async function outdatedMetrics(
  workspace: Workspace,
): Promise<{ outdated: Outdated; unknown: string | null }> {
  const outdated: Outdated = {};
  try {
    const { stages } = (await readPipeline(workspace)).pipeline;
    const measured = stages.filter((stage) => metricsOf(stage).length > 0);
    if (measured.length === 0) return { outdated, unknown: null };
    const plan = await workspaceStatus(workspace, { stages: measured.map(({ name }) => name) });
    const plans = new Map(plan.stages.map((each) => [each.name, each]));
    for (const stage of measured) {
      const planned = plans.get(stage.name);
      for (const { path, written } of metricsOf(stage))
        if (planned !== undefined && makesAnew(planned, written))
          outdated[path] = `stage '${stage.name}' is stale (${planned.reason})`;
    }
    return { outdated, unknown: null };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { outdated, unknown: error.message };
  }
}

export interface AbsentMetric {
  path: string;
  /** Whether it is an output of a stage, or below one. */
  isMade: boolean;
}

/** @returns what the pipeline names as metrics and the workspace does not have, of what `there` has not */
export async function absentMetrics(
  workspace: Workspace,
  there: Readonly<Record<string, unknown>>,
): Promise<AbsentMetric[]> {
  try {
    const { stages, declared } = (await readPipeline(workspace)).pipeline;
    const named = [...stages.flatMap(metricsOf).map(({ path }) => path), ...declared.metrics];
    const made = stages.flatMap(({ outputs }) => outputs.map(({ path }) => path));
    return [...new Set(named)]
      .filter((path) => !(path in there))
      .sort()
      .map((path) => ({ path, isMade: made.some((each) => isWithin(path, each)) }));
  } catch (error) {
    // What is wrong with the pipeline is told beside the figures.
    if (!(error instanceof DomainError)) throw error;
    return [];
  }
}

/** Where only outputs differ, a metric that does not is what its inputs gave. */
function makesAnew({ state, action, reasons }: StagePlanReport, written: string): boolean {
  if (state !== 'stale' || action === 'store') return false;
  if (action !== 'restore') return true;
  return reasons.some((each) => each.startsWith(`${written}: `) || each.startsWith(`output ${written} `));
}
