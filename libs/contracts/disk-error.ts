/** What the operating system says about a disk, as the error that every port touching one promises. */
import { DomainError } from './domain-error.js';

/** What is the matter and what helps; a code that is not here is told in the system's own words. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there, or a link on the way leads nowhere; check the path',
  ENOTDIR: 'leads through a file as if it were a directory; name another path, or move that file away',
  EISDIR: 'is a directory where a file is needed; name a file, or move the directory away',
  EEXIST: 'is there already and no directory; move it away, or name another path',
  ENOTEMPTY: 'is not empty; move away what is in it',
  ELOOP: 'is a symbolic link that leads to itself; remove it',
  ENAMETOOLONG: 'is longer than this file system takes; use a shorter name',
  EMFILE: 'cannot be opened as too many files are open; raise the limit (ulimit -n)',
  ENFILE: 'cannot be opened as too many files are open on this machine; end what keeps them open',
  EBUSY: 'is in use by the system or another program; end that, then run again',
  EROFS: 'lies on a disk that may only be read; mount it for writing, or work in a copy elsewhere',
  EIO: 'cannot be read or written as its disk fails; check the disk',
};
const FULL = new Set(['ENOSPC', 'EDQUOT']);
const FORBIDDEN = new Set(['EACCES', 'EPERM']);

/** @param doing 'writing the cache' */
export function diskError(error: unknown, doing: string, path: string): unknown {
  const { code, message, path: said } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || !message) return error;
  if (FULL.has(code)) return fullDisk(error, `${doing}, ${path}`, path);
  if (FORBIDDEN.has(code)) {
    const sentence = `${path} may not be changed (${code}, ${doing}); give this user the right to write there.`;
    return told(error, path, sentence);
  }
  const meaning = MEANINGS[code];
  // What is in the way may stand above the place that was meant.
  const where = said !== undefined && path.startsWith(`${said}/`) ? said : path;
  return told(
    error,
    where,
    meaning === undefined ? `${path}: ${message} (${doing}).` : `${where} ${meaning} (${code}, ${doing}).`,
  );
}

/**
 * An error of the file system that was not told where it arose. Without a path there is nothing to mend, but for a full
 * disk.
 * @returns null for any other error: that is a fault of the program
 */
export function untoldDiskError(error: unknown): DomainError | null {
  const { info, errno, syscall, path, dest, message, code: given } = (error ?? {}) as SystemError;
  if (typeof errno !== 'number' || typeof syscall !== 'string' || syscall.startsWith('spawn')) return null;
  const code = info?.code ?? given ?? '';
  if (FULL.has(code))
    return fullDisk(error, [syscall, dest ?? path].filter(Boolean).join(', '), dest ?? path);
  if (path === undefined) return null;
  // What is missing is what was to be moved; all else is wrong with the place that it was to go to.
  const where = code === 'ENOENT' ? path : (dest ?? path);
  const meaning = FORBIDDEN.has(code)
    ? 'may not be used by this user; give it the right to (chmod, chown), or name another path'
    : code === 'ENOENT' && syscall === 'mkdir'
      ? 'cannot be made: there can be no directories there; name a place on a disk'
      : MEANINGS[code];
  return told(
    error,
    where,
    meaning === undefined ? `${message}; check ${where}.` : `${where} ${meaning} (${code}, ${syscall}).`,
  );
}

/** Node's `rm` and `cp` keep the code of the system inside. */
type SystemError = NodeJS.ErrnoException & { dest?: string; info?: { code?: string } };

const told = (cause: unknown, path: string, sentence: string) =>
  new DomainError('workspace/unreadable', sentence, { path }, { cause });

const fullDisk = (cause: unknown, where: string, path: string | undefined) =>
  new DomainError(
    'workspace/disk-full',
    `The disk is full (${where}). Finished work is kept: free some space, then run again.`,
    path === undefined ? {} : { path },
    { cause },
  );
