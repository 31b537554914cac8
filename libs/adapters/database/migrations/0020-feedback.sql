-- What people say that documents are, and the labelled files that come of it.

CREATE TABLE feedback (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  document_id text COLLATE "C" NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  -- Null: what was said before is taken back.
  label text,
  said_at timestamptz NOT NULL,
  said_by text NOT NULL,
  note text,
  -- Of the model's answer at that time.
  answered json NOT NULL
);
CREATE INDEX feedback_by_document ON feedback (document_id, id);

-- The latest of it that was not taken back.
ALTER TABLE documents ADD COLUMN right_label text;
ALTER TABLE documents ADD COLUMN said_by text;
ALTER TABLE documents ADD COLUMN said_at timestamptz;
CREATE INDEX documents_by_right_label ON documents (right_label, id) WHERE right_label IS NOT NULL;
-- The least sure first.
CREATE INDEX documents_to_review ON documents (state, coalesce(confidence, 0), id)
  WHERE state IN ('review', 'rejected') AND right_label IS NULL;

-- Files below data/raw; a row outlives its document until its file is gone.
CREATE TABLE labelled_files (
  document_id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  sha256 text NOT NULL,
  -- Where it is to lie; null: nowhere.
  label text,
  -- Where it lies, below data/raw; null: nowhere yet.
  path text,
  due boolean NOT NULL DEFAULT true
);
CREATE INDEX labelled_files_due ON labelled_files (document_id) WHERE due;

CREATE FUNCTION discard_labelled_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE labelled_files SET label = NULL, due = true WHERE document_id IN (SELECT id FROM gone);
  RETURN NULL;
END $$;
CREATE TRIGGER documents_discard_labelled_files AFTER DELETE ON documents
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION discard_labelled_files();
