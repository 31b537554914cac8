#!/usr/bin/env node
/**
 * Lists, filters and searches of a million documents on a PostgreSQL server:
 *
 *   node bench/platform/million.mjs postgres://user@host/an_empty_database [documents = 1000000] [times = 40]
 *
 * Seeds the database where it has no documents yet: twelve classes, ten owners, five model versions, three years, and
 * words by Zipf's law from a hundred thousand, forty in each document. Prints median, p95 and longest of each question, and fails
 * where a p95 is above 200 ms.
 */
import { sql } from 'kysely';
import { Database } from '../../dist/libs/adapters/database/database.js';
import { postgresDialect } from '../../dist/libs/adapters/database/postgres-dialect.js';
import { SqlDocumentRecords } from '../../dist/libs/adapters/database/sql-document-records.js';
import { SqlFeedbackRecords } from '../../dist/libs/adapters/database/sql-feedback-records.js';

const [url, documents = '1000000', times = '40'] = process.argv.slice(2);
const MOST = 200;
const AT_ONCE = 50_000;

const database = new Database({
  ...{ where: url, embedded: false },
  connect: async () => postgresDialect(url, () => undefined),
});
const run = (statement) => database.run((db) => statement.execute(db));

async function seed(count) {
  const begun = performance.now();
  // Without events, which go after a week, and the index of words, which is made in one go at the end.
  await run(sql`alter table documents disable trigger user`);
  await run(sql`drop index if exists document_texts_by_word`);
  for (let from = 1; from <= count; from += AT_ONCE) {
    const to = Math.min(count, from + AT_ONCE - 1);
    await run(sql`
      insert into documents (id, name, bytes, sha256, state, created_at, updated_at, history, answer, label, confidence,
        model_name, model_version, owner, extracted, basis)
      select 'doc_' || lpad(n::text, 26, '0'), 'scan ' || n || '.pdf', 100000, md5(n::text) || md5(n::text), state, at, at,
        json_build_array(json_build_object('state', 'queued', 'at', at), json_build_object('state', state, 'at', at)),
        json_build_object('file', 'scan ' || n || '.pdf', 'status', state, 'label', label, 'confidence', confidence,
          'labels', json_build_array(), 'pages', 1, 'language', 'eng', 'explanation', repeat('reason ', 100)),
        label, confidence, 'classifier', 'version' || n * 5 / ${count}, 'acc_' || n % 10, md5(n::text), 'basis'
      from (
        select n, timestamptz '2023-01-01' + n * (interval '3 years' / ${count}) as at,
          (array['classified', 'classified', 'classified', 'classified', 'review', 'rejected', 'failed'])[1 + n % 7] as state,
          'class ' || (power(random(), 2) * 12)::int as label, power(random(), 0.2) as confidence
        from generate_series(${from}::bigint, ${to}::bigint) as n
      ) as made`);
    await run(sql`
      insert into document_texts (document_id, words)
      select 'doc_' || lpad(n::text, 26, '0'), to_tsvector('simple', string_agg('w' || power(100000, random())::int, ' '))
      from generate_series(${from}::bigint, ${to}::bigint) as n, generate_series(1, 40) as word where word > 0 or n > 0
      group by n`);
    console.log(`${to} documents after ${Math.round((performance.now() - begun) / 1000)} s`);
  }
  await run(sql`create index document_texts_by_word on document_texts using gin (words)`);
  await run(sql`alter table documents enable trigger user`);
  await run(sql`analyze`);
  console.log(`seeded in ${Math.round((performance.now() - begun) / 1000)} s`);
}

const records = new SqlDocumentRecords(database);
const feedback = new SqlFeedbackRecords(database);
await database.check();
const { rows } = await run(sql`select count(*)::int as count from documents`);
if (rows[0].count === 0) await seed(Number(documents));

const limit = 50;
const page = (query) => () => records.page({ limit, ...query });
const middle = `doc_${String(Number(documents) >> 1).padStart(26, '0')}`;
const year = { from: '2024-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z' };
const day = { from: '2024-05-05T00:00:00Z', to: '2024-05-06T00:00:00Z' };
const QUESTIONS = {
  newest: page({}),
  'from the middle on': page({ cursor: middle }),
  'of one owner': page({ owner: 'acc_3' }),
  'a state': page({ status: 'review' }),
  'a class': page({ label: 'class 11' }),
  'a version of the model': page({ model: 'version1' }),
  'least confidence': page({ max_confidence: 0.01 }),
  'a narrow range of confidence': page({ min_confidence: 0.5, max_confidence: 0.501 }),
  'most confidence': page({ min_confidence: 0.99 }),
  'a day': page(day),
  'a year': page(year),
  'before a day': page({ to: year.from }),
  'since a day': page({ from: '2025-12-30T00:00:00Z' }),
  'all of them at once': page({
    status: 'classified',
    label: 'class 3',
    min_confidence: 0.9,
    owner: 'acc_5',
    ...year,
  }),
  'search for a word in most documents': page({ search: 'w1' }),
  'search for a word in one of ten': page({ search: 'w20' }),
  'search for a word in one of a thousand': page({ search: 'w3000' }),
  'search for a word in very few': page({ search: 'w90001' }),
  'search for no word there is': page({ search: 'nowhere' }),
  'search for two words': page({ search: 'w30 w400' }),
  'search for a phrase': page({ search: '"w5 w6"' }),
  'search in a class of one owner': page({ search: 'w50', label: 'class 11', owner: 'acc_7' }),
  'search in a year': page({ search: 'w200', ...year }),
  'least sure for review': () => feedback.queue({ limit, status: 'review' }),
  'one document': () => records.find(middle),
};
let slow = 0;
for (const [name, ask] of Object.entries(QUESTIONS)) {
  const took = [];
  let found = 0;
  for (let time = 0; time < Number(times); time++) {
    const begun = performance.now();
    const answer = await ask();
    took.push(performance.now() - begun);
    found = answer?.records?.length ?? 1;
  }
  took.sort((one, other) => one - other);
  const [median, p95, longest] = [0.5, 0.95, 1].map((share) =>
    took[Math.ceil(took.length * share) - 1].toFixed(1),
  );
  if (Number(p95) > MOST) slow += 1;
  console.log(`${name}: ${found} found; median ${median} ms, p95 ${p95} ms, longest ${longest} ms`);
}
await database.close();
process.exitCode = slow === 0 ? 0 : 1;
