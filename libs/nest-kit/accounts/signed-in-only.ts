/** Before any route: who asks? Nothing but what is open to anyone answers without a credential. */
import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '#contracts/domain-error.js';
import { ACCESS_RULES, type Access } from '#core/accounts/access-rules.js';
import type { RefusalLimit } from '../http/rate-limits.js';
import type { KnownIdentities } from './known-identities.js';
import { accessCookie } from './session-cookies.js';

const isOpen = routesOf((access) => access === 'anyone');
/** Its outcome outlasts the credential: tokens, passwords, roles, webhooks, what is live. */
const isLasting = routesOf(
  (access, method) =>
    typeof access !== 'string' && method !== 'GET' && ['account', 'admin'].includes(access.scope),
);

export interface SignedInOnlyParts {
  identities: KnownIdentities;
  refusals: RefusalLimit;
  /** Whether /metrics answers whoever can reach it. */
  openMetrics: boolean;
}

export function signedInOnly({ identities, refusals, openMetrics }: SignedInOnlyParts) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const open = isOpen(method, request.path) || (openMetrics && request.path === '/metrics');
    const credential = open ? undefined : credentialOf(request);
    // What is open and changes something is signing in.
    if (open) next(method === 'POST' ? refusals.of(request) : undefined);
    else if (credential === undefined) next(refusals.of(request) ?? nobody());
    else {
      identities.of(credential, { anew: isLasting(method, asRouted(request.path)) }).then(
        (identity) => {
          response.locals.identity = identity;
          next();
        },
        (error: unknown) => next(isRefusal(error) ? (refusals.of(request) ?? error) : error),
      );
    }
  };
}

function routesOf(which: (access: Access, method: string) => boolean) {
  const routes = Object.entries(ACCESS_RULES).flatMap(([route, access]) => {
    const [method, path] = route.split(' ') as [string, string];
    const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
    return which(access, method) ? [{ method, pattern }] : [];
  });
  return (method: string, path: string): boolean =>
    routes.some((route) => route.method === method && route.pattern.test(path));
}

/** Routes answer in any capitals, and with a slash at the end. */
const asRouted = (path: string): string => path.toLowerCase().replace(/\/$/, '');

const isRefusal = (error: unknown): boolean => error instanceof DomainError && error.code === 'auth/required';

/** What a request shows to say who asks: an API token, or the access token of a session. */
export const credentialOf = (request: Request): string | undefined =>
  bearerOf(request) ?? accessCookie(request);

/** What stands in the header Authorization. */
export function bearerOf(request: Request): string | undefined {
  return /^bearer +(\S+) *$/i.exec(request.get('authorization') ?? '')?.[1];
}

const nobody = (): DomainError =>
  new DomainError(
    'auth/required',
    'Sign in on the page of this server, or send a token: -H "Authorization: Bearer $(cat .docket/token)".',
  );
