/** Which inputs of the stages git keeps in another content than the run read. */
import type { GitRepository } from '#adapters/git-repository.js';
import { itemGlob } from '#core/pipeline/glob.js';
import { isWithin } from '#core/pipeline/path-overlap.js';
import type { Workspace } from './open-workspace.js';
import { readPipeline } from './reproduce.js';

/**
 * Files that git tracks, that stages read and none makes, and that differ from HEAD: no remote gets them, since they
 * are git's, and whoever clones would not have what the lock names.
 * @returns paths from the workspace's root
 */
export async function uncommittedInputs(workspace: Workspace, git: GitRepository): Promise<string[]> {
  if ((await git.commitOf('HEAD')) === null) return [];
  const changed = await git.list(['diff', '--name-only', '--relative', '-z', 'HEAD']);
  if (changed.length === 0) return [];
  const { stages } = (await readPipeline(workspace)).pipeline;
  const items = stages.flatMap(({ each }) => (each === null ? [] : [itemGlob(each)]));
  const deps = stages.flatMap((stage) => stage.deps.map(({ path }) => path));
  const made = stages.flatMap((stage) => stage.outputs.map(({ path }) => path));
  const isRead = (path: string) =>
    deps.some((dep) => isWithin(path, dep)) || items.some((glob) => glob.matches(path));
  return changed.filter((path) => isRead(path) && !made.some((output) => isWithin(path, output)));
}
