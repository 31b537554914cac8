/** The figures that a run or an experiment left in the workspace. */
import { readFile } from 'node:fs/promises';
import { parseValues } from '#config/params-file.js';
import { DomainError } from '#contracts/domain-error.js';
import type { OutputSpec, StageSpec } from '#contracts/pipeline.js';
import type { StageReport, StageWarning } from '#contracts/pipeline-event.js';
import type { Workspace } from './open-workspace.js';

/** @returns content by path; files that were not made yet, or cannot be read, are left out */
export async function readMetrics(
  { files: workspaceFiles }: Pick<Workspace, 'files'>,
  files: readonly { path: string }[],
): Promise<Record<string, unknown>> {
  const metrics: Record<string, unknown> = {};
  for (const { path } of files) {
    try {
      const text = await readFile(workspaceFiles.absolute(path), 'utf8');
      const content = (await parseValues(path, text)).data;
      if (content != null) metrics[path] = content;
    } catch {
      // Not made yet, or of no format that has figures: `docket metrics` says what is wrong with it.
    }
  }
  return metrics;
}

/** Metrics files of a stage that are there and hold no figures that could be read. */
export async function unreadableMetrics(
  { files }: Pick<Workspace, 'files'>,
  stage: Pick<StageSpec, 'outputs'>,
): Promise<StageWarning[]> {
  const warnings: StageWarning[] = [];
  for (const { path } of metricsOf(stage)) {
    const text = await readFile(files.absolute(path), 'utf8').catch(() => null);
    if (text === null) continue;
    await parseValues(path, text).catch((error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
      const { code, message } = error;
      warnings.push({ code, message: message });
    });
  }
  return warnings;
}

/** Why figures are not of what lies in the workspace now, by the metrics file's path. */
export type Outdated = Record<string, string>;

/** @returns of the metrics of a run whose stage did not come to an end in it, of files that may be there */
export function unmeasured(stages: readonly StageSpec[], reports: readonly StageReport[]): Outdated {
  const states = new Map(reports.map(({ name, state }) => [name, state]));
  return Object.fromEntries(
    stages.flatMap((stage) => {
      const state = states.get(stage.name);
      if (state !== 'failed' && state !== 'skipped') return [];
      const why = `stage '${stage.name}' ${state === 'failed' ? 'failed' : 'did not run'}`;
      return metricsOf(stage).map(({ path }) => [path, why]);
    }),
  );
}

export const metricsOf = ({ outputs }: Pick<StageSpec, 'outputs'>): OutputSpec[] =>
  outputs.filter(({ role }) => role === 'metric');
