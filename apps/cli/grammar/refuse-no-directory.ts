/** `--cwd` of what is no directory: the workspace above it is not the one that was meant. */
import { existsSync, statSync } from 'node:fs';
import { DomainError } from '#contracts/domain-error.js';
import { visible } from '#contracts/visible-text.js';

/** @param cwd as it was given, or '.' @throws DomainError 'request/invalid' */
export function refuseNoDirectory(cwd: string): void {
  refuseRemoved();
  if (existsSync(cwd) && statSync(cwd).isDirectory()) return;
  const problem = existsSync(cwd) ? 'is no directory' : 'does not exist, or may not be entered by this user';
  throw new DomainError(
    'request/invalid',
    `--cwd ${visible(cwd)} ${problem}; name the workspace's directory.`,
    {
      usage: true,
    },
  );
}

/** A shell stays in a directory that somebody else has removed; nothing can be found from there. */
function refuseRemoved(): void {
  try {
    process.cwd();
  } catch {
    throw new DomainError(
      'request/invalid',
      'The directory that this was called in was removed; change into another one.',
      { usage: true },
    );
  }
}
