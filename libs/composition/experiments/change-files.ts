/** Looks at what a state of the workspace wants on disk, and puts it there in one step. */
import type { FileWrite } from '#adapters/workspace/staged-changes.js';
import { DomainError } from '#contracts/domain-error.js';
import { visible } from '#contracts/visible-text.js';
import { type DirectoryEntry, md5Of } from '#core/pipeline/directory-object.js';
import type { RestorePlan, WantedTree } from '#core/pipeline/plan-restore.js';
import type { StateTree } from '#core/pipeline/state-trees.js';
import { treeOf } from '#core/pipeline/tree.js';
import { directoryEntries } from '../directory-names.js';
import type { Workspace } from '../open-workspace.js';
import type { WorkspaceState } from '../workspace-state.js';
import { fetchMissing } from './fetch-missing.js';

/** @throws DomainError 'experiment/data-missing' where a directory's listing is neither here nor in the cache */
export async function wantedTrees(
  workspace: Workspace,
  state: WorkspaceState,
  trees: readonly StateTree[],
): Promise<WantedTree[]> {
  const wanted: WantedTree[] = [];
  for (const tree of trees) {
    const { path, entry } = tree;
    const current = treeOf(path, await workspace.files.scan(path, tree.includes));
    let files: DirectoryEntry[] | null = null;
    if (entry.md5.endsWith('.dir') && current?.md5 !== entry.md5) {
      files = await directoryEntries(workspace, entry.md5);
      if (files === null) {
        const reason = await fetchMissing(workspace, state, [entry.md5]);
        files = await directoryEntries(workspace, entry.md5);
        if (files === null) throw dataMissing(state, [{ path, md5: entry.md5 }], reason);
      }
    }
    wanted.push({ tree, current, files });
  }
  return wanted;
}

/**
 * @param texts small files besides the plan's, in this order and last; null removes one
 * @throws DomainError 'experiment/data-missing' before anything is touched
 */
export async function changeFiles(
  workspace: Workspace,
  state: WorkspaceState,
  about: string,
  plan: Omit<RestorePlan, 'writes'> & { writes: readonly FileWrite[] },
  texts: ReadonlyMap<string, { text: string | null; before?: string | null }>,
): Promise<{ kept: string[] }> {
  const textWrites = [];
  const removes: { path: string; before?: string | null | undefined }[] = [...plan.removes];
  for (const [path, { text, before }] of texts) {
    if (text === null) removes.push({ path, before });
    else {
      textWrites.push({ path, md5: md5Of(text), text, executable: false, before });
    }
  }
  const changes = {
    about,
    writes: [...plan.writes, ...textWrites],
    removes,
    directories: plan.directories,
  };
  let missing = await workspace.changes.stage(changes);
  if (missing.length > 0) {
    // Scripts and small files that git tracks came along with the experiment itself.
    for (const { path, md5 } of missing) {
      const bytes = await state.read(path);
      if (bytes !== null && md5Of(bytes) === md5) await workspace.cache.put(bytes, md5);
    }
    missing = await workspace.changes.stage(changes);
  }
  if (missing.length > 0) {
    const reason = await fetchMissing(
      workspace,
      state,
      missing.map(({ md5 }) => md5),
    );
    missing = await workspace.changes.stage(changes);
    if (missing.length > 0) throw dataMissing(state, missing, reason);
  }
  return workspace.changes.apply(changes);
}

/** Paths shown before "and … more". */
const PATHS_SHOWN = 10;

export function listed(lines: readonly string[]): string {
  const more = lines.length - PATHS_SHOWN;
  return [...lines.slice(0, PATHS_SHOWN), ...(more > 0 ? [`… and ${more} more`] : [])]
    .map((line) => `  - ${visible(line)}`)
    .join('\n');
}

function dataMissing(
  state: WorkspaceState,
  missing: readonly { path: string; md5: string }[],
  reason: string | null,
): DomainError {
  return new DomainError(
    'experiment/data-missing',
    [
      `The cache lacks data of '${state.label}'; nothing was changed:`,
      listed(missing.map(({ path, md5 }) => `${path} (md5 ${md5})`)),
      `${reason ?? ''} Push it from where it was made (docket exp push ${state.label}; what has push: false goes to no remote), or make it again: run the experiment anew with the same --set.`.trim(),
    ].join('\n'),
    { missing: missing.map(({ path, md5 }) => ({ path, md5 })) },
  );
}
