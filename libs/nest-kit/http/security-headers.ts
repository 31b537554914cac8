/** What browsers are told not to do with any answer of this server. */
import type { NextFunction, Request, Response } from 'express';

/** Of answers that are data: no page may be made of them. Pages set their own. */
const DATA = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** The pages of the API's description style themselves inline. */
const DESCRIPTION =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

/** No other origin may read anything: there is no CORS header, and none is ever set. */
export function securityHeaders(request: Request, response: Response, next: NextFunction): void {
  const described = /^\/docs(\/|$)/.test(request.path);
  response.set({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'content-security-policy': described ? DESCRIPTION : DATA,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    // Answers are somebody's own; what may be kept says so itself.
    'cache-control': described ? 'private' : 'no-store',
  });
  next();
}
