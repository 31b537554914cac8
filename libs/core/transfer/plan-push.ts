/** Which objects a push sends, in two waves: files first, then the directory objects whose files are all there. */
import { isDirectoryName } from './object-key.js';

/** Directory objects by name with the names of their files; single files are in `files` alone. */
export interface WantedObjects {
  files: ReadonlySet<string>;
  directories: ReadonlyMap<string, ReadonlySet<string>>;
}

/** @param roots what a lock names, directories by their '.dir' name. @param listing files of a directory */
export function wantedObjects(
  roots: Iterable<string>,
  listing: (directory: string) => Iterable<string>,
): WantedObjects {
  const files = new Set<string>();
  const directories = new Map<string, ReadonlySet<string>>();
  for (const root of roots) {
    if (!isDirectoryName(root)) files.add(root);
    else if (!directories.has(root)) {
      const names = new Set(listing(root));
      directories.set(root, names);
      for (const name of names) files.add(name);
    }
  }
  return { files, directories };
}

/** First wave. @param present whole on the remote */
export const filesToPush = ({ files }: WantedObjects, present: ReadonlySet<string>): string[] =>
  [...files].filter((name) => !present.has(name));

/**
 * Second wave: a directory object must never be visible before its files.
 * @param present on the remote before the push. @param failed could not be sent in the first wave
 */
export function directoriesToPush(
  { directories }: WantedObjects,
  present: ReadonlySet<string>,
  failed: ReadonlySet<string>,
): { ready: string[]; incomplete: string[] } {
  const ready: string[] = [];
  const incomplete: string[] = [];
  for (const [directory, files] of directories) {
    if ([...files].some((name) => failed.has(name))) incomplete.push(directory);
    else if (!present.has(directory)) ready.push(directory);
  }
  return { ready, incomplete };
}
