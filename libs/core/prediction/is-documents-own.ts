/** Whether an error is the document's own, so that it becomes the answer for this document and no other's. */
import { DomainError } from '#contracts/domain-error.js';

/** Reasons for which no document is to blame: with another setting, or a moment later, each could be read. */
const NOBODYS_FAULT = new Set([
  'ocr/engine-missing',
  'ocr/language-missing',
  'pipeline/interrupted',
  'document/cancelled',
]);

/** Its bytes, or reading them, are at fault: the same call would fail again, or has failed after its own retries. */
export function isDocumentsOwn(error: unknown): error is DomainError {
  return (
    error instanceof DomainError && /^(document|ocr)\//.test(error.code) && !NOBODYS_FAULT.has(error.code)
  );
}
