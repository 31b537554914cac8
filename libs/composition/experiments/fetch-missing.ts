/** Brings what the cache lacks from the remote, where one is configured. */
import { DomainError } from '#contracts/domain-error.js';
import { fetchObjects } from '../fetch-objects.js';
import type { Workspace } from '../open-workspace.js';

/**
 * Under the workspace's mutex.
 * @returns why they are not here yet, as a sentence with the remedy; null where they came
 * @throws DomainError of the remote: 'remote/unavailable', 'remote/forbidden' …
 */
export async function fetchMissing(workspace: Workspace, md5s: readonly string[]): Promise<string | null> {
  try {
    const { failed } = await fetchObjects(workspace, md5s);
    return failed[0]?.message ?? null;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'remote/not-configured') throw error;
    return 'No remote is configured that may have it (docket remote add NAME ADDRESS).';
  }
}
