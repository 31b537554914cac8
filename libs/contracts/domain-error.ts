/** The one error type that users meet: a stable code, what was wrong, where, and how to mend it. */
import type { ErrorCode } from './error-codes.js';
import { ERROR_CODES } from './error-codes.js';

export interface DomainErrorJson {
  code: ErrorCode;
  message: string;
  details?: Record<string, unknown>;
  retryable: boolean;
}

export class DomainError extends Error {
  override readonly name = 'DomainError';
  /** True where the same call may succeed later unchanged (a busy engine, a full disk), false where it cannot. */
  readonly retryable: boolean;

  /**
   * @param message names the file and the key, and ends with the remedy
   * @param details machine-readable facts (limits, sizes, positions); never secrets
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Record<string, unknown> = {},
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
    this.retryable = ERROR_CODES[code].retryable;
  }

  toJSON(): DomainErrorJson {
    return { code: this.code, message: this.message, details: this.details, retryable: this.retryable };
  }

  static fromJSON(json: DomainErrorJson): DomainError {
    return new DomainError(json.code, json.message, json.details);
  }
}
