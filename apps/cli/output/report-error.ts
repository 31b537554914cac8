/** Tells an error as people and scripts need it, and picks the exit code. */
import { untoldDiskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import type { Terminal } from './terminal.js';

/** 1 failed, 2 wrong use. */
export function reportError(thrown: unknown, terminal: Terminal): 1 | 2 {
  const error = untoldDiskError(thrown) ?? thrown;
  if (error instanceof DomainError) {
    terminal.document({ error: error.toJSON() });
    terminal.warn(`${terminal.paint('red', 'error')} ${error.message}`);
    terminal.warn(terminal.paint('dim', `(${error.code})`));
    return error.details.usage === true ? 2 : 1;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.document({ error: { code: 'internal/unexpected', message: text, retryable: false } });
  terminal.warn(
    `${terminal.paint('red', 'error')} ${text}\nThis is a fault of Docket itself; please report it with the lines above.`,
  );
  return 1;
}
