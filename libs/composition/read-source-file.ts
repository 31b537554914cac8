/** A file that a person names, as the stages take it. */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DomainError } from '#contracts/domain-error.js';
import type { SourceFile } from '#contracts/stage.js';

/** What is longer is refused before it is read: Node holds no more in one piece, and no document has so much. */
const MOST_BYTES = 2 ** 31 - 1;

/** @throws DomainError 'document/missing', 'document/unreadable-file', 'document/too-many-bytes' */
export async function readSourceFile(path: string, cwd: string): Promise<SourceFile> {
  const absolute = resolve(cwd, path);
  const file = await open(absolute, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
      throw new DomainError('document/missing', `There is no file ${path}; check its name.`, {}, { cause });
    }
    throw unreadable(path, cause);
  });
  try {
    const entry = await file.stat();
    if (!entry.isFile()) {
      throw new DomainError(
        'document/unreadable-file',
        `${path} is ${entry.isDirectory() ? 'a folder' : 'no file'}; name the files in it, such as ${path}/*.`,
      );
    }
    if (entry.size > MOST_BYTES) {
      const gigabytes = (entry.size / 1e9).toFixed(1);
      throw new DomainError(
        'document/too-many-bytes',
        `${path} has ${gigabytes} GB; at most 2 GB can be read.`,
      );
    }
    return { path, bytes: new Uint8Array(await file.readFile()) };
  } catch (error) {
    throw error instanceof DomainError ? error : unreadable(path, error as NodeJS.ErrnoException);
  } finally {
    await file.close();
  }
}

const unreadable = (path: string, cause: NodeJS.ErrnoException): DomainError =>
  new DomainError(
    'document/unreadable-file',
    `${path} cannot be read (${cause.code}); check its permissions.`,
    {},
    { cause },
  );
