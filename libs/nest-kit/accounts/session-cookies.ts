/** The session of a browser, in cookies that no script can read and no other site can make it send. */
import type { CookieOptions, Request, Response } from 'express';
import type { Session } from '#contracts/account.schema.js';
import { SESSION_LIFE } from '#core/accounts/session-life.js';

const ACCESS = 'docket_access';
const REFRESH = 'docket_refresh';
/** The refresh token goes where it is used, and nowhere else. */
const REFRESH_PATH = '/api/v1/auth';

export function giveCookies(request: Request, response: Response, session: Session): void {
  response.cookie(ACCESS, session.access_token, {
    ...optionsOf(request, '/'),
    maxAge: session.expires_in * 1000,
  });
  response.cookie(REFRESH, session.refresh_token, {
    ...optionsOf(request, REFRESH_PATH),
    maxAge: SESSION_LIFE,
  });
}

export function takeCookies(request: Request, response: Response): void {
  response.clearCookie(ACCESS, optionsOf(request, '/'));
  response.clearCookie(REFRESH, optionsOf(request, REFRESH_PATH));
}

export const accessCookie = (request: Request): string | undefined => cookie(request, ACCESS);
export const refreshCookie = (request: Request): string | undefined => cookie(request, REFRESH);

const optionsOf = (request: Request, path: string): CookieOptions => ({
  ...{ path, httpOnly: true, sameSite: 'strict' },
  secure: request.secure,
});

function cookie(request: Request, name: string): string | undefined {
  const found = (request.get('cookie') ?? '').split(/;\s*/).find((part) => part.startsWith(`${name}=`));
  return found?.slice(name.length + 1) || undefined;
}
