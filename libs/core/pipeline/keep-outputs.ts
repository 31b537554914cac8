/** Moves a stage's outputs between workspace and cache. */

import { DomainError } from '#contracts/domain-error.js';
import type { OutputSpec } from '#contracts/pipeline.js';
import type { LockEntry, LockedStage } from '#contracts/pipeline-lock.schema.js';
import { type DirectoryEntry, directoryText, parseDirectoryText } from './directory-object.js';
import type { RunWorld } from './run-world.js';
import { viewPath } from './snapshot-stage.js';
import type { Tree } from './tree.js';

/**
 * Puts every file of a tree into the cache, then the directory object, so that it never names what is not there.
 * @returns the path of a file that is not what the tree says any more, after which nothing more was put; null: all is kept
 */
export async function storeTree(
  world: Pick<RunWorld, 'files' | 'cache'>,
  tree: Tree,
): Promise<string | null> {
  for (const { path, md5 } of tree.files) {
    if (await world.cache.has(md5)) continue;
    if ((await world.cache.store(world.files.absolute(path))) !== md5) return path;
  }
  if (tree.listing !== undefined) await world.cache.put(Buffer.from(tree.listing), tree.md5);
  return null;
}

/**
 * {@link storeTree} of outputs that the cache is to have.
 * @throws DomainError 'pipeline/input-changed'
 */
export async function storeOutputs(
  world: Pick<RunWorld, 'files' | 'cache'>,
  outputs: readonly OutputSpec[],
  trees: readonly (Tree | null)[],
): Promise<void> {
  for (const [index, tree] of trees.entries()) {
    const changed = tree !== null && outputs[index]!.cache ? await storeTree(world, tree) : null;
    if (changed === null) continue;
    throw new DomainError(
      'pipeline/input-changed',
      `${changed} changed while it was being kept; run again when nothing writes to it. Where nothing does, its content changed without its time: \`touch ${changed}\`, then run again.`,
      { path: changed },
    );
  }
}

/** Remembers what directories looked like, so that the next run can say which files are new. */
export async function rememberListings(world: RunWorld, trees: readonly (Tree | null)[]): Promise<void> {
  for (const tree of trees) {
    if (tree?.listing !== undefined) await world.cache.writeListing(tree.md5, tree.listing);
  }
}

/** Outputs as a lock entry has them, where all of it can be had without running anything. */
export interface Obtainable {
  output: OutputSpec;
  entry: LockEntry;
  /** Of a directory that is not in place as it stands. */
  files: DirectoryEntry[] | null;
  /** As it will be; of files that come from the cache no sizes are known. */
  tree: Tree;
}

/**
 * What is in place need not be in the cache; of what comes from there only whether it exists is known.
 * @param present the outputs as they lie there, by position
 * @returns null where neither has a part of them
 */
export async function obtainable(
  { cache }: Pick<RunWorld, 'cache'>,
  outputs: readonly OutputSpec[],
  present: readonly (Tree | null)[],
  locked: LockedStage,
): Promise<Obtainable[] | null> {
  const entries = new Map((locked.outs ?? []).map((entry) => [entry.path, entry]));
  const found: Obtainable[] = [];
  for (const [index, output] of outputs.entries()) {
    const entry = entries.get(output.written);
    if (entry?.md5 === undefined) return null;
    const there = present[index] ?? null;
    if (there?.md5 === entry.md5) {
      found.push({ output, entry, files: null, tree: there });
      continue;
    }
    const isDirectory = entry.md5.endsWith('.dir');
    const files = isDirectory ? await filesOf(cache, entry.md5) : null;
    if (isDirectory && files === null) return null;
    const inPlace = new Map(there?.files.map((file) => [file.path, file.md5]));
    for (const { relpath, md5 } of files ?? [{ relpath: null, md5: entry.md5 }]) {
      const path = relpath === null ? output.path : `${output.path}/${relpath}`;
      if (inPlace.get(path) !== md5 && !(await cache.has(md5))) return null;
    }
    found.push({ output, entry, files, tree: treeOfEntry(output.path, entry, files) });
  }
  return found;
}

/** A tree that does not lie there yet. @param files of a directory */
function treeOfEntry(path: string, entry: LockEntry, files: readonly DirectoryEntry[] | null): Tree {
  const executable = entry.isexec ?? false;
  const whole = { path, md5: entry.md5!, size: entry.size ?? 0, unreadable: [] };
  if (files === null) {
    const file = { path, md5: entry.md5!, size: whole.size, executable };
    return { ...whole, kind: 'file', files: [file], executable };
  }
  return {
    ...{ ...whole, kind: 'directory', executable: false, listing: directoryText(files), empty: [] },
    files: files.map(({ relpath, md5 }) => ({ path: `${path}/${relpath}`, md5, size: 0, executable: false })),
  };
}

/**
 * Makes the workspace's outputs those of a lock entry.
 * @returns the outputs as they are then; null (nothing lost but time) where the cache lacks a part of them
 */
export async function restoreOutputs(
  world: RunWorld,
  outputs: readonly OutputSpec[],
  locked: LockedStage,
): Promise<Tree[] | null> {
  const present: (Tree | null)[] = [];
  for (const { path } of outputs) present.push(await viewPath(world, path));
  const wanted = await obtainable(world, outputs, present, locked);
  if (wanted === null) return null;
  const restored: Tree[] = [];
  for (const { output, entry, files } of wanted) {
    if (!(await restoreOutput(world, output, entry, files))) return null;
    const tree = await viewPath(world, output.path);
    if (tree === null || tree.md5 !== entry.md5) return null;
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
  let present = await viewPath(world, output.path);
  if (present?.md5 === entry.md5) return true;
  const wanted = files?.map(({ relpath, md5 }) => ({ path: `${output.path}/${relpath}`, md5 }));
  if (present !== null && (present.kind === 'directory') !== (wanted !== undefined))
    await world.files.remove(output.path);
  if (await world.files.makeWay(output.path, wanted?.map(({ path }) => path) ?? [output.path]))
    present = await viewPath(world, output.path);
  if (wanted === undefined) {
    return world.cache.install(entry.md5!, world.files.absolute(output.path), entry.isexec ?? false);
  }
  await world.files.makeDirectory(output.path);
  const there = new Map(present?.files.map((file) => [file.path, file.md5]));
  for (const { path, md5 } of wanted) {
    const same = there.get(path) === md5;
    there.delete(path);
    if (!same && !(await world.cache.install(md5, world.files.absolute(path), false))) return false;
  }
  await world.files.removeFiles(output.path, there.keys());
  await world.files.removeEmptyDirectories(output.path);
  return true;
}

async function filesOf(cache: RunWorld['cache'], md5: string): Promise<DirectoryEntry[] | null> {
  const bytes = await cache.read(md5);
  return bytes === null ? null : parseDirectoryText(Buffer.from(bytes).toString('utf8'));
}
