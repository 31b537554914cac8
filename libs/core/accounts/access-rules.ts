/** Who may call which route: one table. A route that is not in it is refused, and a test fails. */
import { type Identity, type Role, RoleSchema, type Scope } from '#contracts/account.schema.js';

interface Rule {
  /** The least role. */
  role: Role;
  scope: Scope;
}
/** 'signed-in': with any credential, whatever its scopes. */
export type Access = 'anyone' | 'signed-in' | Rule;

const reads: Rule = { role: 'user', scope: 'documents:read' };
const writes: Rule = { role: 'user', scope: 'documents:write' };
const infers: Rule = writes;
const own: Rule = { role: 'user', scope: 'account' };
const looks: Rule = { role: 'reviewer', scope: 'admin' };
const governs: Rule = { role: 'admin', scope: 'admin' };

/** By method and path as OpenAPI writes them. Documents and batches are besides their owner's, or a reviewer's: `OwnDocuments`. */
export const ACCESS_RULES: Readonly<Record<string, Access>> = {
  'GET /health/live': 'anyone',
  'GET /health/ready': 'anyone',
  'GET /metrics': { role: 'user', scope: 'metrics' },
  // The page is empty until its reader signs in.
  'GET /': 'anyone',
  'GET /page/{name}': 'anyone',

  'POST /api/v1/auth/login': 'anyone',
  'POST /api/v1/auth/link': 'anyone',
  'POST /api/v1/auth/refresh': 'anyone',
  'POST /api/v1/auth/logout': 'anyone',
  'GET /api/v1/auth/me': 'signed-in',
  'GET /api/v1/tokens': own,
  'POST /api/v1/tokens': own,
  'DELETE /api/v1/tokens/{id}': own,

  // One's own; an admin's are all: `WebhooksController`.
  'GET /api/v1/webhooks': own,
  'POST /api/v1/webhooks': own,
  'PATCH /api/v1/webhooks/{id}': own,
  'DELETE /api/v1/webhooks/{id}': own,
  'GET /api/v1/webhooks/{id}/deliveries': own,
  'POST /api/v1/webhooks/{id}/deliveries/{delivery}/redeliver': own,
  'POST /api/v1/webhooks/{id}/test': own,

  'GET /api/v1/status': reads,
  // Besides narrowed to the documents that one may see, and without runs for those who may not look at them.
  'GET /api/v1/events': reads,
  'POST /api/v1/documents': writes,
  'GET /api/v1/documents': reads,
  'GET /api/v1/documents/export': reads,
  'GET /api/v1/documents/{id}': reads,
  'GET /api/v1/documents/{id}/file': reads,
  'GET /api/v1/documents/{id}/text': reads,
  'GET /api/v1/documents/{id}/pages/{number}': reads,
  'GET /api/v1/documents/{id}/pages/{number}/words': reads,
  'GET /api/v1/documents/{id}/feedback': reads,
  // A new class is for reviewers: `FeedbackController`.
  'POST /api/v1/documents/{id}/feedback': writes,
  'DELETE /api/v1/documents/{id}/feedback': writes,
  'POST /api/v1/documents/{id}/cancel': writes,
  'DELETE /api/v1/documents/{id}': writes,
  'GET /api/v1/batches': reads,
  'POST /api/v1/batches': writes,
  'GET /api/v1/batches/{id}': reads,
  'POST /api/v1/batches/{id}/cancel': writes,
  'DELETE /api/v1/batches/{id}': writes,

  // Nothing of an inference is kept.
  'GET /v2': reads,
  'GET /v2/health/live': reads,
  'GET /v2/health/ready': reads,
  'GET /v2/models/{model}': reads,
  'GET /v2/models/{model}/ready': reads,
  'GET /v2/models/{model}/versions/{version}': reads,
  'GET /v2/models/{model}/versions/{version}/ready': reads,
  'POST /v2/models/{model}/infer': infers,
  'POST /v2/models/{model}/versions/{version}/infer': infers,

  'GET /api/v1/admin/review-queue': looks,
  'GET /api/v1/admin/feedback': looks,
  'GET /api/v1/admin/intake': looks,
  'GET /api/v1/admin/models': looks,
  'POST /api/v1/admin/models': governs,
  'GET /api/v1/admin/models/history': looks,
  'POST /api/v1/admin/models/rollback': governs,
  'PUT /api/v1/admin/models/aliases/{alias}': governs,
  'DELETE /api/v1/admin/models/aliases/{alias}': governs,
  'GET /api/v1/admin/models/{version}': looks,
  'POST /api/v1/admin/models/{version}/promote': governs,
  'GET /api/v1/admin/runs': looks,
  'POST /api/v1/admin/runs': governs,
  'GET /api/v1/admin/runs/{id}': looks,
  'POST /api/v1/admin/runs/{id}/cancel': governs,
  'GET /api/v1/admin/users': governs,
  'POST /api/v1/admin/users': governs,
  'PATCH /api/v1/admin/users/{name}': governs,
  'GET /api/v1/admin/users/{name}/tokens': governs,
  'POST /api/v1/admin/users/{name}/tokens': governs,
  'DELETE /api/v1/admin/users/{name}/tokens/{id}': governs,
  'GET /api/v1/admin/audit': governs,
};

export const hasRole = ({ account }: { account: { role: Role } }, least: Role): boolean =>
  RoleSchema.options.indexOf(account.role) >= RoleSchema.options.indexOf(least);

/** The least role that sees what others have uploaded. */
export const SEES_ALL: Role = 'reviewer';

/** @param owner undefined where it is nobody's */
export const seesDocumentsOf = (
  who: { account: { id: string; role: Role } },
  owner: string | undefined,
): boolean => owner === who.account.id || hasRole(who, SEES_ALL);

/** @returns why it may not, as a sentence; null where it may */
export function refusalOf(identity: Identity, access: Exclude<Access, 'anyone'>): string | null {
  if (access === 'signed-in') return null;
  const { role, scope } = access;
  if (!hasRole(identity, role))
    return `This is for role '${role}'; '${identity.account.name}' has '${identity.account.role}'.`;
  if (identity.via === 'token' && !identity.scopes.includes(scope))
    return `This token has no scope '${scope}'; make one that has: docket token create --scope ${scope}.`;
  return null;
}
