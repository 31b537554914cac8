/** The name of an object: the lower-case hex sha256 of its bytes. */
import { createHash } from 'node:crypto';
import { DomainError } from '#contracts/domain-error.js';

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** @throws DomainError 'object-store/missing' for what cannot be a name, so that none becomes a path */
export function checkedName(sha256: string): string {
  if (/^[0-9a-f]{64}$/.test(sha256)) return sha256;
  throw new DomainError(
    'object-store/missing',
    `'${sha256.slice(0, 80)}' is not the name of an object (64 hex digits).`,
  );
}

/** @throws DomainError 'object-store/damaged' where the bytes are not those of the name */
export function verified(bytes: Uint8Array, sha256: string, where: string): Uint8Array {
  const found = sha256Of(bytes);
  if (found === sha256) return bytes;
  throw new DomainError(
    'object-store/damaged',
    `Object ${sha256} in ${where} was changed after it was written; restore it from a copy, or delete it and upload the document again.`,
    { sha256, found },
  );
}
