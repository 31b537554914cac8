/** Metrics and params of the workspace, of git revisions and of experiments, side by side. */
import { parseValues } from '#config/params-file.js';
import { stateTrees } from '#core/pipeline/state-trees.js';
import type { Workspace } from './open-workspace.js';
import { paramsFiles, takenFrom } from './params-files.js';
import { readPipeline } from './reproduce.js';
import type { WorkspaceState } from './workspace-state.js';
import { outputAt, stateLock, stateNamed, statePipeline, stateText } from './workspace-states.js';

export type ValueKind = 'metrics' | 'params';

/**
 * Content of every metrics (or params) file, by its path; files that do not exist there are left out.
 * @throws DomainError for a file that cannot be read, and where the workspace's own pipeline cannot be read
 */
export async function valuesAt(
  workspace: Workspace,
  kind: ValueKind,
  state: WorkspaceState,
): Promise<Record<string, unknown>> {
  // Before there was a pipeline, or where its file was broken: today's says where to look.
  const pipeline = await statePipeline(state).catch(async () => (await readPipeline(workspace)).pipeline);
  const values: Record<string, unknown> = {};
  if (kind === 'params') {
    for (const { file, keys } of paramsFiles(pipeline)) {
      const text = await stateText(state, file);
      if (text !== null) values[file] = takenFrom(await contentOf(file, text), keys);
    }
    return values;
  }
  const metrics = pipeline.stages.flatMap(({ outputs }) => outputs.filter(({ role }) => role === 'metric'));
  const lock = await stateLock(workspace, state);
  const trees = lock === null ? [] : stateTrees(pipeline, lock);
  for (const path of distinct([...metrics.map((output) => output.path), ...pipeline.declared.metrics])) {
    const bytes = await outputAt(workspace, state, trees, path);
    if (bytes !== null) values[path] = await contentOf(path, Buffer.from(bytes).toString('utf8'));
  }
  return values;
}

/** Figures are written in the formats of params; what was recorded with values that are refused today can still be looked at. */
const contentOf = async (file: string, text: string): Promise<unknown> =>
  (await parseValues(file, text)).data;

const distinct = (paths: readonly string[]): string[] => [...new Set(paths)].sort();

/**
 * {@link valuesAt} for each, in order.
 * @param names of experiments or git revisions; 'workspace' for what lies there now
 * @throws DomainError 'request/invalid' for a name that is neither
 */
export async function compareRevisions(
  workspace: Workspace,
  kind: ValueKind,
  names: readonly string[],
): Promise<Record<string, unknown>[]> {
  const states = await Promise.all(names.map((name) => stateNamed(workspace, name)));
  return Promise.all(states.map((state) => valuesAt(workspace, kind, state)));
}
