/** What an HTTP status says of a document that was to be fetched: whether it may come later, and what helps if not. */
import { DomainError } from '#contracts/domain-error.js';

/** Request Timeout, Too Early, Too Many Requests: the same request may be answered later (RFC 9110, 8470, 6585). */
const PASSING = new Set([408, 425, 429]);

const REMEDIES: Readonly<Record<number, string>> = {
  401: 'it wants to know who asks, and Docket has nothing to show; name a link that needs no sign-in',
  403: 'it wants to know who asks, and Docket has nothing to show; name a link that needs no sign-in',
  404: 'there is nothing at this address; check it',
  410: 'what was there is gone; name another address',
};

/**
 * @param status any but 200 and 203
 * @param retryAfter header of that name
 * @param now milliseconds since 1970
 * @returns with `retry_after`, in seconds, where the server asks for a wait
 */
export function statusRefusal(status: number, retryAfter: string | null, now: number): DomainError {
  if (status < 500 && !PASSING.has(status)) {
    const remedy = REMEDIES[status] ?? 'only 200 brings a document; check the address';
    return new DomainError('outgoing/no-document', `The server answers ${status}: ${remedy}.`, { status });
  }
  const seconds = retryAfter === null ? null : secondsOf(retryAfter, now);
  return new DomainError('outgoing/unreachable', `The server answers ${status}; it is asked again later.`, {
    status,
    ...(seconds !== null && { retry_after: seconds }),
  });
}

/** Seconds or an HTTP date. */
function secondsOf(written: string, now: number): number | null {
  if (/^\d{1,9}$/.test(written)) return Number(written);
  const at = Date.parse(written);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}
