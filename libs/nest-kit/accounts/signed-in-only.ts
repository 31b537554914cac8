/** Before any route: who asks? Nothing but what is open to anyone answers without a credential. */
import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '#contracts/domain-error.js';
import { ACCESS_RULES } from '#core/accounts/access-rules.js';
import type { RefusalLimit } from '../http/rate-limits.js';
import type { KnownIdentities } from './known-identities.js';
import { accessCookie } from './session-cookies.js';

const OPEN = Object.entries(ACCESS_RULES)
  .filter(([, access]) => access === 'anyone')
  .map(([route]) => {
    const [method, path] = route.split(' ') as [string, string];
    return { method, path: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`) };
  });

export interface SignedInOnlyParts {
  identities: KnownIdentities;
  refusals: RefusalLimit;
  /** Whether /metrics answers whoever can reach it. */
  openMetrics: boolean;
}

export function signedInOnly({ identities, refusals, openMetrics }: SignedInOnlyParts) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const open =
      OPEN.some((route) => route.method === method && route.path.test(request.path)) ||
      (openMetrics && request.path === '/metrics');
    const credential = open ? undefined : credentialOf(request);
    // What is open and changes something is signing in.
    if (open) next(method === 'POST' ? refusals.of(request) : undefined);
    else if (credential === undefined) next(refusals.of(request) ?? nobody());
    else {
      identities.of(credential).then(
        (identity) => {
          response.locals.identity = identity;
          next();
        },
        (error: unknown) => next(isRefusal(error) ? (refusals.of(request) ?? error) : error),
      );
    }
  };
}

const isRefusal = (error: unknown): boolean => error instanceof DomainError && error.code === 'auth/required';

/** What a request shows to say who asks: an API token, or the access token of a session. */
export const credentialOf = (request: Request): string | undefined =>
  bearerOf(request) ?? accessCookie(request);

function bearerOf(request: Request): string | undefined {
  return /^bearer +(\S+) *$/i.exec(request.get('authorization') ?? '')?.[1];
}

const nobody = (): DomainError =>
  new DomainError(
    'auth/required',
    'Sign in on the page of this server, or send a token: -H "Authorization: Bearer $(cat .docket/token)".',
  );
