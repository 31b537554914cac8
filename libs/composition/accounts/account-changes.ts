/** What changes accounts and their tokens, each with its line in the audit log. */
import { randomBytes } from 'node:crypto';
import type {
  Account,
  AccountChange,
  AccountPage,
  Actor,
  ApiToken,
  ApiTokenPage,
  AuditPage,
  ChangedAccount,
  MadeToken,
  NewAccount,
  NewAuditEntry,
  NewToken,
  Role,
} from '#contracts/account.schema.js';
import type { AccountKeeping, Welcome } from '#contracts/account-call.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import type { PageQuery } from '#contracts/page-query.schema.js';
import { HASH_COST, type HashCost, hashPassword, passwordMatches } from '#core/accounts/hash-password.js';
import { oneTimePassword } from '#core/accounts/one-time-password.js';
import { passwordWeakness } from '#core/accounts/password-weakness.js';
import { apiToken, SECRET_BYTES, secretHash, shownPrefix } from '#core/accounts/secret.js';
import type {
  AccountRecords,
  StoredAccount,
  StoredChange,
  StoredToken,
} from '#ports/account-records.port.js';
import { newId } from '../new-id.js';

const SALT_BYTES = 16;
const DAY = 86_400_000;

export interface AccountsWorld {
  now: () => Date;
  /** Of password hashes. */
  cost: HashCost;
}

export class AccountChanges implements AccountKeeping {
  protected readonly now: () => Date;
  protected readonly cost: HashCost;

  constructor(
    protected readonly records: AccountRecords,
    { now = () => new Date(), cost = HASH_COST }: Partial<AccountsWorld> = {},
  ) {
    this.now = now;
    this.cost = cost;
  }

  async list({ limit, cursor }: PageQuery): Promise<AccountPage> {
    const stored = await this.records.list(limit + 1, cursor);
    const users = stored.slice(0, limit).map(shown);
    return { users, next: stored.length > limit ? users.at(-1)!.name : null };
  }

  async add({ name, role, password }: NewAccount, by: Actor): Promise<ChangedAccount> {
    if (role !== 'admin' && (await this.records.firstOfRole('admin')) === undefined) {
      throw new DomainError(
        'auth/last-admin',
        'There is no admin yet; start the platform once, or add one first: docket user add NAME --role admin.',
      );
    }
    const given = password ?? newPassword();
    const account = await this.newAccount(name, role, given, password === undefined);
    if (!(await this.records.add(account))) {
      throw new DomainError('auth/account-exists', `There is an account '${name}' already.`);
    }
    await this.told(`add account as ${role}`, name, by);
    return { ...shown(account), ...(password === undefined && { password: given }) };
  }

  async change(name: string, change: AccountChange, by: Actor): Promise<ChangedAccount> {
    const account = await this.named(name);
    const { role, disabled, password, ...quota } = change;
    const given = password === null ? newPassword() : password;
    const stored: StoredChange = {
      ...quota,
      ...(role !== undefined && { role }),
      ...(disabled !== undefined && { disabled }),
      ...(given !== undefined && (await this.passwordOf(name, given, password === null))),
    };
    if (!(await this.records.change(account.id, stored, this.now().toISOString()))) {
      throw new DomainError(
        'auth/last-admin',
        `'${name}' is the last admin who may sign in; make somebody else an admin first.`,
      );
    }
    if (password !== undefined) await this.records.forgetFailures(name);
    const parts = [
      role !== undefined && `role to ${role}`,
      disabled !== undefined && (disabled ? 'to disabled' : 'to enabled'),
      password !== undefined && 'password',
      ...Object.entries(quota).map(([name, value]) => `${name} to ${value ?? 'that of everybody'}`),
    ];
    await this.told(`change ${parts.filter(Boolean).join(', ')}`, name, by);
    return { ...shown({ ...account, ...stored }), ...(password === null && { password: given! }) };
  }

  async tokens(name: string, { limit, cursor }: PageQuery): Promise<ApiTokenPage> {
    const stored = await this.records.tokens((await this.named(name)).id, limit + 1, cursor);
    const tokens = stored.slice(0, limit).map(shownToken);
    return { tokens, next: stored.length > limit ? tokens.at(-1)!.id : null };
  }

