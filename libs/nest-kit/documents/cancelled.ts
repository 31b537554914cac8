/** How a document ends that somebody has cancelled. */
import { DomainError } from '#contracts/domain-error.js';
import type { History } from '#ports/document-records.port.js';

export const CANCELLED = new DomainError(
  'document/cancelled',
  'It was cancelled before it had an answer; upload it again where one is wanted.',
);

export function cancelledNow(): History[number] {
  const { code, message } = CANCELLED;
  return { state: 'failed', at: new Date().toISOString(), error: { code, message } };
}
