/** What DocumentRecords promises, on every database: nothing lost, nothing twice, one worker at a time. */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import type { DocumentQuery, DocumentRecord } from '#contracts/document-record.schema.js';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';
import type { DocumentEnd } from '#ports/document-records.port.js';
import { describeOnDatabases } from '../../support/test-databases.js';
import { rejectionOf } from '../../support/thrown-by.js';

const AT = '2026-01-02T03:04:05.678Z';
const LATER = '2026-01-02T03:05:06.789Z';
const sha = (digit: string) => digit.repeat(64);

const document = (number: number, more: Partial<DocumentRecord> = {}): DocumentRecord => ({
  format: 'docket/document-record@1',
  id: `doc_${String(number).padStart(4, '0')}`,
  ...{ name: `Räuber ${number} 😀.pdf`, bytes: 5_000_000_000 + number, sha256: sha('a') },
  history: [{ state: 'queued', at: AT }],
  ...{ answer: null, extracted: null },
  ...more,
});
const answered = (label: string, confidence: number, version = 'aaaaaaaaaaaa'): DocumentAnswer => ({
  ...{ file: 'x.pdf', status: 'classified', label, confidence, runner_up: null },
  labels: [{ label, confidence }],
  model: { name: 'classifier', version },
  ...{ pages: 1, language: 'und' },
  explanation: [{ term: 'null \u0000 and half a \ud83d', weight: 0.1 + 0.2 }],
});
const end = (of: DocumentRecord, answer: DocumentAnswer, text = ''): DocumentEnd => ({
  history: [...of.history, { state: answer.status, at: LATER }],
  ...{ answer, extracted: sha('e'), text, basis: null },
});
const plenty = { priority: 0, most: 1_000 };
const lease = (worker: string, seconds = 60) => ({ worker, seconds });
const idsOf = (records: readonly { id: string }[]) => records.map(({ id }) => id);

