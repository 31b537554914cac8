-- What each account has of what quotas limit, counted where documents come and go.

-- Null: as params.yaml says for everybody. 0: no limit.
ALTER TABLE accounts ADD COLUMN documents_per_day integer CHECK (documents_per_day >= 0);
ALTER TABLE accounts ADD COLUMN max_kept_bytes bigint CHECK (max_kept_bytes >= 0);

CREATE TABLE account_usage (
  account_id text COLLATE "C" PRIMARY KEY,
  -- Of the files of its documents, each as often as there are documents of it.
  kept_bytes bigint NOT NULL DEFAULT 0,
  -- Documents that were added on this day of UTC, whether they are still there or not.
  day date,
  documents integer NOT NULL DEFAULT 0
);
INSERT INTO account_usage (account_id, kept_bytes)
  SELECT owner, sum(bytes) FROM documents WHERE owner IS NOT NULL AND sha256 IS NOT NULL GROUP BY owner;

-- In the order of accounts, so that two that change several never wait for each other.
CREATE FUNCTION count_added_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account_usage (account_id, kept_bytes)
    SELECT owner, sum(bytes) FROM added WHERE owner IS NOT NULL AND sha256 IS NOT NULL
    GROUP BY owner ORDER BY owner
    ON CONFLICT (account_id) DO UPDATE SET kept_bytes = account_usage.kept_bytes + excluded.kept_bytes;
  RETURN NULL;
END $$;
CREATE TRIGGER documents_count_added AFTER INSERT ON documents
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_added_bytes();

CREATE FUNCTION count_removed_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account_usage (account_id, kept_bytes)
    SELECT owner, -sum(bytes) FROM gone WHERE owner IS NOT NULL AND sha256 IS NOT NULL
    GROUP BY owner ORDER BY owner
    ON CONFLICT (account_id) DO UPDATE SET kept_bytes = account_usage.kept_bytes + excluded.kept_bytes;
  RETURN NULL;
END $$;
CREATE TRIGGER documents_count_removed AFTER DELETE ON documents
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_removed_bytes();

CREATE FUNCTION count_fetched_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account_usage (account_id, kept_bytes) VALUES (NEW.owner, NEW.bytes)
    ON CONFLICT (account_id) DO UPDATE SET kept_bytes = account_usage.kept_bytes + excluded.kept_bytes;
  RETURN NULL;
END $$;
CREATE TRIGGER documents_count_fetched AFTER UPDATE OF sha256 ON documents FOR EACH ROW
  WHEN (NEW.owner IS NOT NULL AND OLD.sha256 IS NULL AND NEW.sha256 IS NOT NULL)
  EXECUTE FUNCTION count_fetched_bytes();
