/** A URL of a list as a member of its batch: what it is called, and whether it is fetched. */

import type { RefusedFile, UrlFile } from '#contracts/document-message.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { shownName } from '../documents/shown-name.js';

/** Characters; what servers and proxies take as well. */
const LONGEST = 2_000;
/** Characters of what is no URL that stand for its name. */
const SHOWN = 100;

/** @param check throws where nothing would ever be fetched from there @returns one that failed already, with the reason */
export function urlMember(text: string, check: (url: string) => void): UrlFile | RefusedFile {
  try {
    if (text.length > LONGEST) {
      throw new DomainError(
        'outgoing/refused',
        `Nothing is sent to this URL: it has more than ${LONGEST} characters.`,
      );
    }
    check(text);
    const url = new URL(text);
    return { name: nameIn(url), url: url.href };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, message } = error;
    // What it may hold besides a place (a password) is no name.
    const name = URL.canParse(text) ? nameIn(new URL(text)) : text;
    return { name: shownName(name.slice(0, SHOWN)), bytes: 0, error: { code, message } };
  }
}

/** The last part of its path; its host where it has none. */
function nameIn({ pathname, host }: URL): string {
  const last = pathname.split('/').findLast((part) => part !== '');
  if (last === undefined) return shownName(host);
  try {
    return shownName(decodeURIComponent(last));
  } catch {
    return shownName(last);
  }
}
