/**
 * What lies at a path, with outputs that are known already in the place of what the disk has there: in a run they need no
 * second look, in a plan they are not made yet.
 *
 *   known: work/a, work/b      path: work/a     → itself
 *                              path: work/a/x   → a part of it
 *                              path: work       → what the disk has there besides, and both of them
 */
import { compareCodePoints } from '#contracts/compare-code-points.js';
import type { Scan } from '#ports/workspace-files.port.js';
import { ancestors, isWithin } from './path-overlap.js';
import type { RunWorld } from './run-world.js';
import { type Tree, treeOf } from './tree.js';

/** By path. */
export type KnownTrees = ReadonlyMap<string, Tree>;

const everything = (): boolean => true;

/** @param wanted which files count, by path from the root. @returns null where nothing is there */
export async function viewTree(
  { files }: Pick<RunWorld, 'files'>,
  path: string,
  known: KnownTrees = new Map(),
  wanted: (path: string) => boolean = everything,
): Promise<Tree | null> {
  for (const [above, tree] of known) if (isWithin(path, above)) return within(tree, path, wanted);
  const below = [...known].filter(([each]) => isWithin(each, path));
  if (below.length === 0) return treeOf(path, await files.scan(path, wanted));
  const inner = new Set(below.map(([each]) => each));
  const isKnown = (file: string) => inner.has(file) || ancestors(file).some((each) => inner.has(each));
  const scan = await files.scan(path, (file) => !isKnown(file) && wanted(file));
  const trees = below.map(([, tree]) => tree);
  if (scan.kind !== 'directory' && trees.length === 0) return treeOf(path, scan);
  const outside = [...(scan.outside ?? []), ...trees.flatMap((tree) => tree.outside ?? [])];
  return treeOf(path, {
    kind: 'directory',
    files: [...scan.files, ...trees.flatMap((tree) => tree.files.filter((file) => wanted(file.path)))].sort(
      (left, right) => compareCodePoints(left.path, right.path),
    ),
    unreadable: [...scan.unreadable, ...trees.flatMap((tree) => tree.unreadable)],
    empty: [
      ...(scan.empty ?? []).filter((folder) => !isKnown(folder)),
      ...trees.flatMap((tree) => tree.empty ?? []),
    ],
    ...(outside.length > 0 && { outside }),
  });
}

function within(tree: Tree, path: string, wanted: (path: string) => boolean): Tree | null {
  const inPath = (file: { path: string }) => isWithin(file.path, path);
  if (path === tree.path && tree.files.every((file) => wanted(file.path))) return tree;
  if (tree.kind === 'file') return path === tree.path ? treeOf(path, scanOf(tree, 'file', [])) : null;
  const files = tree.files.filter((file) => inPath(file) && wanted(file.path));
  if (path === tree.path) return treeOf(path, scanOf(tree, 'directory', files));
  const unreadable = tree.unreadable.filter(inPath);
  const empty = (tree.empty ?? []).filter((folder) => isWithin(folder, path));
  if (tree.files.some((file) => file.path === path))
    return treeOf(path, { kind: 'file', files, unreadable: [] });
  if (!tree.files.some(inPath) && unreadable.length === 0 && empty.length === 0) return null;
  return treeOf(path, { ...scanOf(tree, 'directory', files), unreadable, empty });
}

function scanOf(tree: Tree, kind: Scan['kind'], files: Scan['files']): Scan {
  const { unreadable, empty = [], outside } = tree;
  return { kind, files, unreadable, empty, ...(outside !== undefined && { outside }) };
}
