/** Makes a directory and those above it; says why where it cannot, which Node's own recursive way hides as ENOENT. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * @param path absolute
 * @throws the error of the system: EROFS on a disk that is mounted read-only, ENOENT for a link that leads nowhere
 */
export function makeDirectory(path: string): void {
  if (!existsSync(dirname(path))) makeDirectory(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
}
