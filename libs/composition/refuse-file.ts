/** A place where a directory is to be made or used: a file in the way is told before anything begins. */
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DomainError } from '#contracts/domain-error.js';

/**
 * @param directory absolute; it need not be there yet
 * @throws DomainError 'request/invalid' where it, or what is to be above it, is a file
 */
export function refuseFile(directory: string): void {
  let path = directory;
  while (!existsSync(path) && path !== dirname(path)) path = dirname(path);
  if (!existsSync(path) || statSync(path).isDirectory()) return;
  const way = path === directory ? '' : `${directory} cannot be made: `;
  throw new DomainError('request/invalid', `${way}${path} is a file; name another directory.`, {
    usage: true,
  });
}
