/** Brings what the cache lacks from the remote, where one is configured. */
import { DomainError } from '#contracts/domain-error.js';
import { fetchObjects } from '../fetch-objects.js';
import type { Workspace } from '../open-workspace.js';
import type { WorkspaceState } from '../workspace-state.js';
import { statePipeline } from '../workspace-states.js';

/**
 * Under the workspace's mutex.
 * @returns why they are not here yet, as a sentence with the remedy; null where they came
 * @throws DomainError of the remote: 'remote/unavailable', 'remote/forbidden' …
 */
export async function fetchMissing(
  workspace: Workspace,
  state: WorkspaceState,
  md5s: readonly string[],
): Promise<string | null> {
  // Whatever belongs to a remote of its own, by the name that the state's pipeline gives.
  const { stages } = await statePipeline(state);
  const own = new Set(stages.flatMap(({ outputs }) => outputs.flatMap(({ remote }) => remote ?? [])));
  let missing = md5s;
  for (const remote of own) {
    const { failed } = await fetchObjects(workspace, missing, { remote });
    missing = failed.map(({ name }) => name);
  }
  try {
    const { failed } = await fetchObjects(workspace, missing);
    return failed[0]?.message ?? null;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'remote/not-configured') throw error;
    return 'No remote is configured that may have it (docket remote add NAME ADDRESS).';
  }
}
