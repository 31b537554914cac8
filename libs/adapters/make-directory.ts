/**
 * Makes a directory and those above it, or says why it cannot. Node's own recursive way hides a disk that is mounted
 * read-only as ENOENT, and tries for ever where the system takes no directories (`/proc`).
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Somebody else may take the directory above away meanwhile; a place that takes no directories stays as it is. */
const ATTEMPTS = 3;

/**
 * @param path absolute
 * @param within absolute: one of those above it, which must be there and is never made, as that of a disk to be mounted
 * @throws the error of the system: EROFS on a disk that is mounted read-only, ENOENT for a link that leads nowhere,
 *   where there can be no directories and where `within` is not there, ENOTDIR or EEXIST where a file is in the way
 */
export function makeDirectory(path: string, within?: string): void {
  for (let attempt = 1; ; attempt++) {
    if (isDirectory(path)) return;
    const above = dirname(path);
    if (above !== within && !isDirectory(above)) makeDirectory(above, within);
    try {
      mkdirSync(path);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Made by somebody else; a link that leads nowhere says so itself.
      if (code === 'EEXIST' && statSync(path).isDirectory()) return;
      if (code !== 'ENOENT' || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Where that cannot be told, making it tells why. */
function isDirectory(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}
