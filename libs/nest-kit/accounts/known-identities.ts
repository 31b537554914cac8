/** Whom a credential stands for, remembered for some seconds: a look into the database for each request would be felt. */
import { Inject, Injectable } from '@nestjs/common';
import type { Identity } from '#contracts/account.schema.js';
import type { Accounts } from '#contracts/account-call.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { isApiToken, secretHash } from '#core/accounts/secret.js';
import { ACCOUNTS } from './accounts-token.js';
import { Sessions } from './sessions.js';

/** Milliseconds after which what another process revoked is refused here; in this one it is at once. */
const REMEMBERED = 5_000;
/** Credentials of so many users at a time; beyond, all are looked up anew. */
const MOST = 10_000;

@Injectable()
export class KnownIdentities {
  private readonly known = new Map<string, { until: number; identity: Promise<Identity> }>();

  /** Resolves when the accounts and links of this start are there. @throws the database's errors */
  ready: () => Promise<void> = async () => undefined;

  constructor(
    @Inject(ACCOUNTS) private readonly accounts: Accounts,
    private readonly sessions: Sessions,
  ) {}

  /** What has to be done before anybody can be known. */
  lookAfter(work: () => Promise<void>): void {
    this.ready = work;
  }

  /**
   * @param credential an API token or the access token of a session
   * @param anew looks it up now, whatever is remembered: for what would outlast a credential that was just revoked
   * @throws DomainError 'auth/required' and the database's
   */
  async of(credential: string, { anew = false } = {}): Promise<Identity> {
    if (isApiToken(credential)) {
      const key = secretHash(credential);
      return this.remembered(key, anew, () => this.accounts.ofToken(credential));
    }
    // Three parts, each of base64url; anything else is none of ours.
    if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(credential)) {
      throw new DomainError(
        'auth/required',
        'This is no token of Docket; the one of the workspace lies in .docket/token.',
      );
    }
    const session = await this.sessions.idOf(credential);
    return this.remembered(session, anew, () => this.accounts.ofSession(session));
  }

  /** After whatever may have changed who may do what. */
  forget(): void {
    this.known.clear();
  }

  private remembered(key: string, anew: boolean, look: () => Promise<Identity>): Promise<Identity> {
    const found = this.known.get(key);
    if (!anew && found && found.until > performance.now()) return found.identity;
    if (this.known.size >= MOST) this.known.clear();
    const identity = this.ready().then(look);
    const remembered = { until: performance.now() + REMEMBERED, identity };
    this.known.set(key, remembered);
    identity.catch(() => {
      if (this.known.get(key) === remembered) this.known.delete(key);
    });
    return identity;
  }
}
