/** What lies in the intake folder and below: files as they are at this look. Links are not followed. */
import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';

export interface FolderFile {
  /** Below the folder, with '/' between. */
  path: string;
  bytes: number;
  /** Nanoseconds since 1970, as digits. */
  modified: string;
}

export interface FolderListing {
  files: FolderFile[];
  passedOver: { path: string; reason: string }[];
}

/** Folders within folders; more are a mistake, or mounted into themselves. */
const DEEPEST = 32;

export const fileOf = (path: string, { size, mtimeNs }: BigIntStats): FolderFile => ({
  ...{ path, bytes: Number(size), modified: String(mtimeNs) },
});

/**
 * @param folder absolute
 * @param skips whether a file or folder is passed over without a word
 * @throws the error of the system where the folder itself cannot be read
 */
export async function listFolder(folder: string, skips: (path: string) => boolean): Promise<FolderListing> {
  const listing: FolderListing = { files: [], passedOver: [] };
  const visit = async (below: string, depth: number): Promise<void> => {
    for (const name of await readdir(`${folder}/${below}`)) {
      const path = below === '' ? name : `${below}/${name}`;
      const passOver = (reason: string) => void listing.passedOver.push({ path, reason });
      if (skips(path)) continue;
      // What Node could not read as UTF-8 cannot be named again.
      if (name.includes('\uFFFD')) {
        passOver('Its name is no UTF-8; rename it.');
        continue;
      }
      try {
        const stats = await lstat(`${folder}/${path}`, { bigint: true });
        if (stats.isFile()) listing.files.push(fileOf(path, stats));
        else if (stats.isSymbolicLink())
          passOver('It is a link, and links are not followed; put the file here.');
        else if (!stats.isDirectory()) passOver('It is no file.');
        else if (depth === DEEPEST) passOver(`It lies more than ${DEEPEST} folders deep.`);
        else await visit(path, depth + 1);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // Taken away since the folder was read.
        if (code !== 'ENOENT') passOver(`It cannot be read (${code}).`);
      }
    }
  };
  await visit('', 0);
  return listing;
}
