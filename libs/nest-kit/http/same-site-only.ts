/** Refuses changes that another web site makes a visitor's browser send. */
import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '#contracts/domain-error.js';

const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Browsers always send `Origin` with such requests; programs need not. */
export function sameSiteOnly(request: Request, _response: Response, next: NextFunction): void {
  const origin = request.get('origin');
  const own = HARMLESS.has(request.method) || origin === undefined || hostOf(origin) === request.get('host');
  if (own) next();
  else next(foreign(origin));
}

const foreign = (origin: string | undefined): DomainError =>
  new DomainError(
    'request/cross-site',
    `A page of ${origin} may not change anything here; use the pages of this server, or a program.`,
  );

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
