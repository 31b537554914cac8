/** What `docket doctor` says of one thing that it has looked at. */
import { DomainError } from '#contracts/domain-error.js';

export interface Finding {
  subject: string;
  state: 'ok' | 'warning' | 'problem';
  finding: string;
  remedy?: string;
}

export const ok = (subject: string, finding: string): Finding => ({ subject, state: 'ok', finding });

export const warning = (subject: string, finding: string, remedy: string): Finding => ({
  ...{ subject, state: 'warning', finding, remedy },
});

export const problem = (subject: string, finding: string, remedy: string): Finding => ({
  ...{ subject, state: 'problem', finding, remedy },
});

/** An error tells its remedy itself. */
export function failed(subject: string, error: unknown): Finding {
  const message = error instanceof DomainError ? error.message : String(error);
  return { subject, state: 'problem', finding: message };
}
