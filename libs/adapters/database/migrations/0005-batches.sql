-- Documents that came together, what is still to be deleted of those that are gone, and files that were refused.

CREATE TABLE batches (
  -- Sorts by time of creation.
  id text COLLATE "C" PRIMARY KEY,
  -- Of the archive that was uploaded.
  name text,
  owner text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL,
  -- When the first of its documents was taken up.
  started_at timestamptz,
  -- What has no answer by then gets none; noted first, so that a kill stops no cancellation half way.
  cancelled_at timestamptz
);
CREATE INDEX batches_by_owner ON batches (owner, id);

ALTER TABLE documents ADD COLUMN batch text COLLATE "C" REFERENCES batches (id) ON DELETE CASCADE;
-- Counts of a batch come from the index alone.
CREATE INDEX documents_by_batch ON documents (batch, id) INCLUDE (state, label, updated_at) WHERE batch IS NOT NULL;

-- Null where a file was refused when it came, and nothing of it was kept.
ALTER TABLE documents ALTER COLUMN sha256 DROP NOT NULL;

-- Objects that documents referred to that are gone, until they are deleted too: no kill in between leaves bytes behind.
CREATE TABLE discarded_objects (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sha256 text NOT NULL,
  extracted text
);
CREATE FUNCTION discard_objects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO discarded_objects (sha256, extracted)
    SELECT sha256, extracted FROM gone WHERE sha256 IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER documents_discard_objects AFTER DELETE ON documents
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION discard_objects();
