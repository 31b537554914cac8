/** Opens a file of the intake folder to be read: that file, in that folder, and nothing that a link leads to. */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { type FolderFile, fileOf } from './list-folder.js';

/** A pipe in its place would be waited for otherwise. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface OpenedFile {
  handle: FileHandle;
  /** Whether it is still as it was at the look. */
  unchanged(): Promise<boolean>;
}

/**
 * @param folder absolute @returns for the caller to close; null where it is gone, or another one by now
 * @throws the error of the system
 */
export async function openFile(folder: string, file: FolderFile): Promise<OpenedFile | null> {
  const path = `${folder}/${file.path}`;
  let handle: FileHandle;
  try {
    handle = await open(path, FLAGS);
  } catch (error) {
    // ELOOP: it is a link by now.
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
  const unchanged = async (): Promise<boolean> => {
    try {
      const [opened, there, place, root] = await Promise.all([
        handle.stat({ bigint: true }),
        lstat(path, { bigint: true }),
        realpath(path),
        realpath(folder),
      ]);
      const same = opened.ino === there.ino && opened.dev === there.dev && opened.isFile();
      return same && place === `${root}/${file.path}` && isSame(fileOf(file.path, opened), file);
    } catch {
      return false;
    }
  };
  try {
    if (await unchanged()) return { handle, unchanged };
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return null;
}

export const isSame = (one: FolderFile, other: FolderFile): boolean =>
  one.bytes === other.bytes && one.modified === other.modified;
