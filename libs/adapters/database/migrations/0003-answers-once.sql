-- Equal bytes are answered once for each basis, and an upload that is sent again under its key adds nothing.

-- What the answer rests on besides the bytes (model, params, stages, engines), as a hash.
ALTER TABLE documents ADD COLUMN basis text;
CREATE INDEX documents_by_basis ON documents (sha256, basis, id) WHERE basis IS NOT NULL;

CREATE TABLE upload_keys (
  key text COLLATE "C" PRIMARY KEY,
  -- sha256 of names and contents of the files that it named.
  content text NOT NULL,
  documents json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX upload_keys_by_age ON upload_keys (created_at);
