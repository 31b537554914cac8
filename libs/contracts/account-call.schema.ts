/** Every question about accounts, each with what it takes and gives: asked in the process of the database, or by message. */
import { z } from 'zod';
import {
  AccountChangeSchema,
  AccountPageSchema,
  ActorSchema,
  ApiTokenPageSchema,
  ApiTokenSchema,
  AuditPageSchema,
  ChangedAccountSchema,
  CredentialsSchema,
  IdentitySchema,
  MadeTokenSchema,
  NewAccountSchema,
  NewAuditEntrySchema,
  NewTokenSchema,
} from './account.schema.js';
import { AccountUsageSchema } from './account-usage.schema.js';
import { type CallsOf, call } from './call-table.js';
import { PageQuerySchema } from './page-query.schema.js';

export const ACCOUNTS_TOPIC = 'orchestrator.accounts';

const nothing = z.null();
const text = z.string();
const SignedInSchema = z.object({
  identity: IdentitySchema,
  /** Id of the session: of all refresh tokens that came of one sign-in. */
  session: z.string(),
  refresh_token: z.string(),
});
export type SignedIn = z.infer<typeof SignedInSchema>;

const WelcomingSchema = z.object({
  token: text,
  /** The secret of a sign-in link. */
  link: text,
  /** For the first account, to be used once. */
  password: text,
});
export type Welcoming = z.infer<typeof WelcomingSchema>;

const WelcomeSchema = z.object({
  /** Of the workspace: the one that was given, or another where that was revoked. */
  token: z.string(),
  /** The first account, where it was made for this welcome and nobody has signed in to it. */
  first: z.object({ name: z.string(), password: z.string() }).nullable(),
});
export type Welcome = z.infer<typeof WelcomeSchema>;

export const ACCOUNT_CALLS = {
  /** Whose API token it is. @throws DomainError 'auth/required' */
  ofToken: call(z.tuple([text]), IdentitySchema),
  /** Of a session's id. @throws DomainError 'auth/required' where it has ended, or its account may not sign in any more */
  ofSession: call(z.tuple([text]), IdentitySchema),
  /** @throws DomainError 'auth/wrong-credentials', 'auth/locked', 'auth/one-time-password', 'auth/weak-password' */
  signIn: call(z.tuple([CredentialsSchema, ActorSchema]), SignedInSchema),
  /** A sign-in link's secret, once. @throws DomainError 'auth/wrong-credentials' */
  useLink: call(z.tuple([text, ActorSchema]), SignedInSchema),
  /** A refresh token for the next one, once. @throws DomainError 'auth/required'; used twice, it ends the session */
  refresh: call(z.tuple([text, ActorSchema]), SignedInSchema),
  /** Ends the session of a refresh token. */
  signOut: call(z.tuple([text]), nothing),
  /** Ends a session by its id. */
  endSession: call(z.tuple([text]), nothing),
  /**
   * At the start of a platform: the first account where there is none, the token of the workspace, and a sign-in link
   * for its account. Asked again, as where the answer was lost on its way, it has the same answer.
   */
  welcome: call(z.tuple([WelcomingSchema]), WelcomeSchema),
  list: call(z.tuple([PageQuerySchema]), AccountPageSchema),
  /** @throws DomainError 'auth/account-exists', 'auth/weak-password' */
  add: call(z.tuple([NewAccountSchema, ActorSchema]), ChangedAccountSchema),
  /**
   * By name. Another password ends its sessions; disabling it ends its API tokens too, for good.
   * @throws DomainError 'auth/unknown-account', 'auth/last-admin', 'auth/weak-password'
   */
  change: call(z.tuple([text, AccountChangeSchema, ActorSchema]), ChangedAccountSchema),
  /** Of the account of this name. @throws DomainError 'auth/unknown-account' */
  tokens: call(z.tuple([text, PageQuerySchema]), ApiTokenPageSchema),
  addToken: call(z.tuple([text, NewTokenSchema, ActorSchema]), MadeTokenSchema),
  /** @throws DomainError 'auth/unknown-account', 'request/not-found' where the account has no such token */
  revokeToken: call(z.tuple([text, text, ActorSchema]), ApiTokenSchema),
  /** Of an account's id: what it has of what quotas limit. */
  usage: call(z.tuple([text]), AccountUsageSchema),
  note: call(z.tuple([z.array(NewAuditEntrySchema)]), nothing),
  /** Newest first. The second: `next` of the page before; null for the first page. */
  audit: call(z.tuple([z.int(), text.nullable()]), AuditPageSchema),
};
/** All calls throw DomainError 'database/unavailable' or 'service/unavailable' where accounts cannot be looked up. */
export type Accounts = CallsOf<typeof ACCOUNT_CALLS>;

/** What keeping accounts needs of it. */
export type AccountKeeping = Pick<
  Accounts,
  'list' | 'add' | 'change' | 'tokens' | 'addToken' | 'revokeToken'
>;
