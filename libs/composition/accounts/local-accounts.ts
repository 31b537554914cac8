/** Accounts where the database is: signing in, tokens, and what admins change. */
import { randomBytes } from 'node:crypto';
import { type Actor, type Credentials, type Identity, ScopeSchema } from '#contracts/account.schema.js';
import type { Accounts, SignedIn, Welcome, Welcoming } from '#contracts/account-call.schema.js';
import type { AccountUsage } from '#contracts/account-usage.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { passwordMatches } from '#core/accounts/hash-password.js';
import { lockedFor } from '#core/accounts/locked-for.js';
import { apiToken, plainSecret, SECRET_BYTES, secretHash } from '#core/accounts/secret.js';
import { SESSION_LIFE } from '#core/accounts/session-life.js';
import type { StoredAccount, StoredToken } from '#ports/account-records.port.js';
import { newId } from '../new-id.js';
import { AccountChanges, weakPassword } from './account-changes.js';

/** Milliseconds: long enough for a first training to end. */
const LINK = 3_600_000;
/** Milliseconds between two notes that a token was used. */
const TOUCH = 60_000;
const EVERY_SCOPE = ScopeSchema.options;

export class LocalAccounts extends AccountChanges implements Accounts {
  async ofToken(token: string): Promise<Identity> {
    const found = await this.records.findToken(secretHash(token));
    const now = this.now();
    const valid = found && found.revoked_at === null && !isPast(found.expires_at, now);
    if (!valid)
      throw refused('This API token is unknown, revoked or expired; make another: docket token create.');
    const account = this.usable(await this.records.find({ id: found.account_id }));
    if (found.last_used_at === null || now.getTime() - Date.parse(found.last_used_at) > TOUCH)
      await this.records.touchToken(found.id, now.toISOString());
    return identityOf(account, found.workspace ? 'workspace' : 'token', found.scopes);
  }

  async ofSession(id: string): Promise<Identity> {
    const account = await this.records.findOfSession(id, this.now().toISOString());
    if (account === undefined) throw over();
    return identityOf(this.usable(account), 'session', EVERY_SCOPE);
  }

  async signIn({ password, new_password, ...given }: Credentials, by: Actor): Promise<SignedIn> {
    const name = given.name.trim().toLowerCase();
    const now = this.now();
    const locked = await this.records.attempt(name, now.toISOString(), lockedFor);
    if (locked !== null) throw lockedUntil(locked, now);
    const account = await this.records.find({ name });
    const right = await passwordMatches(password, account?.password ?? this.nobodysPassword());
    if (account === undefined || !right || account.disabled || account.password === null) {
      await this.told('sign in', name, { ...by, name }, 'auth/wrong-credentials');
      throw new DomainError('auth/wrong-credentials', 'There is no account with this name and password.');
    }
    if (account.one_time_password) {
      if (new_password === undefined) {
        await this.records.forgetFailures(name);
        throw new DomainError(
          'auth/one-time-password',
          'This password is for the first sign-in only; choose another, and send it as new_password beside it.',
        );
      }
      if (new_password === password) throw weakPassword('is the one-time password');
      await this.setPassword(account, new_password);
    }
    await this.records.forgetFailures(name);
    return this.begin(account, 'sign in', by);
  }

  async useLink(link: string, by: Actor): Promise<SignedIn> {
    const id = await this.records.takeLink(secretHash(link), this.now().toISOString());
    const account = id === undefined ? undefined : await this.records.find({ id });
    if (account === undefined || account.disabled) {
      throw new DomainError(
        'auth/wrong-credentials',
        'This sign-in link was used or is too old; a start of the platform prints another, or sign in by password.',
      );
    }
    return this.begin(account, 'sign in by link', by);
  }

