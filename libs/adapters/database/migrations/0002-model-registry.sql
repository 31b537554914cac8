-- Versions of models, the aliases that point at them, and who moved those, when and why.

CREATE TABLE model_versions (
  name text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  number integer NOT NULL CHECK (number > 0),
  -- sha256 of bundle.json; the bundle lies in the store of models under it.
  signature text NOT NULL,
  registered_at timestamptz NOT NULL,
  registered_by text NOT NULL,
  cause text NOT NULL,
  -- Labels, documents, bytes and provenance, as the API tells them.
  description json NOT NULL,
  metrics json,
  PRIMARY KEY (name, version),
  UNIQUE (name, number)
);

CREATE TABLE model_aliases (
  name text COLLATE "C" NOT NULL,
  alias text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  -- Whether nobody chose it: it goes where the model of the workspace goes.
  following boolean NOT NULL,
  PRIMARY KEY (name, alias),
  FOREIGN KEY (name, version) REFERENCES model_versions (name, version)
);

CREATE TABLE alias_moves (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  alias text COLLATE "C" NOT NULL,
  version text COLLATE "C",
  previous text COLLATE "C",
  kind text NOT NULL,
  moved_at timestamptz NOT NULL,
  moved_by text NOT NULL,
  reason text NOT NULL
);
CREATE INDEX alias_moves_by_alias ON alias_moves (name, alias, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % are added, never changed or taken away.', TG_TABLE_NAME;
END $$;
CREATE TRIGGER alias_moves_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON alias_moves
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
