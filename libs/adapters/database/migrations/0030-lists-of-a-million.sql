-- Lists stay quick at a million documents, whatever narrows them.

CREATE INDEX documents_by_confidence ON documents (confidence, id) WHERE confidence IS NOT NULL;
-- Where a time lies among the ids comes from the index alone.
DROP INDEX documents_by_creation;
CREATE INDEX documents_by_creation ON documents (created_at) INCLUDE (id);
