-- Where users want to be told of ends, and what is to be told: written with the end itself, so that none is lost.

CREATE TABLE webhooks (
  id text COLLATE "C" PRIMARY KEY,
  account_id text COLLATE "C" NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  url text NOT NULL,
  -- Types, as an array of text.
  events jsonb NOT NULL,
  -- Whether others' documents are told too; whether the account may see them is asked again when it is sent.
  everybodys boolean NOT NULL,
  -- Signs: it has to be known as it is.
  secret text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  disabled_reason text,
  -- Since when nothing has got through.
  failing_since timestamptz,
  created_at timestamptz NOT NULL
);
CREATE INDEX webhooks_by_account ON webhooks (account_id, id);

CREATE TABLE webhook_deliveries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  webhook_id text COLLATE "C" NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  type text NOT NULL,
  document_id text COLLATE "C" REFERENCES documents (id) ON DELETE CASCADE,
  run_id text COLLATE "C" REFERENCES runs (id) ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT now(),
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  -- Of these, those that failed since it was last asked for.
  failures integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  -- Until when somebody is believed to send it.
  leased_until timestamptz,
  -- Of the latest attempt.
  attempted_at timestamptz,
  response_status integer,
  response_excerpt text,
  error json
);
CREATE INDEX webhook_deliveries_in_turn ON webhook_deliveries (webhook_id, due_at) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_by_document ON webhook_deliveries (document_id) WHERE document_id IS NOT NULL;
CREATE INDEX webhook_deliveries_by_run ON webhook_deliveries (run_id) WHERE run_id IS NOT NULL;

CREATE FUNCTION tell_document_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.answer IS NOT NULL THEN
    INSERT INTO webhook_deliveries (webhook_id, type, document_id)
      SELECT id, 'document.' || NEW.state, NEW.id FROM webhooks
      WHERE enabled AND (everybodys OR account_id = NEW.owner) AND events ? ('document.' || NEW.state);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER document_ends_are_told AFTER INSERT OR UPDATE OF history ON documents
  FOR EACH ROW EXECUTE FUNCTION tell_document_end();

CREATE FUNCTION tell_run_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' OR NEW.state <> OLD.state THEN
    INSERT INTO webhook_deliveries (webhook_id, type, run_id)
      SELECT id, 'run.' || NEW.state, NEW.id FROM webhooks
      WHERE enabled AND events ? ('run.' || NEW.state);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER run_ends_are_told AFTER INSERT OR UPDATE OF state ON runs
  FOR EACH ROW EXECUTE FUNCTION tell_run_end();
