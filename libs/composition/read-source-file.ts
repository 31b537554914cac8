/** A file that a person names, as the stages take it. */
import { constants, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DomainError } from '#contracts/domain-error.js';
import type { SourceFile } from '#contracts/stage.js';

/** What is longer is refused before it is read: Node holds no more in one piece, and no document has so much. */
const MOST_BYTES = 2 ** 31 - 1;

/** @throws DomainError 'document/missing', 'document/unreadable-file', 'document/too-many-bytes' */
export async function readSourceFile(path: string, cwd: string): Promise<SourceFile> {
  const absolute = resolve(cwd, path);
  const refuse = (cause: NodeJS.ErrnoException): never => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
      throw new DomainError('document/missing', `There is no file ${path}; check its name.`, {}, { cause });
    }
    throw unreadable(path, cause);
  };
  // Asked before it is opened: opening a pipe waits for somebody to write into it.
  const kind = await stat(absolute).catch(refuse);
  if (!kind.isFile()) throw noFile(path, kind);
  // Should it have become a pipe meanwhile, this does not wait either.
  const file = await open(absolute, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(refuse);
  try {
    const entry = await file.stat();
    if (!entry.isFile()) throw noFile(path, entry);
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

function noFile(path: string, entry: Stats): DomainError {
  if (entry.isDirectory()) {
    return new DomainError(
      'document/unreadable-file',
      `${path} is a folder; name the files in it, such as ${path}/*.`,
    );
  }
  const kind = entry.isFIFO() ? 'a pipe' : entry.isSocket() ? 'a socket' : 'a device';
  return new DomainError(
    'document/unreadable-file',
    `${path} is ${kind}, not a file; write what comes out of it into a file first.`,
  );
}

const unreadable = (path: string, cause: NodeJS.ErrnoException): DomainError =>
  new DomainError(
    'document/unreadable-file',
    `${path} cannot be read (${cause.code}); check its permissions.`,
    {},
    { cause },
  );
