/** The figures that a run or an experiment left in the workspace. */
import { readFileSync } from 'node:fs';
import type { Workspace } from './open-workspace.js';

/** @returns content by path; files that were not made yet, or are no JSON, are left out */
export function readMetrics(
  { files: workspaceFiles }: Pick<Workspace, 'files'>,
  files: readonly { path: string }[],
): Record<string, unknown> {
  const metrics: Record<string, unknown> = {};
  for (const { path } of files) {
    try {
      metrics[path] = JSON.parse(readFileSync(workspaceFiles.absolute(path), 'utf8'));
    } catch {
      // Not made yet, or not JSON.
    }
  }
  return metrics;
}
