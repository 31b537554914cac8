/** Where a redirect of a fetched URL leads, if it may be followed. */
import { DomainError } from '#contracts/domain-error.js';

/** Redirects of one fetch; browsers follow 20, and shops of links need two or three. */
export const MOST_REDIRECTS = 5;

/** Those that ask for the same again elsewhere (RFC 9110, 15.4). */
export const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/**
 * @param location as the server wrote it
 * @returns absolute; whether it may be sent to is still to be asked of the guard
 * @throws DomainError 'outgoing/no-document', 'outgoing/refused'
 */
export function redirectTarget(from: URL, location: string | null): string {
  if (location === null || !URL.canParse(location, from.href)) {
    throw new DomainError(
      'outgoing/no-document',
      'The server sends elsewhere without saying where; name the address that it should lead to.',
    );
  }
  const target = new URL(location, from);
  if (from.protocol === 'https:' && target.protocol === 'http:') {
    throw new DomainError(
      'outgoing/refused',
      'Nothing is sent to this URL: it leads from https to http, where everybody on the way could read and change it.',
    );
  }
  return target.href;
}

export const tooManyRedirects = (): DomainError =>
  new DomainError(
    'outgoing/no-document',
    `The server sends elsewhere more than ${MOST_REDIRECTS} times; name the address that it leads to in the end.`,
  );
