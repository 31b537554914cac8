/** What a restore would overwrite that nobody could bring back: the reason to ask first. */
import { planRestore, type WantedTree } from '#core/pipeline/plan-restore.js';
import type { Workspace } from '../open-workspace.js';
import type { WorkspaceState } from '../workspace-state.js';
import { presentState, revisionState, stateLockFiles, stateText, stateTreesOf } from '../workspace-states.js';
import type { ExperimentBook } from './experiment-book.js';

/**
 * - A text (params, pipeline, lock) is safe where git's HEAD or an experiment has it as it is.
 * - An output is safe where the cache has its files.
 * - Source data is safe where it is what the lock of the last run says: its arrangement is work too.
 *
 * @param texts those that would change
 * @returns one line each, as the user is to read it
 */
export async function unsavedWork(
  workspace: Workspace,
  book: ExperimentBook,
  wanted: readonly WantedTree[],
  texts: readonly string[],
): Promise<string[]> {
  return [...(await unsavedTexts(workspace, book, texts)), ...(await unsavedTrees(workspace, wanted))];
}

async function unsavedTexts(
  workspace: Workspace,
  book: ExperimentBook,
  paths: readonly string[],
): Promise<string[]> {
  const present = presentState(workspace);
  const open = new Map<string, string>();
  for (const path of paths) {
    const text = await stateText(present, path);
    if (text !== null) open.set(path, text);
  }
  const strike = async (state: WorkspaceState) => {
    for (const [path, text] of open) if ((await stateText(state, path)) === text) open.delete(path);
  };
  const head = await revisionState(workspace, 'HEAD').catch(() => null);
  if (head !== null) await strike(head);
  if (open.size > 0) {
    for (const state of await book.states(await book.list(), [...open.keys()])) await strike(state);
  }
  const lockFiles = await stateLockFiles(present);
  return [...open.keys()].map((path) =>
    lockFiles.includes(path) ? `${path} (the last run is no experiment)` : `${path} (edited)`,
  );
}

async function unsavedTrees(workspace: Workspace, wanted: readonly WantedTree[]): Promise<string[]> {
  const present = presentState(workspace);
  const recorded = new Map<string, string>();
  try {
    for (const { path, entry } of await stateTreesOf(workspace, present)) recorded.set(path, entry.md5);
  } catch {
    // A pipeline or lock that cannot be read says nothing about what lies there.
  }
  const lines: string[] = [];
  for (const each of wanted) {
    const { tree, current } = each;
    if (current === null || current.md5 === tree.entry.md5) continue;
    if (current.md5 === recorded.get(tree.path)) continue;
    const { writes, removes } = planRestore([each]);
    const lost = [...writes, ...removes].filter(({ before }) => before !== null);
    const unknown: string[] = [];
    for (const { path, before } of lost) {
      if (tree.role === 'source' || !(await workspace.cache.has(before!))) unknown.push(path);
    }
    const [first] = unknown;
    if (first === undefined) continue;
    const more = unknown.length > 1 ? ` and ${unknown.length - 1} more files` : '';
    lines.push(`${first}${more} (changed since the last run)`);
  }
  return lines;
}
