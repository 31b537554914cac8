-- Labelled files that cannot be placed rest between two attempts, and end where their bytes are gone.

ALTER TABLE labelled_files ADD COLUMN attempts integer NOT NULL DEFAULT 0;
ALTER TABLE labelled_files ADD COLUMN rests_until timestamptz;
-- Why nothing came of what was said.
ALTER TABLE feedback ADD COLUMN problem json;

CREATE OR REPLACE FUNCTION discard_labelled_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE labelled_files SET label = NULL, due = true, attempts = 0, rests_until = NULL
    WHERE document_id IN (SELECT id FROM gone);
  RETURN NULL;
END $$;
