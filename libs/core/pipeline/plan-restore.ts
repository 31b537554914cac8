/** Which files must be written and removed to make trees what a lock says: a pure function of both. */
import type { DirectoryEntry } from './directory-object.js';
import type { StateTree } from './state-trees.js';
import type { Tree } from './tree.js';

export interface WantedTree {
  tree: StateTree;
  /** As it lies in the workspace; null where nothing is there. */
  current: Tree | null;
  /** The files of a directory, by path from it; null for a file. */
  files: readonly DirectoryEntry[] | null;
}

export interface RestorePlan {
  /** `before` is the md5 of what lies there now, null where nothing does. */
  writes: { path: string; md5: string; executable: boolean; before: string | null }[];
  removes: { path: string; before: string | null }[];
  /** Must exist also where they stay empty. */
  directories: string[];
}

export function planRestore(trees: readonly WantedTree[]): RestorePlan {
  const plan: RestorePlan = { writes: [], removes: [], directories: [] };
  for (const { tree, current, files } of trees) {
    if (current?.md5 === tree.entry.md5) continue;
    const there = new Map(current?.files.map((file) => [file.path, file]));
    if (files !== null) plan.directories.push(tree.path);
    const wanted =
      files === null
        ? [{ path: tree.path, md5: tree.entry.md5, executable: tree.entry.isexec === true }]
        : files
            .map(({ relpath, md5 }) => ({ path: below(tree.path, relpath), md5, executable: false }))
            .filter(({ path }) => tree.includes(path));
    for (const each of wanted) {
      const file = there.get(each.path);
      there.delete(each.path);
      // The bit of one file in a directory is not recorded: what is there keeps its own.
      if (file?.md5 === each.md5 && (files !== null || file.executable === each.executable)) continue;
      plan.writes.push({ ...each, before: file?.md5 ?? null });
    }
    for (const { path, md5 } of there.values()) plan.removes.push({ path, before: md5 });
  }
  return plan;
}

const below = (directory: string, relative: string): string =>
  directory === '' ? relative : `${directory}/${relative}`;