describeOnDatabases('documents', (place) => {
  let records: SqlDocumentRecords;
  beforeAll(() => {
    records = new SqlDocumentRecords(place.database);
  });
  afterEach(() => place.empty());

  const add = async (...numbers: number[]) => {
    const made = numbers.map((number) => document(number));
    await records.add(made, plenty);
    return made;
  };
  const claimed = async (worker: string, most = 10, seconds?: number) =>
    idsOf((await records.claim(lease(worker, seconds), most)).map(({ record }) => record));
  const list = async (query: Partial<DocumentQuery> = {}) =>
    idsOf((await records.page({ limit: 100, ...query })).records);

  test('what was added is found as it was, byte for byte', async () => {
    const [one] = await add(1);
    expect(await records.find(one!.id)).toEqual(one);
    expect(await records.find('doc_9999')).toBeUndefined();
  });

  test.each(['../x', 'DOC', '', "x'; drop table documents; --", 'x\u0000'])(
    'an id that can be none is none: %j',
    async (id) => {
      expect(await records.find(id)).toBeUndefined();
      expect(await records.remove(id)).toBeUndefined();
    },
  );

  test('more than may wait are refused together; what is answered makes room', async () => {
    await add(1, 2);
    const refused = records.add([document(3), document(4)], { priority: 0, most: 3 });
    expect(await rejectionOf(refused)).toMatchObject({ code: 'service/busy', retryable: true });
    expect(await list()).toEqual(['doc_0002', 'doc_0001']);
    const [job] = await records.claim(lease('w'), 1);
    await records.finish(job!.record.id, 'w', end(job!.record, answered('letter', 1)));
    await records.add([document(3), document(4)], { priority: 0, most: 3 });
    expect(await records.waiting()).toBe(3);
  });

  test('of documents that cannot all be added none is', async () => {
    const twice = [document(1), { ...document(2), bytes: Number.NaN }];
    await expect(records.add(twice, plenty)).rejects.toThrow();
    expect(await list()).toEqual([]);
  });

  test('jobs come by priority, then by age, each to one worker', async () => {
    await add(1, 2, 3);
    await records.add([document(4)], { priority: 1, most: 100 });
    expect(await claimed('a', 2)).toEqual(['doc_0004', 'doc_0001']);
    expect(await claimed('b', 10)).toEqual(['doc_0002', 'doc_0003']);
    expect(await claimed('c', 10)).toEqual([]);
  });

  test('many workers at the same time never get the same job, and miss none', async () => {
    const all = Array.from({ length: 40 }, (_, number) => number);
    await add(...all);
    const got = await Promise.all(Array.from({ length: 10 }, (_, worker) => claimed(`w${worker}`, 4)));
    expect(got.flat().sort()).toEqual(all.map((number) => document(number).id));
  });

  test('an answer ends the job, and is found with the whole history', async () => {
    const [one] = await add(1);
    await claimed('w');
    const history = [...one!.history, { state: 'reading' as const, at: LATER }];
    expect(await records.enter(one!.id, 'w', history)).toBe(true);
    expect(await list({ status: 'reading' })).toEqual([one!.id]);
    const answer = answered('Überweisung', 0.875);
    const done = end({ ...one!, history }, answer);
    expect(await records.unanswered([one!.id, 'doc_9999'])).toEqual([one!.id]);
    expect(await records.finish(one!.id, 'w', done)).toBe(true);
    expect(await records.unanswered([one!.id])).toEqual([]);
    expect(await records.find(one!.id)).toEqual({
      ...one,
      ...{ history: done.history, answer, extracted: sha('e') },
    });
    expect(await records.finish(one!.id, 'w', done)).toBe(false);
  });

  test('what is claimed is brought, though the jobs of a silent worker could not be taken back just then', async () => {
    const [one] = await add(1);
    await claimed('silent', 1, 0.1);
    const [two] = await add(2);
    await pause(150);
    let calls = 0;
    const failing = new SqlDocumentRecords({
      run: (work) =>
        calls++ === 1 ? Promise.reject(new Error('the line is cut')) : place.database.run(work),
    });
    const jobs = await failing.claim(lease('next'), 10);
    expect(jobs.map(({ record }) => record.id)).toEqual([two!.id]);
    expect(await claimed('next')).toEqual([one!.id]);

    await records.giveBack(one!.id, 'next', one!.history, { failed: false, wait: 0 });
    await claimed('silent', 1, 0.1);
    await pause(150);
    calls = 0;
    await expect(failing.claim(lease('next'), 10)).rejects.toThrow('the line is cut');
  });

  test('a worker that renews its lease keeps the job; a silent one loses it, and can write nothing more', async () => {
    const [one, two] = await add(1, 2);
    expect(await claimed('silent', 2, 0.2)).toEqual([one!.id, two!.id]);
    expect(await records.renew(lease('silent', 60), [two!.id, 'doc_9999'])).toEqual([two!.id]);
    await pause(300);
    const [taken, ...others] = await records.claim(lease('next'), 10);
    expect(others).toEqual([]);
    expect(taken).toMatchObject({ record: { id: one!.id }, failures: 0, losses: 1 });
    expect(taken!.record.history.at(-1)).toMatchObject({
      state: 'queued',
      error: { code: 'service/unavailable' },
    });
    expect(await records.enter(one!.id, 'silent', one!.history)).toBe(false);
    expect(await records.finish(one!.id, 'silent', end(one!, answered('letter', 1)))).toBe(false);
    expect(await records.giveBack(one!.id, 'silent', one!.history, { failed: true, wait: 0 })).toBe(false);
    expect((await records.find(one!.id))!.answer).toBeNull();
    expect(await records.finish(one!.id, 'next', end(taken!.record, answered('letter', 1)))).toBe(true);
  });

  test('a job given back waits as long as it is told, and counts what failed', async () => {
    const [one] = await add(1);
    await claimed('w');
    const history = [...one!.history, { state: 'queued' as const, at: LATER }];
    expect(await records.giveBack(one!.id, 'w', history, { failed: true, wait: 60_000 })).toBe(true);
    expect(await claimed('w')).toEqual([]);
    expect((await records.find(one!.id))!.history).toEqual(history);
    await add(2);
    await claimed('w');
    await records.giveBack('doc_0002', 'w', history, { failed: true, wait: 0 });
    expect(await records.claim(lease('w'), 10)).toMatchObject([{ record: { id: 'doc_0002' }, failures: 1 }]);
    await records.giveBack('doc_0002', 'w', history, { failed: false, wait: 0 });
    expect(await records.claim(lease('w'), 10)).toMatchObject([{ failures: 1, losses: 0 }]);
  });

  test('a clock that is put back by hours has no document wait for hours, whether somebody had it or not', async () => {
    await add(1, 2);
    expect(await claimed('killed', 1)).toEqual(['doc_0001']);
    await place.database.run(async (db) => {
      await sql`update jobs set due_at = due_at + interval '3 hours'`.execute(db);
      await sql`update jobs set leased_until = leased_until + interval '3 hours' where worker is not null`.execute(
        db,
      );
    });
    expect((await claimed('next')).sort()).toEqual(['doc_0001', 'doc_0002']);
  });

  test('a removed document leaves nothing: no job, no text, and no late answer brings it back', async () => {
    const [one] = await add(1);
    await claimed('w');
    expect((await records.remove(one!.id))!.id).toBe(one!.id);
    expect(await records.remove(one!.id)).toBeUndefined();
    expect(await records.finish(one!.id, 'w', end(one!, answered('letter', 1), 'a text'))).toBe(false);
    expect(await list()).toEqual([]);
    expect(await records.waiting()).toBe(0);
    const left = await place.database.run((db) => sql`select 1 from document_texts`.execute(db));
    expect(left.rows).toEqual([]);
  });

  test('a cancelled document has its reason for an answer, is found by its name, and no late answer changes it', async () => {
    const [one, two] = await add(1, 2);
    await claimed('w', 1);
    const entry = {
      state: 'failed' as const,
      at: LATER,
      error: { code: 'document/cancelled', message: 'x' },
    };
    const answer = { ...answered('letter', 1), label: null, status: 'failed' as const, file: one!.name };
    expect(await records.cancel(one!.id, entry, answer)).toBe(true);
    expect(await records.cancel(one!.id, entry, answer)).toBe(false);
    expect(await records.cancel('doc_9999', entry, answer)).toBe(false);
    expect(await records.enter(one!.id, 'w', [...one!.history, { state: 'reading', at: LATER }])).toBe(false);
    expect(await records.finish(one!.id, 'w', end(one!, answered('letter', 1)))).toBe(false);
    expect(await records.find(one!.id)).toEqual({ ...one, history: [...one!.history, entry], answer });
    expect(await list({ search: 'Räuber 1', status: 'failed' })).toEqual([one!.id]);
    expect(await records.unanswered([one!.id, two!.id])).toEqual([two!.id]);
  });

  test('which objects are still wanted, and which uploads still to be read', async () => {
    await records.adopt([
      document(1, { sha256: sha('1') }),
      document(2, { sha256: sha('2'), extracted: sha('e'), answer: answered('letter', 1) }),
    ]);
    const { wanted, unread } = await records.references([sha('1'), sha('e'), sha('9')]);
    expect([wanted.has(sha('1')), wanted.has(sha('e')), wanted.has(sha('9'))]).toEqual([true, true, false]);
    expect([...unread]).toEqual([sha('1')]);
  });

  test('records of before are taken over once, and those without an answer are queued', async () => {
    const old = [
      document(1),
      document(2, {
        history: [...document(2).history, { state: 'review', at: LATER }],
        answer: { ...answered('letter', 0.5), status: 'review' },
      }),
    ];
    expect(await records.adopt(old)).toBe(2);
    expect(await records.adopt(old)).toBe(0);
    expect(await records.find('doc_0002')).toEqual(old[1]);
    expect(await claimed('w')).toEqual(['doc_0001']);
    // Many more than one INSERT takes.
    const many = Array.from({ length: 2_500 }, (_, number) => document(1_000 + number));
    expect(await records.adopt(many)).toBe(2_500);
  });

  test('at the start of the only process every job is taken from its worker, and each that had one counts a loss', async () => {
    await add(1, 2);
    await claimed('killed', 1);
    expect(await records.reclaimAll()).toBe(1);
    const jobs = await records.claim(lease('w'), 10);
    expect(jobs.map(({ losses }) => losses).sort()).toEqual([0, 1]);
  });

  test('what was written is there for the next process', async () => {
    const [one] = await add(1);
    records = new SqlDocumentRecords(await place.again());
    expect(await records.find(one!.id)).toEqual(one);
  });

  describe('a list', () => {
    beforeEach(async () => {
      const facts: [string, number, string, string][] = [
        ['invoice', 0.9, 'aaaaaaaaaaaa', '2026-01-01T00:00:00.000Z'],
        ['letter', 0.6, 'aaaaaaaaaaaa', '2026-01-02T00:00:00.000Z'],
        ['invoice', 0.7, 'bbbbbbbbbbbb', '2026-01-03T00:00:00.000Z'],
      ];
      const made = facts.map(([, , , at], index) =>
        document(index + 1, { history: [{ state: 'queued', at }] }),
      );
      await records.add(made, plenty);
      const texts = [
        'Rechnung Nr. 4711 über 12,50 €',
        'Dear Sir,\nthe invoice of\u0000 May is paid.',
        'Rechnung für Müller & Söhne',
      ];
      await claimed('w');
      for (const [index, [label, confidence, version]] of facts.entries()) {
        const answer = answered(label, confidence, version);
        await records.finish(made[index]!.id, 'w', end(made[index]!, answer, texts[index]));
      }
    });

    const narrowed: [Partial<DocumentQuery>, number[]][] = [
      [{}, [3, 2, 1]],
      [{ label: 'invoice' }, [3, 1]],
      [{ status: 'failed' }, []],
      [{ model: 'bbbbbbbbbbbb' }, [3]],
      [{ min_confidence: 0.7 }, [3, 1]],
      [{ max_confidence: 0.7, label: 'invoice' }, [3]],
      [{ from: '2026-01-02T00:00:00Z' }, [3, 2]],
      [{ to: '2026-01-02T01:00:00+01:00' }, [1]],
      [{ cursor: 'doc_0003' }, [2, 1]],
      [{ search: 'rechnung' }, [3, 1]],
      [{ search: 'Rechnung müller' }, [3]],
      [{ search: 'rechnung -müller' }, [1]],
      [{ search: '"invoice of may"' }, [2]],
      [{ search: 'may or müller' }, [3, 2]],
      [{ search: "'; & | ! <-> (" }, []],
    ];
    test('is narrowed by state, class, model, confidence, time and words', async () => {
      for (const [query, numbers] of narrowed)
        expect([query, await list(query)]).toEqual([query, numbers.map((number) => document(number).id)]);
    });

    test('comes page by page, and ends with null also where the last page is full', async () => {
      const first = await records.page({ limit: 2, label: 'invoice' });
      expect([idsOf(first.records), first.next]).toEqual([['doc_0003', 'doc_0001'], null]);
      const one = await records.page({ limit: 1 });
      expect(one.next).toBe('doc_0003');
      expect((await records.page({ limit: 2, cursor: one.next! })).next).toBeNull();
    });
  });

  test('a text of a million different words is no reason to lose an answer', async () => {
    const [one] = await add(1);
    await claimed('w');
    const words = Array.from({ length: 160_000 }, (_, index) => index.toString(36)).join(' ');
    const text = `beginning ${words}`;
    expect(await records.finish(one!.id, 'w', end(one!, answered('letter', 1), text))).toBe(true);
    expect(await list({ search: 'beginning' })).toEqual([one!.id]);
  });
});
