/** A list holds what matches, in its order, whichever way it was found. */
import { sql } from 'kysely';
import { boundedRead } from '#adapters/database/bounded-read.js';
import { findDocuments } from '#adapters/database/find-documents.js';
import type { DocumentQuery } from '#contracts/document-record.schema.js';
import { describeOnDatabases } from '../../support/test-databases.js';
import { rejectionOf } from '../../support/thrown-by.js';

const COUNT = 60;
const LABELS = ['invoice', 'letter', 'form'];
const made = Array.from({ length: COUNT }, (_, index) => ({
  id: `doc_${String(index).padStart(4, '0')}`,
  // One minute apart, two of each neighbours in the wrong order, as by clocks that disagree.
  at: new Date(Date.UTC(2026, 0, 1, 0, index ^ 1)).toISOString(),
  state: index % 7 === 0 ? 'review' : 'classified',
  label: LABELS[index % 3]!,
  confidence: (index % 10) / 10,
  model: index < 20 ? 'old' : 'new',
  owner: `acc_${index % 4}`,
  words: ['all', ...(index % 2 === 0 ? ['even'] : []), ...(index < 10 ? ['early'] : [])],
}));
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

const QUERIES: Partial<DocumentQuery>[] = [
  {},
  { cursor: 'doc_0030' },
  { status: 'review' },
  { model: 'old' },
  { model: 'old', cursor: 'doc_0015' },
  { model: 'old', label: 'letter', owner: 'acc_1' },
  { label: 'form', max_confidence: 0.2 },
  { min_confidence: 0.5, max_confidence: 0.6 },
  { from: at(20), to: at(40) },
  { from: at(20), to: at(40), cursor: 'doc_0025' },
  { from: at(20), to: at(40), cursor: 'doc_0050', owner: 'acc_2' },
  { from: at(90) },
  { to: at(0) },
  { search: 'all' },
  { search: 'early' },
  { search: 'early', model: 'new' },
  { search: 'early even', owner: 'acc_0', cursor: 'doc_0008' },
  { search: 'even', from: at(5), to: at(30), label: 'invoice' },
  { search: 'nowhere' },
  { search: 'all -even', status: 'review' },
];
const BOUNDS = [
  { filters: 1, words: 1, both: 1, last: 1, hits: 1 },
  { filters: 5, words: 5, both: 7, last: 30, hits: 12 },
  { filters: 100, words: 100, both: 100, last: 100, hits: 100 },
  { filters: 1, words: 1, both: 1, last: 100, hits: 1 },
  { filters: 1, words: 1, both: 1, last: 1, hits: 100 },
];

function expected({
  cursor,
  search,
  from,
  to,
  status,
  label,
  model,
  owner,
  ...query
}: DocumentQuery): string[] {
  const { min_confidence = 0, max_confidence = 1 } = query;
  const has = (words: string[]) =>
    (search ?? '')
      .split(' ')
      .every((word) =>
        word.startsWith('-') ? !words.includes(word.slice(1)) : word === '' || words.includes(word),
      );
  return made
    .filter(
      (one) =>
        (cursor === undefined || one.id < cursor) &&
        (status === undefined || one.state === status) &&
        (label === undefined || one.label === label) &&
        (model === undefined || one.model === model) &&
        (owner === undefined || one.owner === owner) &&
        (from === undefined || one.at >= from) &&
        (to === undefined || one.at < to) &&
        one.confidence >= min_confidence &&
        one.confidence <= max_confidence &&
        has(one.words),
    )
    .map(({ id }) => id)
    .reverse();
}

describeOnDatabases('documents that are looked for', (place) => {
  beforeAll(async () => {
    await place.database.run(async (db) => {
      const rows = JSON.stringify(made.map((one) => ({ ...one, words: one.words.join(' ') })));
      await sql`insert into documents
        (id, name, bytes, state, created_at, updated_at, history, label, confidence, model_version, owner)
        select id, id, 1, state, at, at, json_build_array(json_build_object('state', state, 'at', at)), label, confidence, model, owner
        from json_to_recordset(${rows}::json)
          as r(id text, state text, at timestamptz, label text, confidence float8, model text, owner text)`.execute(
        db,
      );
      await sql`insert into document_texts (document_id, words) select id, to_tsvector('simple', words)
        from json_to_recordset(${rows}::json) as r(id text, words text)`.execute(db);
    });
  });

  test.each(QUERIES)('are the same by each way: %j', async (query) => {
    for (const most of [4, COUNT + 1]) {
      const asked = { limit: most, ...query };
      for (const bounds of BOUNDS) {
        const found = await place.database.run((db) => findDocuments(db, asked, most, bounds));
        expect({ bounds, found }).toEqual({ bounds, found: expected(asked).slice(0, most) });
      }
    }
  });

  test('are given up with a code where a server takes too long', async () => {
    if (place.database.embedded) return;
    const slow = place.database.run((db) =>
      boundedRead(db, (queries) => sql`select pg_sleep(60)`.execute(queries), 50),
    );
    expect(await rejectionOf(slow)).toMatchObject({ code: 'database/too-slow', retryable: true });
  });
});
