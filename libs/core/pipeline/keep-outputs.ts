/** Moves a stage's outputs between workspace and cache. */

import type { OutputSpec } from '#contracts/pipeline.js';
import type { LockEntry, LockedStage } from '#contracts/pipeline-lock.schema.js';
import { type DirectoryEntry, parseDirectoryText } from './directory-object.js';
import type { RunWorld } from './run-world.js';
import { viewPath } from './snapshot-stage.js';
import type { Tree } from './tree.js';

/** Puts every file of a tree into the cache, then the directory object, so that it never names what is not there. */
export async function storeTree(world: Pick<RunWorld, 'files' | 'cache'>, tree: Tree): Promise<void> {
  for (const file of tree.files) {
    if (!(await world.cache.has(file.md5))) await world.cache.store(world.files.absolute(file.path));
  }
  if (tree.listing !== undefined) await world.cache.put(Buffer.from(tree.listing), tree.md5);
}

/** Remembers what directories looked like, so that the next run can say which files are new. */
export async function rememberListings(world: RunWorld, trees: readonly (Tree | null)[]): Promise<void> {
  for (const tree of trees) {
    if (tree?.listing !== undefined) await world.cache.writeListing(tree.md5, tree.listing);
  }
}

/**
 * Makes the workspace's outputs those of a lock entry.
 * @returns the outputs as they are then; null (nothing lost but time) where the cache lacks a part of them
 */
export async function restoreOutputs(
  world: RunWorld,
  outputs: readonly OutputSpec[],
  locked: LockedStage,
): Promise<(Tree | null)[] | null> {
  const entries = new Map((locked.outs ?? []).map((entry) => [entry.path, entry]));
  const wanted: { output: OutputSpec; entry: LockEntry; files: DirectoryEntry[] | null }[] = [];
  for (const output of outputs) {
    const entry = entries.get(output.written);
    if (entry?.md5 === undefined) return null;
    const files = entry.md5.endsWith('.dir')
      ? await filesOf(world, entry.md5)
      : [{ md5: entry.md5, relpath: '' }];
    if (files === null) return null;
    wanted.push({ output, entry, files: entry.md5.endsWith('.dir') ? files : null });
    // A file that is in place already need not be in the cache.
    const present = new Set((await viewPath(world, output.path))?.files.map(({ md5 }) => md5));
    for (const { md5 } of files) if (!present.has(md5) && !(await world.cache.has(md5))) return null;
  }
  const restored: (Tree | null)[] = [];
  for (const { output, entry, files } of wanted) {
    if (!(await restoreOutput(world, output, entry, files))) return null;
    const tree = await viewPath(world, output.path);
    if (tree?.md5 !== entry.md5) return null;
    restored.push(tree);
  }
  return restored;
}

async function restoreOutput(
  world: RunWorld,
  output: OutputSpec,
  entry: LockEntry,
  files: DirectoryEntry[] | null,
): Promise<boolean> {
  const present = await viewPath(world, output.path);
  if (present?.md5 === entry.md5) return true;
  if (present !== null && (present.kind === 'directory') !== (files !== null))
    await world.files.remove(output.path);
  if (files === null) {
    return world.cache.install(entry.md5!, world.files.absolute(output.path), entry.isexec ?? false);
  }
  await world.files.makeDirectory(output.path);
  const there = new Map(present?.files.map((file) => [file.path, file.md5]));
  for (const { relpath, md5 } of files) {
    const path = `${output.path}/${relpath}`;
    const same = there.get(path) === md5;
    there.delete(path);
    if (!same && !(await world.cache.install(md5, world.files.absolute(path), false))) return false;
  }
  for (const path of there.keys()) await world.files.remove(path);
  await world.files.removeEmptyDirectories(output.path);
  return true;
}

async function filesOf(world: RunWorld, md5: string): Promise<DirectoryEntry[] | null> {
  const bytes = await world.cache.read(md5);
  return bytes === null ? null : parseDirectoryText(Buffer.from(bytes).toString('utf8'));
}
