-- Who may use the platform, by what, and who did what. Of every secret the hash alone is kept.

CREATE TABLE accounts (
  id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL UNIQUE,
  role text NOT NULL CHECK (role IN ('user', 'reviewer', 'admin')),
  -- scrypt with its cost and salt; null where nobody can sign in by password.
  password text,
  one_time_password boolean NOT NULL,
  disabled boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL
);

-- By the name that was tried, whether there is such an account or not, so that the answers do not tell.
CREATE TABLE sign_in_failures (
  name text COLLATE "C" PRIMARY KEY,
  failures integer NOT NULL,
  latest_at timestamptz NOT NULL,
  locked_until timestamptz NOT NULL
);
CREATE INDEX sign_in_failures_by_age ON sign_in_failures (latest_at);

CREATE TABLE refresh_tokens (
  hash text COLLATE "C" PRIMARY KEY,
  -- All tokens that one sign-in led to, one after the other.
  family text COLLATE "C" NOT NULL,
  account_id text COLLATE "C" NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  -- One that comes again after its use was stolen, by then or now.
  used_at timestamptz
);
CREATE INDEX refresh_tokens_by_family ON refresh_tokens (family);
CREATE INDEX refresh_tokens_by_account ON refresh_tokens (account_id);
CREATE INDEX refresh_tokens_by_age ON refresh_tokens (expires_at);

CREATE TABLE sign_in_links (
  hash text COLLATE "C" PRIMARY KEY,
  account_id text COLLATE "C" NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  expires_at timestamptz NOT NULL
);

CREATE TABLE api_tokens (
  id text COLLATE "C" PRIMARY KEY,
  account_id text COLLATE "C" NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  hash text COLLATE "C" NOT NULL UNIQUE,
  prefix text NOT NULL,
  name text NOT NULL,
  scopes json NOT NULL,
  -- Whether it is the one that lies in a workspace.
  workspace boolean NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX api_tokens_by_account ON api_tokens (account_id, id);

CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  origin text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  outcome text NOT NULL
);
CREATE TRIGGER audit_log_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who uploaded it; null for documents from before there were accounts, which reviewers and admins see.
ALTER TABLE documents ADD COLUMN owner text COLLATE "C";
CREATE INDEX documents_by_owner ON documents (owner, id) WHERE owner IS NOT NULL;
