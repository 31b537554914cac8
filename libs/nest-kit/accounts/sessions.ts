/** Sessions of people: a signed access token for 15 minutes (JWT, HS256) that names its session, and a refresh token for the next. */
import { errors, jwtVerify, SignJWT } from 'jose';
import type { Session } from '#contracts/account.schema.js';
import type { SignedIn } from '#contracts/account-call.schema.js';
import { DomainError } from '#contracts/domain-error.js';

/** Seconds. */
const LIFE = 900;
const ALGORITHM = 'HS256';
const ISSUER = 'docket';

export class Sessions {
  private known: Uint8Array | undefined;

  /** @param secret asked for at the first session: most processes never have one */
  constructor(private readonly secret: () => string) {}

  private get key(): Uint8Array {
    this.known ??= new TextEncoder().encode(this.secret());
    return this.known;
  }

  async sessionOf({ identity: { account }, session, refresh_token }: SignedIn): Promise<Session> {
    const access_token = await new SignJWT({ sid: session })
      .setProtectedHeader({ alg: ALGORITHM })
      .setIssuer(ISSUER)
      .setSubject(account.id)
      .setIssuedAt()
      .setExpirationTime(`${LIFE} s`)
      .sign(this.key);
    return { access_token, token_type: 'Bearer', expires_in: LIFE, refresh_token, account };
  }

  /**
   * @param late takes one whose 15 minutes are over as well: its session may go on by a refresh token
   * @returns the session's id; it may have ended since
   * @throws DomainError 'auth/required'
   */
  async idOf(access_token: string, { late = false } = {}): Promise<string> {
    try {
      const options = { algorithms: [ALGORITHM], issuer: ISSUER, requiredClaims: ['sub', 'sid', 'exp'] };
      const { payload } = await jwtVerify<{ sid: string }>(access_token, this.key, options);
      return payload.sid;
    } catch (cause) {
      // Signature and issuer are good: jose looks at the time last.
      if (late && cause instanceof errors.JWTExpired) return String(cause.payload.sid);
      throw new DomainError('auth/required', 'The session is over; sign in again.', {}, { cause });
    }
  }
}