  async addToken(name: string, token: NewToken, by: Actor): Promise<MadeToken> {
    const account = await this.named(name);
    const secret = apiToken(randomBytes(SECRET_BYTES));
    const stored = this.newToken(account.id, secret, token);
    await this.records.addToken(stored);
    await this.told(`make token '${token.name}' for ${token.scopes.join(', ')}`, name, by);
    return { ...shownToken(stored), token: secret };
  }

  async revokeToken(name: string, id: string, by: Actor): Promise<ApiToken> {
    const account = await this.named(name);
    const token = await this.records.revokeToken(account.id, id, this.now().toISOString());
    if (token === undefined)
      throw new DomainError(
        'request/not-found',
        `'${name}' has no token with the id '${id.slice(0, 80)}'; a token's name is no id. List the tokens to see them.`,
      );
    await this.told(`revoke token '${token.name}'`, name, by);
    return shownToken(token);
  }

  async note(entries: NewAuditEntry[]): Promise<null> {
    await this.records.note(entries);
    return null;
  }

  audit(limit: number, before: string | null): Promise<AuditPage> {
    return this.records.audit(limit, before ?? undefined);
  }

  /** @returns its one-time password; null where there are accounts already */
  protected async addFirst(name: string, password: string): Promise<Welcome['first']> {
    // Most starts are not the first, and a hash takes a while.
    const admin = await this.records.firstOfRole('admin');
    if (admin !== undefined)
      return (await mayUseOnce(admin, password)) ? { name: admin.name, password } : null;
    const added = await this.records.addFirst(await this.newAccount(name, 'admin', password, true));
    if (!added) return null;
    await this.told('add the first account', name, { name: 'docket', from: 'start' });
    return { name, password };
  }

  protected async setPassword(account: StoredAccount, password: string): Promise<void> {
    const change = await this.passwordOf(account.name, password, false);
    await this.records.change(account.id, change, this.now().toISOString());
  }

  protected newToken(account_id: string, secret: string, { name, scopes, days }: NewToken): StoredToken {
    const now = this.now();
    return {
      ...{
        id: newId('tok', now.getTime()),
        account_id,
        hash: secretHash(secret),
        prefix: shownPrefix(secret),
      },
      ...{ name, scopes, workspace: false, created_at: now.toISOString() },
      expires_at: days === null ? null : new Date(now.getTime() + days * DAY).toISOString(),
      ...{ last_used_at: null, revoked_at: null },
    };
  }

  protected async told(action: string, subject: string, by: Actor, outcome = 'done'): Promise<void> {
    const at = this.now().toISOString();
    await this.records.note([{ at, actor: by.name, from: by.from, action, subject, outcome }]);
  }

  private async newAccount(
    name: string,
    role: Role,
    password: string,
    once: boolean,
  ): Promise<StoredAccount> {
    const now = this.now();
    return {
      ...{ id: newId('acc', now.getTime()), name, role, disabled: false, created_at: now.toISOString() },
      ...{ documents_per_day: null, max_kept_bytes: null },
      ...(await this.passwordOf(name, password, once)),
    };
  }

  private async passwordOf(name: string, password: string, once: boolean) {
    const weakness = once ? null : passwordWeakness(password, name);
    if (weakness !== null) throw weakPassword(weakness);
    return {
      password: await hashPassword(password, randomBytes(SALT_BYTES), this.cost),
      one_time_password: once,
    };
  }

  private async named(name: string): Promise<StoredAccount> {
    const account = await this.records.find({ name: name.toLowerCase() });
    if (account !== undefined) return account;
    throw new DomainError(
      'auth/unknown-account',
      `There is no account '${name.slice(0, 80)}'; docket user list names all.`,
    );
  }
}

/** @param weakness what is wrong with it, as the end of a sentence */
export const weakPassword = (weakness: string): DomainError =>
  new DomainError('auth/weak-password', `The new password ${weakness}; choose another.`);

const newPassword = (): string => oneTimePassword(randomBytes(SECRET_BYTES));

const mayUseOnce = async ({ one_time_password, password }: StoredAccount, given: string): Promise<boolean> =>
  one_time_password && password !== null && passwordMatches(given, password);

const shown = ({ password: _, ...account }: StoredAccount): Account => account;

const shownToken = ({
  account_id: _,
  hash: __,
  workspace: ___,
  revoked_at: ____,
  ...token
}: StoredToken): ApiToken => token;
