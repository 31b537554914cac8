/** A dependency or output as it lies in the workspace: one file or a directory, named by the md5 of its content. */
import type { LockEntry } from '#contracts/pipeline-lock.schema.js';
import type { FileState, Scan, UnreadableFile } from '#ports/workspace-files.port.js';
import { directoryMd5, directoryText } from './directory-object.js';

export interface Tree {
  path: string;
  kind: 'file' | 'directory';
  /** Ends in '.dir' for directories. */
  md5: string;
  /** Bytes in all. */
  size: number;
  files: FileState[];
  executable: boolean;
  /** The `.dir` object; only for directories. */
  listing?: string;
  unreadable: UnreadableFile[];
  /** Directories in which nothing lies; only for directories. */
  empty?: string[];
  /** Directories that are links to places outside the workspace; only for directories. */
  outside?: string[];
}

/** @returns null where nothing is there */
export function treeOf(path: string, scan: Scan): Tree | null {
  if (scan.kind === 'absent') return null;
  const { files, unreadable } = scan;
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (scan.kind === 'file') {
    const [file] = files;
    return {
      path,
      kind: 'file',
      md5: file?.md5 ?? '',
      size,
      files,
      executable: file?.executable ?? false,
      unreadable,
    };
  }
  const below = path === '' ? 0 : path.length + 1;
  const listing = directoryText(files.map((file) => ({ md5: file.md5, relpath: file.path.slice(below) })));
  return {
    path,
    kind: 'directory',
    md5: directoryMd5(listing),
    size,
    files,
    executable: false,
    listing,
    unreadable,
    empty: scan.empty ?? [],
    ...(scan.outside !== undefined && { outside: scan.outside }),
  };
}

/** @param written the path as pipelines.yaml has it */
export function lockEntry(written: string, tree: Tree): LockEntry {
  const entry: LockEntry = { path: written, hash: 'md5', md5: tree.md5, size: tree.size };
  if (tree.kind === 'directory') entry.nfiles = tree.files.length;
  else if (tree.executable) entry.isexec = true;
  return entry;
}
