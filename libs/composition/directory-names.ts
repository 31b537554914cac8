/** The files of a directory object of the cache. */
import { isObjectName } from '#contracts/object-name.js';
import { type DirectoryEntry, parseDirectoryText } from '#core/pipeline/directory-object.js';
import type { Workspace } from './open-workspace.js';

/** @returns null where the object is not in the cache, or no listing of objects */
export async function directoryEntries(
  { cache }: Pick<Workspace, 'cache'>,
  directory: string,
): Promise<DirectoryEntry[] | null> {
  const text = await cache.readListing(directory);
  const entries = text === null ? null : parseDirectoryText(text);
  // A name becomes a path of the cache and a key of the remote.
  return entries?.every(({ md5 }) => isObjectName(md5)) ? entries : null;
}

/** @returns null as {@link directoryEntries} */
export async function directoryNames(
  workspace: Pick<Workspace, 'cache'>,
  directory: string,
): Promise<Set<string> | null> {
  const entries = await directoryEntries(workspace, directory);
  return entries === null ? null : new Set(entries.map(({ md5 }) => md5));
}
