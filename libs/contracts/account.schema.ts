/** Who may use a platform: accounts, their tokens, and what was done by whom. */
import { z } from 'zod';
import { OwnQuotaSchema, QuotaSchema, UsageSchema } from './account-usage.schema.js';

/** Each may all that those before it may. */
export const RoleSchema = z.enum(['user', 'reviewer', 'admin']);
export type Role = z.infer<typeof RoleSchema>;

/** What a credential may be used for, whatever the role of its account would allow besides. */
export const ScopeSchema = z.enum(['documents:read', 'documents:write', 'admin', 'account', 'metrics']);
export type Scope = z.infer<typeof ScopeSchema>;

/** A name or an e-mail address; capital letters make no other account. */
export const AccountNameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9][a-z0-9._@+-]{0,127}$/,
    'takes 1 to 128 letters a-z, digits and . _ @ + -, beginning with a letter or digit',
  );

export const AccountSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: RoleSchema,
  disabled: z.boolean(),
  /** Whether its password was given out, and must be replaced at the first sign-in. */
  one_time_password: z.boolean(),
  created_at: z.iso.datetime(),
  ...OwnQuotaSchema.shape,
});
export type Account = z.infer<typeof AccountSchema>;

export const AccountPageSchema = z.object({
  /** By name. */
  users: z.array(AccountSchema),
  /** Pass as `cursor` for the next page; null on the last. */
  next: z.string().nullable(),
});
export type AccountPage = z.infer<typeof AccountPageSchema>;

export const NewAccountSchema = z.strictObject({
  name: AccountNameSchema,
  role: RoleSchema.default('user'),
  password: z.string().max(1_000).describe('Unset: a one-time password, which the reply tells.').optional(),
});
export type NewAccount = z.infer<typeof NewAccountSchema>;

export const AccountChangeSchema = z.strictObject({
  role: RoleSchema.optional(),
  disabled: z.boolean().optional(),
  password: z.string().max(1_000).nullable().describe('Null: a new one-time password.').optional(),
  documents_per_day: OwnQuotaSchema.shape.documents_per_day
    .describe('Null: as gateway.documents_per_day says for everybody. 0: any number.')
    .optional(),
  max_kept_bytes: OwnQuotaSchema.shape.max_kept_bytes
    .describe('Null: as gateway.max_kept_bytes says for everybody. 0: any size.')
    .optional(),
});
export type AccountChange = z.infer<typeof AccountChangeSchema>;

/** `password` only where a one-time password was made: this once. */
export const ChangedAccountSchema = AccountSchema.extend({ password: z.string().optional() });
export type ChangedAccount = z.infer<typeof ChangedAccountSchema>;

export const ApiTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** How it begins, to tell it from others. */
  prefix: z.string(),
  scopes: z.array(ScopeSchema),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable(),
});
export type ApiToken = z.infer<typeof ApiTokenSchema>;

export const ApiTokenPageSchema = z.object({
  /** Newest first. */
  tokens: z.array(ApiTokenSchema),
  /** Pass as `cursor` for the next page; null on the last. */
  next: z.string().nullable(),
});
export type ApiTokenPage = z.infer<typeof ApiTokenPageSchema>;

export const NewTokenSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^\P{Cc}*$/u, 'takes no control characters')
    .describe('What it is for.'),
  scopes: z.array(ScopeSchema).min(1).default(['documents:read', 'documents:write']),
  days: z.int().min(1).max(3_650).nullable().default(90).describe('Until it expires; null: never.'),
});
export type NewToken = z.infer<typeof NewTokenSchema>;

/** `token` is told this once; only its hash is kept. */
export const MadeTokenSchema = ApiTokenSchema.extend({ token: z.string() });
export type MadeToken = z.infer<typeof MadeTokenSchema>;

/** Whom a credential stands for. */
export const IdentitySchema = z.object({
  account: AccountSchema.pick({ id: true, name: true, role: true }),
  scopes: z.array(ScopeSchema),
  /** 'workspace': the token that lies in the workspace, for whoever may read it. */
  via: z.enum(['session', 'token', 'workspace']),
});
export type Identity = z.infer<typeof IdentitySchema>;

/** What an account is told of itself. */
export const ProfileSchema = IdentitySchema.extend({ usage: UsageSchema, quota: QuotaSchema });
export type Profile = z.infer<typeof ProfileSchema>;

export const CredentialsSchema = z.strictObject({
  name: z.string().max(200),
  password: z.string().max(1_000),
  new_password: z.string().max(1_000).describe('Where the password is a one-time password.').optional(),
});
export type Credentials = z.infer<typeof CredentialsSchema>;

export const SessionSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds that the access token is good for. */
  expires_in: z.int(),
  /** Good once, for the next session. */
  refresh_token: z.string(),
  account: IdentitySchema.shape.account,
});
export type Session = z.infer<typeof SessionSchema>;

/** Who asks for a change, and from where: an address, or 'command line'. */
export const ActorSchema = z.object({ name: z.string(), from: z.string() });
export type Actor = z.infer<typeof ActorSchema>;

export const NewAuditEntrySchema = z.object({
  at: z.iso.datetime(),
  actor: z.string(),
  from: z.string(),
  action: z.string(),
  /** What it was done to. */
  subject: z.string(),
  /** 'done', or the code or status of the refusal. */
  outcome: z.string(),
});
export type NewAuditEntry = z.infer<typeof NewAuditEntrySchema>;

export const AuditEntrySchema = NewAuditEntrySchema.extend({ id: z.string() });
export type AuditEntry = z.infer<typeof AuditEntrySchema>;
export const AuditPageSchema = z.object({
  entries: z.array(AuditEntrySchema),
  /** Pass as `cursor` for the next page; null on the last. */
  next: z.string().nullable(),
});
export type AuditPage = z.infer<typeof AuditPageSchema>;
