/** Writes files that others see whole or not at all, whenever this process is killed. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fchmodSync, fsyncSync, linkSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeDirectory } from './make-directory.js';
import { moveFile } from './move-file.js';

export interface WholeFileOptions {
  /** Survives a power cut as soon as it is written, which takes some milliseconds. */
  durable?: boolean;
  /** Permissions; default 0644. */
  mode?: number;
  /** False: fails with EEXIST where a file has that name already. */
  replace?: boolean;
}

/** A run that has just begun may clear the temporary file away; it does so once. */
const ATTEMPTS = 3;

/**
 * Makes the directories that are missing.
 * @param temporaryDirectory on the same disk, and cleared away by the next run, so that a kill leaves nothing for ever
 * @throws NodeJS.ErrnoException
 */
export function writeWholeFile(
  path: string,
  content: string | Uint8Array,
  temporaryDirectory: string,
  options: WholeFileOptions = {},
): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let attempt = 1; ; attempt++) {
    const temporary = temporaryPath(temporaryDirectory);
    try {
      writeNew(temporary, bytes, options);
      if (options.replace === false) linkNew(temporary, path);
      else moveFile(temporary, path);
      if (options.durable) flush(dirname(path));
      return;
    } catch (error) {
      rmSync(temporary, { force: true });
      if (codeOf(error) !== 'ENOENT' || attempt === ATTEMPTS) throw error;
    }
  }
}

/** A path that nobody else uses. */
export const temporaryPath = (directory: string): string =>
  join(directory, `${process.pid}-${randomBytes(6).toString('hex')}`);

/** On the disk when it returns: a file's content, a directory's names. */
export function flush(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function writeNew(path: string, bytes: Uint8Array, { durable, mode = 0o644 }: WholeFileOptions): void {
  const file = openNew(path);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    if (mode !== 0o644) fchmodSync(file, mode);
    if (durable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Looks for the directory only where it turns out to be missing: a run writes thousands of files into one. */
function openNew(path: string): number {
  try {
    return openSync(path, 'wx', 0o644);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    makeDirectory(dirname(path));
    return openSync(path, 'wx', 0o644);
  }
}

/** Unlike a rename, a link never replaces what has that name already; not every file system has links. */
function linkNew(temporary: string, path: string): void {
  makeDirectory(dirname(path));
  try {
    linkSync(temporary, path);
    rmSync(temporary, { force: true });
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes(codeOf(error))) throw error;
    if (existsSync(path)) throw Object.assign(new Error(`${path} exists`), { code: 'EEXIST' });
    moveFile(temporary, path);
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';
