-- Uploaded documents, the work that is still to be done for them, their text for searching, and runs of pipelines.

CREATE TABLE documents (
  -- Sorts by time of creation: pages of the newest follow the primary key.
  id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  bytes bigint NOT NULL,
  sha256 text NOT NULL,
  state text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- Every state it was in, oldest first, as the API tells it. json and not jsonb: texts may hold \u0000.
  history json NOT NULL,
  answer json,
  -- The extracted document in the object store.
  extracted text,
  -- Of the answer, for filters.
  label text,
  confidence double precision,
  model_name text,
  model_version text
);
CREATE INDEX documents_by_state ON documents (state, id);
CREATE INDEX documents_by_label ON documents (label, id) WHERE label IS NOT NULL;
CREATE INDEX documents_by_model ON documents (model_version, id) WHERE model_version IS NOT NULL;
CREATE INDEX documents_by_creation ON documents (created_at);
CREATE INDEX documents_by_upload ON documents (sha256);
CREATE INDEX documents_by_extracted ON documents (extracted) WHERE extracted IS NOT NULL;

-- One row for each document without an answer; it goes with the answer.
CREATE TABLE jobs (
  document_id text COLLATE "C" PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
  -- A person who waits goes before a batch.
  priority smallint NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  -- Tries that failed for a reason that may pass.
  failures integer NOT NULL DEFAULT 0,
  -- Workers that had it and gave no sign of life any more.
  losses integer NOT NULL DEFAULT 0,
  -- Who works on it; until when that is believed without a sign of life.
  worker text,
  leased_until timestamptz
);
CREATE INDEX jobs_in_turn ON jobs (priority DESC, document_id) WHERE worker IS NULL;
CREATE INDEX jobs_by_lease ON jobs (leased_until) WHERE worker IS NOT NULL;

CREATE TABLE document_texts (
  document_id text COLLATE "C" PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
  -- Words as they are written: documents are in any language, and a stem of the wrong one finds nothing.
  words tsvector NOT NULL
);
CREATE INDEX document_texts_by_word ON document_texts USING gin (words);

CREATE TABLE runs (
  id text COLLATE "C" PRIMARY KEY,
  state text NOT NULL,
  record json NOT NULL
);
CREATE INDEX runs_by_state ON runs (state);
