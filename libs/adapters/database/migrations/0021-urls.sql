-- Documents that are fetched from an address: their job is to be fetched first, then to be read.

-- Where it came from; null where it was uploaded.
ALTER TABLE documents ADD COLUMN url text;
-- Where its bytes still are to be fetched from; null as soon as they are kept.
ALTER TABLE jobs ADD COLUMN url text;

-- Thousands that are to be fetched are no reason to look long for what can be read.
DROP INDEX jobs_in_turn;
CREATE INDEX jobs_in_turn ON jobs (priority DESC, document_id) WHERE worker IS NULL AND url IS NULL;
CREATE INDEX jobs_to_fetch ON jobs (priority DESC, document_id) WHERE worker IS NULL AND url IS NOT NULL;
