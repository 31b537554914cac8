-- What happened to documents and runs, in an order that readers can follow without missing anything.

CREATE TABLE events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Numbers are given before transactions end, and those end in any order. So readers follow the transactions, up to
  -- the oldest that has not ended yet: nothing can appear behind them.
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL DEFAULT now(),
  document_id text COLLATE "C" REFERENCES documents (id) ON DELETE CASCADE,
  run_id text COLLATE "C" REFERENCES runs (id) ON DELETE CASCADE,
  -- Of the document.
  owner text COLLATE "C",
  -- State, time and reason; of documents as their history has it, never taken apart here: texts may hold \u0000.
  entry json NOT NULL
);
CREATE INDEX events_in_order ON events (transaction, id);
CREATE INDEX events_by_document ON events (document_id, transaction, id) WHERE document_id IS NOT NULL;
CREATE INDEX events_by_run ON events (run_id) WHERE run_id IS NOT NULL;

-- In the transaction of the change, whoever makes it.
CREATE FUNCTION note_document_states() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  known integer := 0;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    known := json_array_length(OLD.history);
  END IF;
  INSERT INTO events (document_id, owner, entry)
    SELECT NEW.id, NEW.owner, entry
    FROM json_array_elements(NEW.history) WITH ORDINALITY AS entries (entry, place)
    WHERE place > known ORDER BY place;
  RETURN NULL;
END $$;
CREATE TRIGGER document_states_are_noted AFTER INSERT OR UPDATE OF history ON documents
  FOR EACH ROW EXECUTE FUNCTION note_document_states();

CREATE FUNCTION note_run_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' OR NEW.state <> OLD.state THEN
    INSERT INTO events (run_id, entry) VALUES (NEW.id, json_build_object('state', NEW.state));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER run_states_are_noted AFTER INSERT OR UPDATE OF state ON runs
  FOR EACH ROW EXECUTE FUNCTION note_run_state();
