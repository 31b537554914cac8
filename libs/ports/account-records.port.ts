/**
 * Accounts with their credentials, and the log of who did what. Of secrets it knows hashes only.
 *
 * Promises: a name is given once; of two who use a link or a refresh token at once one is refused; an attempt to sign
 * in is counted before its outcome is known, so that many at once are no way around the count; the log can be added to,
 * never changed or taken away. Times are those of the caller, in ISO 8601.
 * All calls throw DomainError 'database/unavailable' where the database cannot be reached.
 */

import type { Account, ApiToken, AuditPage, NewAuditEntry, Role } from '#contracts/account.schema.js';
import type { AccountUsage } from '#contracts/account-usage.schema.js';

export interface StoredAccount extends Account {
  /** Hash; null where nobody can sign in by password. */
  password: string | null;
}

export type StoredChange = Partial<Omit<StoredAccount, 'id' | 'name' | 'created_at'>>;

export interface StoredToken extends ApiToken {
  account_id: string;
  hash: string;
  /** Whether it is the one that lies in a workspace. */
  workspace: boolean;
  revoked_at: string | null;
}

export interface RefreshToken {
  hash: string;
  account_id: string;
  expires_at: string;
}

export type Rotation =
  | { state: 'rotated' | 'reused'; account_id: string; family: string }
  | { state: 'unknown' };

export abstract class AccountRecords {
  /** @returns false where the name is taken */
  abstract add(account: StoredAccount): Promise<boolean>;
  /** The first account of all. @returns false where there is any */
  abstract addFirst(account: StoredAccount): Promise<boolean>;
  abstract find(by: { id: string } | { name: string }): Promise<StoredAccount | undefined>;
  /** Whose session it is. @param family of its refresh tokens @returns undefined where it has ended */
  abstract findOfSession(family: string, now: string): Promise<StoredAccount | undefined>;
  /** The oldest that may sign in. */
  abstract firstOfRole(role: Role): Promise<StoredAccount | undefined>;
  /** By name. @param after the name of the last of the page before */
  abstract list(limit: number, after?: string): Promise<StoredAccount[]>;
  /**
   * Ends its sessions and links where its password changes or it is disabled; disabled, or enabled after that, it has
   * no token either that was not revoked.
   * @returns false where no admin who may sign in would be left, and nothing was written
   */
  abstract change(id: string, change: StoredChange, now: string): Promise<boolean>;

  /**
   * Counts an attempt, unless the name is locked.
   * @param lockedFor seconds to lock the name for at so many failures in a row, this one included
   * @returns until when it was locked before this; null where it may be tried
   */
  abstract attempt(
    name: string,
    now: string,
    lockedFor: (failures: number) => number,
  ): Promise<string | null>;
  /** After a success. */
  abstract forgetFailures(name: string): Promise<void>;

  abstract addRefresh(token: RefreshToken & { family: string }): Promise<void>;
  /** Uses a refresh token up for the next of its family; one that was used up already ends the family. */
  abstract rotate(
    hash: string,
    next: Pick<RefreshToken, 'hash' | 'expires_at'>,
    now: string,
  ): Promise<Rotation>;
  /** Ends the family of a refresh token. */
  abstract endFamily(hash: string): Promise<void>;
  /** @param family of the refresh tokens of a session; one that has ended stays so */
  abstract endSession(family: string): Promise<void>;

  /** May come again: who asked may not have heard the answer. */
  abstract addLink(link: RefreshToken): Promise<void>;
  /** @returns whose it is, once; undefined where it was used, expired or never was */
  abstract takeLink(hash: string, now: string): Promise<string | undefined>;

  /** @returns false where it is there already */
  abstract addToken(token: StoredToken): Promise<boolean>;
  /** Revoked and expired ones too. */
  abstract findToken(hash: string): Promise<StoredToken | undefined>;
  /** Those that were not revoked, newest first. @param before the id of the last of the page before */
  abstract tokens(account: string, limit: number, before?: string): Promise<StoredToken[]>;
  /** @returns undefined where the account has no such token */
  abstract revokeToken(account: string, id: string, now: string): Promise<StoredToken | undefined>;
  abstract touchToken(id: string, now: string): Promise<void>;

  /** Of an account's id; nothing yet where it has added no document. */
  abstract usage(id: string): Promise<AccountUsage>;

  abstract note(entries: readonly NewAuditEntry[]): Promise<void>;
  /** Newest first. @param before `next` of the page before */
  abstract audit(limit: number, before?: string): Promise<AuditPage>;
}
