/** The tables of migrations/*.sql as TypeScript knows them; a conformance test compares the two. */
import type { ColumnType, Generated } from 'kysely';
import type { Role, Scope } from '#contracts/account.schema.js';
import type { Delivery, WebhookEvent } from '#contracts/webhook.schema.js';

/** Written as JSON text, read parsed. */
type Json<Value> = ColumnType<Value, string, string>;
/** Given as ISO text or Date, read as Date. */
type Time = ColumnType<Date, Date | string, Date | string>;

export interface DocumentsTable {
  id: string;
  name: string;
  /** A string from PostgreSQL servers, a number from PGlite. */
  bytes: ColumnType<string | number, number, number>;
  sha256: string | null;
  state: string;
  created_at: Time;
  updated_at: Time;
  history: Json<unknown>;
  answer: Json<unknown> | null;
  extracted: string | null;
  label: string | null;
  confidence: number | null;
  model_name: string | null;
  model_version: string | null;
  basis: string | null;
  owner: string | null;
  batch: string | null;
  right_label: Generated<string | null>;
  said_by: Generated<string | null>;
  said_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  url: string | null;
  split: 'auto' | 'page' | null;
  part_of: string | null;
  first_page: number | null;
  last_page: number | null;
}

export interface FeedbackTable {
  /** A string from PostgreSQL servers, a number from PGlite. */
  id: ColumnType<string | number, never, never>;
  document_id: string;
  label: string | null;
  said_at: Time;
  said_by: string;
  note: string | null;
  answered: Json<unknown>;
  problem: ColumnType<unknown, never, string>;
}

export interface LabelledFilesTable {
  document_id: string;
  name: string;
  sha256: string;
  label: string | null;
  path: string | null;
  due: Generated<boolean>;
  attempts: Generated<number>;
  rests_until: ColumnType<Date | null, never, Date | null>;
}

export interface BatchesTable {
  id: string;
  name: string | null;
  owner: string;
  created_at: Time;
  started_at: Time | null;
  cancelled_at: Time | null;
}

export interface DiscardedObjectsTable {
  /** A string from PostgreSQL servers, a number from PGlite. */
  id: ColumnType<string | number, never, never>;
  sha256: string;
  extracted: string | null;
}

export interface UploadKeysTable {
  key: string;
  content: string;
  documents: Json<unknown>;
  created_at: Generated<Date>;
}

export interface JobsTable {
  document_id: string;
  priority: Generated<number>;
  due_at: Generated<Date>;
  failures: Generated<number>;
  losses: Generated<number>;
  worker: string | null;
  leased_until: Time | null;
  url: string | null;
}

export interface DocumentTextsTable {
  document_id: string;
  words: string;
}

export interface RunsTable {
  id: string;
  state: string;
  record: Json<unknown>;
}

export interface ModelVersionsTable {
  name: string;
  version: string;
  number: number;
  signature: string;
  registered_at: Time;
  registered_by: string;
  cause: string;
  description: Json<unknown>;
  metrics: Json<unknown> | null;
}

export interface ModelAliasesTable {
  name: string;
  alias: string;
  version: string;
  following: boolean;
}

export interface AliasMovesTable {
  /** A string from PostgreSQL servers, a number from PGlite. */
  id: ColumnType<string | number, never, never>;
  name: string;
  alias: string;
  version: string | null;
  previous: string | null;
  kind: string;
  moved_at: Time;
  moved_by: string;
  reason: string;
}

export interface AccountsTable {
  id: string;
  name: string;
  role: Role;
  password: string | null;
  one_time_password: boolean;
  disabled: boolean;
  created_at: Time;
  documents_per_day: number | null;
  /** A string from PostgreSQL servers, a number from PGlite. */
  max_kept_bytes: ColumnType<string | number | null, number | null, number | null>;
}

export interface AccountUsageTable {
  account_id: string;
  /** A string from PostgreSQL servers, a number from PGlite. */
  kept_bytes: ColumnType<string | number, never, never>;
  day: Date | null;
  documents: number;
}

export interface SignInFailuresTable {
  name: string;
  failures: number;
  latest_at: Time;
  locked_until: Time;
}

export interface RefreshTokensTable {
  hash: string;
  family: string;
  account_id: string;
  expires_at: Time;
  used_at: Time | null;
}

export interface SignInLinksTable {
  hash: string;
  account_id: string;
  expires_at: Time;
}

export interface ApiTokensTable {
  id: string;
  account_id: string;
  hash: string;
  prefix: string;
  name: string;
  scopes: Json<Scope[]>;
  workspace: boolean;
  created_at: Time;
  expires_at: Time | null;
  last_used_at: Time | null;
  revoked_at: Time | null;
}

export interface AuditLogTable {
  /** A string from PostgreSQL servers, a number from PGlite. */
  id: ColumnType<string | number, never, never>;
  at: Time;
  actor: string;
  origin: string;
  action: string;
  subject: string;
  outcome: string;
}

export interface EventsTable {
  /** A string from PostgreSQL servers, a number from PGlite. */
  id: ColumnType<string | number, never, never>;
  transaction: ColumnType<string, never, never>;
  at: Generated<Date>;
  document_id: string | null;
  run_id: string | null;
  owner: string | null;
  entry: Json<unknown>;
}

export interface WebhooksTable {
  id: string;
  account_id: string;
  url: string;
  events: Json<WebhookEvent[]>;
  everybodys: boolean;
  secret: string;
  enabled: Generated<boolean>;
  disabled_reason: string | null;
  failing_since: Time | null;
  created_at: Time;
}

export interface WebhookDeliveriesTable {
  /** A string from PostgreSQL servers, a number from PGlite. */
  id: ColumnType<string | number, never, never>;
  webhook_id: string;
  type: string;
  document_id: string | null;
  run_id: string | null;
  at: Generated<Date>;
  state: Generated<Delivery['state']>;
  attempts: Generated<number>;
  failures: Generated<number>;
  due_at: Generated<Date>;
  leased_until: Time | null;
  attempted_at: Time | null;
  response_status: number | null;
  response_excerpt: string | null;
  error: Json<NonNullable<Delivery['error']>> | null;
}

export interface IntakeFilesTable {
  folder: string;
  path: string;
  /** A string from PostgreSQL servers, a number from PGlite. */
  bytes: ColumnType<string | number, number, number>;
  modified: string;
  document_id: string | null;
  batch_id: string | null;
  taken_at: Generated<Date>;
  sorted_at: Time | null;
  missing_since: Time | null;
}

export interface Tables {
  documents: DocumentsTable;
  feedback: FeedbackTable;
  labelled_files: LabelledFilesTable;
  batches: BatchesTable;
  discarded_objects: DiscardedObjectsTable;
  jobs: JobsTable;
  document_texts: DocumentTextsTable;
  upload_keys: UploadKeysTable;
  runs: RunsTable;
  model_versions: ModelVersionsTable;
  model_aliases: ModelAliasesTable;
  alias_moves: AliasMovesTable;
  accounts: AccountsTable;
  account_usage: AccountUsageTable;
  sign_in_failures: SignInFailuresTable;
  refresh_tokens: RefreshTokensTable;
  sign_in_links: SignInLinksTable;
  api_tokens: ApiTokensTable;
  audit_log: AuditLogTable;
  events: EventsTable;
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
  intake_files: IntakeFilesTable;
}
