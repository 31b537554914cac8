/** Any error as problem details (RFC 9457): the one place where codes become HTTP. */
import { HttpException } from '@nestjs/common';
import { DomainError } from '#contracts/domain-error.js';
import { ERROR_CODES, type ErrorCode } from '#contracts/error-codes.js';
import type { Problem } from '#contracts/problem.schema.js';

/** Nest and Express know statuses only. */
const CODE_OF_STATUS: Partial<Record<number, ErrorCode>> = {
  404: 'request/not-found',
  405: 'request/wrong-method',
  413: 'request/too-large',
  415: 'request/unsupported-type',
};

export function domainErrorOf(
  error: unknown,
  { method, path }: { method: string; path: string },
): DomainError {
  if (error instanceof DomainError) return error;
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (status === 404) {
    return new DomainError(
      'request/not-found',
      `There is no ${method} ${path}. The routes are listed at /docs.`,
      {},
      { cause: error },
    );
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return new DomainError(
      CODE_OF_STATUS[status] ?? 'request/invalid',
      `${message.replace(/[^.!?]$/, '$&.')} The routes and what they take are listed at /docs.`,
      {},
      { cause: error },
    );
  }
  return new DomainError(
    'internal/unexpected',
    'Docket failed in an unexpected way. The log has the details under this request_id; please report it.',
    {},
    { cause: error },
  );
}

export function problemOf(error: DomainError, where: { path: string; requestId: string }): Problem {
  const { status, retryable } = ERROR_CODES[error.code];
  return {
    type: `urn:docket:error:${error.code}`,
    title: titleOf(error.code),
    status,
    detail: error.message,
    instance: where.path,
    code: error.code,
    retryable,
    request_id: where.requestId,
    ...(Object.keys(error.details).length > 0 && { details: error.details }),
  };
}

/** 'document/too-many-pages' → 'Document: too many pages' */
function titleOf(code: ErrorCode): string {
  const [area = '', what = ''] = code.split('/');
  const words = `${area}: ${what}`.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Errors of body parsers carry their status; others are ours. */
function statusOf(error: unknown): number | undefined {
  const { status, expose } = error as { status?: unknown; expose?: unknown };
  return expose === true && typeof status === 'number' ? status : undefined;
}
