/** Outputs are emptied before their stage runs: finds what lies in one on the disk, and must not go with it. */
import { type Dirent, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { StageSpec } from '#contracts/pipeline.js';
import type { LockEntry } from '#contracts/pipeline-lock.schema.js';
import { treeOf } from '#core/pipeline/tree.js';
import { directoryEntries } from './directory-names.js';
import type { Workspace } from './open-workspace.js';

/** Folders that tools keep for themselves, wherever they lie. */
const FOLDERS = new Set(['.git', '.hg', '.dvc', '.docket']);
const FILES = new Set([
  ...['dvc.yaml', 'dvc.lock', '.dvcignore'],
  ...['pipelines.yaml', 'pipelines.lock', 'remotes.yaml', '.env'],
]);

/**
 * A stage may well make such files, as by unpacking another project: what its last run made is not found.
 * @returns by the output's path, one thing in it by which a project works
 */
export async function keptInOutputs(
  workspace: Workspace,
  stages: readonly StageSpec[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { name, source, frozen, outputs } of stages) {
    if (source !== undefined || frozen) continue;
    for (const { path, written } of outputs) {
      const kept = path === '' || path.startsWith('../') ? [] : [...workedBy(workspace.directory, path)];
      if (kept.length === 0) continue;
      const made = await madeBefore(workspace, name, { path, written });
      const [first] = kept.filter((each) => !made(each));
      if (first !== undefined) found.set(path, first);
    }
  }
  return found;
}

/** Links are not followed: only they are removed. */
function* workedBy(root: string, folder: string): Generator<string> {
  for (const entry of entriesOf(join(root, folder))) {
    const path = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) {
      if (FILES.has(entry.name) || /.\.dvc$/.test(entry.name)) yield path;
    } else if (FOLDERS.has(entry.name)) yield path;
    else yield* workedBy(root, path);
  }
}

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** @returns whether the stage's last run made a file of its output */
async function madeBefore(
  workspace: Workspace,
  stage: string,
  { path, written }: { path: string; written: string },
): Promise<(found: string) => boolean> {
  // A lock that cannot be read is told by whoever needs it.
  const lock = await workspace.lockStore.read().catch(() => null);
  const entry = lock?.stages?.[stage]?.outs?.find((each: LockEntry) => each.path === written);
  if (entry?.md5 === undefined) return () => false;
  const listed = await directoryEntries(workspace, entry.md5);
  const tree = listed === null ? treeOf(path, await workspace.files.scan(path)) : null;
  const inPlace = tree?.md5 === entry.md5 ? tree.files : [];
  const made = new Set([
    ...(listed ?? []).map(({ relpath }) => `${path}/${relpath}`),
    ...inPlace.map((file) => file.path),
  ]);
  // No listing has what tools keep for themselves; where the stage has run, it is what it made.
  return (found) => made.has(found) || FOLDERS.has(posix.basename(found));
}
