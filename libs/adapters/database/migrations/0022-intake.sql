-- Files of the intake folder that were taken: written with their documents, so that none is taken twice.

CREATE TABLE intake_files (
  -- Absolute.
  folder text COLLATE "C" NOT NULL,
  -- Below the folder, with '/' between.
  path text COLLATE "C" NOT NULL,
  bytes bigint NOT NULL,
  -- Nanoseconds since 1970, as digits: a file of another time is another file.
  modified text NOT NULL,
  -- What became of it; both null where that was deleted.
  document_id text COLLATE "C" REFERENCES documents (id) ON DELETE SET NULL,
  batch_id text COLLATE "C" REFERENCES batches (id) ON DELETE SET NULL,
  taken_at timestamptz NOT NULL DEFAULT now(),
  -- Since when it lies in the folder of its class.
  sorted_at timestamptz,
  -- Since when it is not in the folder any more.
  missing_since timestamptz,
  PRIMARY KEY (folder, path)
);
CREATE INDEX intake_files_to_sort ON intake_files (folder, taken_at) WHERE sorted_at IS NULL;
CREATE INDEX intake_files_by_document ON intake_files (document_id) WHERE document_id IS NOT NULL;
CREATE INDEX intake_files_by_batch ON intake_files (batch_id) WHERE batch_id IS NOT NULL;
