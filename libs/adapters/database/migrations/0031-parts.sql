-- Files that hold several documents: each of them is a document with a file of its own, made of its pages.

-- How the file is to be split: 'auto' or 'page'; null where it is one document.
ALTER TABLE documents ADD COLUMN split text;
ALTER TABLE documents ADD COLUMN part_of text COLLATE "C" REFERENCES documents (id) ON DELETE CASCADE;
-- Of the file that it is a part of, from 1.
ALTER TABLE documents ADD COLUMN first_page integer;
ALTER TABLE documents ADD COLUMN last_page integer;
CREATE INDEX documents_by_whole ON documents (part_of, first_page) WHERE part_of IS NOT NULL;
