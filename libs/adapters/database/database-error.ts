/** What a database says when it cannot do something, as the errors that its ports promise. */
import { DomainError } from '#contracts/domain-error.js';
import { ENGINE_ENDED } from './pglite-thread.js';

/** Classes of SQLSTATE and codes of sockets for a server that is not there, or will not have us now. */
const AWAY =
  /^(08|57P|53[03]|28|3D)|^(ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH)$/;
/** What `pg` says without a code. */
const AWAY_SENTENCE =
  /Connection terminated|timeout (exceeded )?when trying to connect|Client (has encountered|was closed)/;

/** "invalid byte sequence for encoding", "unsupported Unicode escape sequence": zero is the only one that gets so far. */
const UNKNOWN_CHARACTER = new Set(['22021', '22P05']);

/** "canceling statement due to statement timeout", or because an administrator says so. */
const CANCELLED = '57014';

/** @param where an address without its password, or a directory */
export function databaseError(error: unknown, where: string): unknown {
  if (UNKNOWN_CHARACTER.has(String((error as { code?: unknown }).code))) {
    return new DomainError(
      'request/invalid',
      'A text of the request holds the character U+0000, which no name or word has; send it without.',
      {},
      { cause: error },
    );
  }
  if (error instanceof DomainError) return error;
  const { code = '', message } = error as Error & { code?: string };
  if (code === CANCELLED) {
    return new DomainError(
      'database/too-slow',
      `The database (${where}) took too long for this question (${message}); narrow it, or try again when less is asked of the server.`,
      {},
      { cause: error },
    );
  }
  if (code === '53100' || code === 'ENOSPC') {
    return new DomainError(
      'workspace/disk-full',
      `The disk of the database (${where}) is full; free some space, then try again.`,
      {},
      { cause: error },
    );
  }
  if (code === ENGINE_ENDED) {
    return new DomainError(
      'database/damaged',
      `The embedded database in ${where} has stopped (${message}). Start Docket again; where that does not help, move this folder away, and a new one is made.`,
      {},
      { cause: error },
    );
  }
  if (AWAY.test(code) || AWAY_SENTENCE.test(message)) {
    return new DomainError(
      'database/unavailable',
      `The database (${where}) cannot be used (${message || code}); check DOCKET_DATABASE_URL and the server.`,
      {},
      { cause: error },
    );
  }
  return error;
}
