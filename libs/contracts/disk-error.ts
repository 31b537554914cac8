/** What the operating system says about a disk, as the error that every port touching one promises. */
import { DomainError } from './domain-error.js';

/** @param doing 'writing the cache' */
export function diskError(error: unknown, doing: string, path: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new DomainError(
      'workspace/disk-full',
      `The disk is full (${doing}, ${path}). Finished work is kept: free some space, then run again.`,
      { path },
      { cause: error },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new DomainError(
      'workspace/unreadable',
      `${path} may not be changed (${code}, ${doing}); give this user the right to write there.`,
      { path },
      { cause: error },
    );
  }
  if (typeof code === 'string' && message) {
    return new DomainError(
      'workspace/unreadable',
      `${path}: ${message} (${doing}).`,
      { path },
      { cause: error },
    );
  }
  return error;
}
