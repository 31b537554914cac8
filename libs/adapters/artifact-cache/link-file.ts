/** Gives a file a second place: by a reflink, a hard link or a copy, the first that can be done. */
import { constants, linkSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import type { LinkType } from '#contracts/link-type.js';

/** What file systems answer that cannot: no such call, another disk, too many links, not allowed there. */
const CANNOT = new Set(['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EXDEV', 'EMLINK', 'EPERM', 'ENOTTY']);

/** @returns how it was done; a copy where nothing else could */
export async function linkFile(from: string, to: string, types: readonly LinkType[]): Promise<LinkType> {
  for (const type of types) {
    if (type === 'copy') break;
    try {
      if (type === 'hardlink') linkSync(from, to);
      else await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);
      return type;
    } catch (error) {
      rmSync(to, { force: true });
      if (!CANNOT.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  await copyFile(from, to);
  return 'copy';
}
