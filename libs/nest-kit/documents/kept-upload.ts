/** Where the bytes of an upload lie. */
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';

/** @throws DomainError 'object-store/missing' where it was refused when it came, or is not fetched yet */
export function keptUpload({ id, sha256, url }: Pick<DocumentRecord, 'id' | 'sha256' | 'url'>): string {
  if (sha256 !== null) return sha256;
  if (url !== undefined) {
    throw new DomainError(
      'object-store/missing',
      `Nothing is kept of document '${id}': it was not fetched from its URL, or not yet.`,
    );
  }
  throw new DomainError(
    'object-store/missing',
    `Nothing is kept of document '${id}': it was refused when it came, and its error says why.`,
  );
}
