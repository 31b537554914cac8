/** The figures that a run or an experiment left in the workspace. */
import { readFile } from 'node:fs/promises';
import { readParamsFile } from '#config/params-file.js';
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
      const content = path.endsWith('.json')
        ? JSON.parse(text)
        : (await readParamsFile(async () => text, path))?.data;
      if (content != null) metrics[path] = content;
    } catch {
      // Not made yet, or of no format that has figures: `docket metrics` says what is wrong with it.
    }
  }
  return metrics;
}