  async refresh(token: string, by: Actor): Promise<SignedIn> {
    const now = this.now();
    const next = newSecret();
    const rotation = await this.records.rotate(
      secretHash(token),
      { hash: secretHash(next), expires_at: after(now, SESSION_LIFE) },
      now.toISOString(),
    );
    if (rotation.state === 'reused') {
      const name = (await this.records.find({ id: rotation.account_id }))?.name ?? '';
      await this.told('end session: its refresh token came twice', name, { ...by, name });
    }
    if (rotation.state !== 'rotated') throw over();
    const account = this.usable(await this.records.find({ id: rotation.account_id }));
    return {
      identity: identityOf(account, 'session', EVERY_SCOPE),
      session: rotation.family,
      refresh_token: next,
    };
  }

  async signOut(token: string): Promise<null> {
    await this.records.endFamily(secretHash(token));
    return null;
  }

  async endSession(id: string): Promise<null> {
    await this.records.endSession(id);
    return null;
  }

  usage(id: string): Promise<AccountUsage> {
    return this.records.usage(id);
  }

  async welcome({ token, link, password }: Welcoming): Promise<Welcome> {
    const first = await this.addFirst('admin', password);
    const workspace = await this.workspaceToken(token);
    const { account_id } = (await this.records.findToken(secretHash(workspace)))!;
    await this.records.addLink({ hash: secretHash(link), account_id, expires_at: after(this.now(), LINK) });
    return { token: workspace, first };
  }

  /** The token that was given, made good where it is unknown; another one where it was revoked. */
  private async workspaceToken(given: string): Promise<string> {
    const known = await this.records.findToken(secretHash(given));
    if (known !== undefined && known.revoked_at === null) return given;
    const admin = await this.records.firstOfRole('admin');
    if (admin === undefined)
      throw new Error('There is no admin, although the last one cannot be taken away.');
    const token = known === undefined ? given : apiToken(randomBytes(SECRET_BYTES));
    const stored: StoredToken = {
      ...this.newToken(admin.id, token, { name: 'of this workspace', scopes: EVERY_SCOPE, days: null }),
      workspace: true,
    };
    await this.records.addToken(stored);
    return token;
  }

  /** As expensive to try as a real one, for names that have no account. */
  private nobodysPassword(): string {
    const { log2N, r, p } = this.cost;
    return ['scrypt', log2N, r, p, 'A'.repeat(22), 'A'.repeat(43)].join('$');
  }

  private async begin(account: StoredAccount, action: string, by: Actor): Promise<SignedIn> {
    const secret = newSecret();
    const session = newId('session', this.now().getTime());
    await this.records.addRefresh({
      hash: secretHash(secret),
      family: session,
      account_id: account.id,
      expires_at: after(this.now(), SESSION_LIFE),
    });
    await this.told(action, account.name, { ...by, name: account.name });
    return { identity: identityOf(account, 'session', EVERY_SCOPE), session, refresh_token: secret };
  }

  private usable(account: StoredAccount | undefined): StoredAccount {
    if (account === undefined || account.disabled) throw refused('This account may not sign in any more.');
    return account;
  }
}

const newSecret = (): string => plainSecret(randomBytes(SECRET_BYTES));
const after = (now: Date, milliseconds: number): string =>
  new Date(now.getTime() + milliseconds).toISOString();
const isPast = (moment: string | null, now: Date): boolean =>
  moment !== null && Date.parse(moment) <= now.getTime();

const identityOf = (
  { id, name, role }: StoredAccount,
  via: Identity['via'],
  scopes: Identity['scopes'],
): Identity => ({ account: { id, name, role }, scopes, via });

const refused = (message: string): DomainError => new DomainError('auth/required', message);
const over = (): DomainError => refused('The session is over; sign in again.');

function lockedUntil(moment: string, now: Date): DomainError {
  const seconds = Math.ceil((Date.parse(moment) - now.getTime()) / 1000);
  return new DomainError(
    'auth/locked',
    `There were too many wrong passwords for this name; try again in ${seconds} s.`,
    { retry_after: seconds },
  );
}
