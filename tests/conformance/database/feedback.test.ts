/** What people say of documents, on every database: on record, in the queue, and as files among the labelled ones. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { sql } from 'kysely';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import { SqlFeedbackRecords } from '#adapters/database/sql-feedback-records.js';
import { LocalDirectoryObjectStore } from '#adapters/object-store/local-directory.object-store.js';
import { sha256Of } from '#adapters/object-store/sha256.js';
import { LabelledFiles } from '#composition/feedback/labelled-files.js';
import { LocalFeedback } from '#composition/feedback/local-feedback.js';
import { holdWorkspace } from '#composition/hold-workspace.js';
import { openWorkspace } from '#composition/open-workspace.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ReviewQuery } from '#contracts/feedback.schema.js';
import type { ObjectStore } from '#ports/object-store.port.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';
import { describeOnDatabases } from '../../support/test-databases.js';
import { rejectionOf } from '../../support/thrown-by.js';

/** Of these bytes, in a store of a directory. */
const objectPath = (text: string) => `.docket/objects/${sha256Of(Buffer.from(text)).replace(/^../, '$&/')}`;

const AT = '2026-01-02T03:04:05.678Z';

describeOnDatabases('feedback', (place) => {
  let workspace: ScratchWorkspace;
  let records: SqlFeedbackRecords;
  let documents: SqlDocumentRecords;
  let objects: LocalDirectoryObjectStore;
  let files: LabelledFiles;
  let feedback: LocalFeedback;
  let told = 0;
  beforeEach(async () => {
    workspace = await scratchWorkspace({
      'pipelines.yaml': 'stages: {}\n',
      'params.yaml': '{}\n',
      'data/raw/recipe/cake.txt': 'cake',
    });
    records = new SqlFeedbackRecords(place.database);
    documents = new SqlDocumentRecords(place.database);
    objects = new LocalDirectoryObjectStore(workspace.path('.docket/objects'));
    files = new LabelledFiles(await openWorkspace(workspace.directory), records, objects);
    const labels = async () => ['invoice', 'letter'];
    const onSaid = () => {
      told += 1;
    };
    feedback = new LocalFeedback({ records, folder: workspace.path('data/raw'), labels, onSaid });
  });
  afterEach(() => place.empty());
  afterAll(removeScratchWorkspaces);

  async function document(id: string, confidence: number | null, more: Partial<DocumentRecord> = {}) {
    const sha256 = await objects.put(Buffer.from(id));
    const record: DocumentRecord = {
      ...{ format: 'docket/document-record@1', id: `doc_${id}`, name: `in/${id}.txt`, bytes: 1, sha256 },
      history: [{ state: 'review', at: AT }],
      answer: {
        ...{ file: id, status: 'review', label: 'letter', confidence, runner_up: null, labels: [] },
        ...{ model: { name: 'm', version: '1' }, pages: 1, language: 'und', explanation: [] },
      },
      extracted: null,
      ...more,
    };
    await documents.adopt([record]);
    return record.id;
  }
  const queue = async (query: Partial<ReviewQuery> = {}) => {
    const page = await records.queue({ limit: 10, status: 'review', ...query });
    return { ids: page.records.map(({ id }) => id), next: page.next };
  };
  const say = (id: string, label: string, by = 'ann') => feedback.give(id, { label, new_class: false }, by);
  const saidOf = async (id: string) => (await feedback.ofDocument(id, { limit: 10 })).feedback;
  const lying = () => readdirSync(workspace.path('data/raw'), { recursive: true }).sort().map(String);

  test('the least sure comes first, page by page, until somebody says what it is', async () => {
    for (const [id, confidence] of [
      ['a', 0.5],
      ['b', 0.1 + 0.2],
      ['c', null],
      ['d', 0.3],
      ['e', 0.3],
    ] as const)
      await document(id, confidence);
    await document('f', 0.2, { history: [{ state: 'classified', at: AT }] });
    const order = ['doc_c', 'doc_d', 'doc_e', 'doc_b', 'doc_a'];
    expect(await queue()).toEqual({ ids: order, next: null });
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const { ids, next } = await queue({ limit: 1, ...(cursor !== undefined && { cursor }) });
      seen.push(...ids);
      if (next === null) break;
      cursor = next;
      // What is deleted meanwhile takes no place of others along.
      if (ids[0] === 'doc_d') await documents.remove('doc_d');
    }
    expect(seen).toEqual(order);
    await say('doc_c', 'invoice');
    expect((await queue()).ids).toEqual(['doc_e', 'doc_b', 'doc_a']);
    await feedback.takeBack('doc_c', 'ann');
    expect((await queue()).ids[0]).toBe('doc_c');
    expect((await queue({ status: 'rejected' })).ids).toEqual([]);
    expect((await queue({ cursor: 'nonsense' })).ids).toHaveLength(4);
  });

  test('all that was said stays, the latest counts, and saying it again changes nothing', async () => {
    const id = await document('a', 0.5);
    const first = await feedback.give(id, { label: 'invoice', new_class: false, note: 'a bill' }, 'ann');
    expect(first).toMatchObject({ document: id, label: 'invoice', by: 'ann', note: 'a bill' });
    expect(first.answered).toEqual({
      ...{ status: 'review', label: 'letter', confidence: 0.5, model: { name: 'm', version: '1' } },
    });
    expect(await say(id, 'invoice', 'bob')).toEqual(first);
    await say(id, 'recipe', 'bob');
    expect((await documents.find(id))!.feedback).toMatchObject({ label: 'recipe', by: 'bob' });
    await feedback.takeBack(id, 'bob');
    await feedback.takeBack(id, 'bob');
    expect((await documents.find(id))!.feedback).toBeUndefined();
    const said = (await saidOf(id)).map(({ label, by }) => [label, by]);
    expect(said).toEqual([
      ['invoice', 'ann'],
      ['recipe', 'bob'],
      [null, 'bob'],
    ]);
    const newest = await feedback.history({ limit: 2 });
    expect(newest.feedback.map(({ label }) => label)).toEqual([null, 'recipe']);
    const rest = await feedback.history({ limit: 2, cursor: newest.next! });
    expect([rest.feedback.map(({ label }) => label), rest.next]).toEqual([['invoice'], null]);
  });

  test('an unknown class is refused with those there are, unless a new one is meant', async () => {
    const id = await document('a', 0.5);
    const error = await rejectionOf(say(id, 'invoise'));
    expect(error).toMatchObject({ code: 'feedback/unknown-label' });
    expect(error.message).toContain("'invoice'");
    expect(error.message).toContain('invoice, letter, recipe');
    await feedback.give(id, { label: 'Überweisung', new_class: true }, 'ann');
    const other = await document('b', 0.5);
    await say(other, 'Überweisung');
  });

  test('what has no answer, no file, or is not there takes none', async () => {
    const waiting = await document('a', null, { history: [{ state: 'queued', at: AT }], answer: null });
    const refused = await document('b', null, { sha256: null });
    for (const id of [waiting, refused])
      expect(await rejectionOf(say(id, 'letter'))).toMatchObject({ code: 'feedback/no-answer' });
    for (const id of ['doc_nowhere', "'"])
      expect(await rejectionOf(say(id, 'letter'))).toMatchObject({ code: 'request/not-found' });
  });

  test('its file lies among the labelled ones, moves with what is said, and goes with it or with its document', async () => {
    const id = await document('a', 0.5);
    const before = told;
    await say(id, 'recipe');
    expect(told).toBe(before + 1);
    expect(await files.settle()).toBe(1);
    expect(lying()).toEqual(['recipe', 'recipe/cake.txt', 'recipe/doc_a-a.txt']);
    expect(readFileSync(workspace.path('data/raw/recipe/doc_a-a.txt'), 'utf8')).toBe('a');
    await say(id, 'letter');
    await files.settle();
    expect(lying()).toContain('letter/doc_a-a.txt');
    expect(lying()).not.toContain('recipe/doc_a-a.txt');
    await feedback.takeBack(id, 'ann');
    await say(id, 'letter');
    expect(await files.settle()).toBe(1);
    expect(lying()).toContain('letter/doc_a-a.txt');
    await documents.remove(id);
    expect(await files.settle()).toBe(1);
    expect(lying()).not.toContain('letter/doc_a-a.txt');
    expect(await files.settle()).toBe(0);
    expect(await feedback.history({ limit: 5 })).toEqual({ feedback: [], next: null });
  });

  test('a file that somebody has changed stays as it is', async () => {
    const id = await document('a', 0.5);
    await say(id, 'letter');
    await files.settle();
    writeFileSync(workspace.path('data/raw/letter/doc_a-a.txt'), 'mine now');
    await feedback.takeBack(id, 'ann');
    await files.settle();
    expect(existsSync(workspace.path('data/raw/letter/doc_a-a.txt'))).toBe(true);
  });

  describe('a file that cannot be placed', () => {
    let held: [id: string, code: string, over: boolean][];
    const settle = () =>
      files.settle({
        onHeldUp: ({ file, reason, over }) => held.push([file.document_id, reason.code, over]),
      });
    const later = () =>
      place.database.run((db) => sql`update labelled_files set rests_until = now()`.execute(db));
    const lose = (id: string) => objects.delete(sha256Of(Buffer.from(id)));
    beforeEach(async () => {
      held = [];
      for (const id of ['a', 'b']) await document(id, 0.5);
    });

    test('holds up no other; after some attempts it is given up, and that stands beside what was said', async () => {
      await say('doc_a', 'letter');
      await say('doc_b', 'letter');
      await lose('a');
      expect(await settle()).toBe(1);
      expect(lying()).toContain('letter/doc_b-b.txt');
      expect(held).toEqual([['doc_a', 'object-store/missing', false]]);
      expect(await settle()).toBe(0);
      expect(held).toHaveLength(1);
      expect((await saidOf('doc_a'))[0]).not.toHaveProperty('problem');
      for (let looks = 0; looks < 10 && !held.at(-1)![2]; looks++) {
        await later();
        await settle();
      }
      expect(held.at(-1)).toEqual(['doc_a', 'object-store/missing', true]);
      expect(held).toHaveLength(5);
      const { problem } = (await saidOf('doc_a'))[0]!;
      expect(problem).toMatchObject({ code: 'object-store/missing' });
      expect(problem!.message).toMatch(/is lost .* Upload it again/);
      expect((await feedback.history({ limit: 5 })).feedback.filter((said) => said.problem)).toHaveLength(1);
      await later();
      await settle();
      expect(held).toHaveLength(5);
    });

    test('is placed where its bytes are back, by itself or when the label is said once more', async () => {
      await say('doc_a', 'letter');
      await lose('a');
      await settle();
      await objects.put(Buffer.from('a'));
      await later();
      expect(await settle()).toBe(1);
      expect(lying()).toContain('letter/doc_a-a.txt');
      await say('doc_b', 'letter');
      await lose('b');
      for (let looks = 0; looks < 5; looks++) {
        await settle();
        await later();
      }
      expect(held.at(-1)![2]).toBe(true);
      await objects.put(Buffer.from('b'));
      await say('doc_b', 'letter');
      expect(await settle()).toBe(1);
      expect(lying()).toContain('letter/doc_b-b.txt');
      const told = await saidOf('doc_b');
      expect(told.map(({ problem }) => problem !== undefined)).toEqual([true, false]);
    });

    test('moves with what is said from where it lies already', async () => {
      await say('doc_a', 'letter');
      await settle();
      await lose('a');
      await say('doc_a', 'recipe');
      expect(await settle()).toBe(1);
      expect(lying()).toContain('recipe/doc_a-a.txt');
      expect(lying()).not.toContain('letter/doc_a-a.txt');
    });

    test('goes with its document, whatever it waits for', async () => {
      await say('doc_a', 'letter');
      await lose('a');
      await settle();
      await documents.remove('doc_a');
      expect(await settle()).toBe(1);
      expect(held).toHaveLength(1);
    });

    test('waits where its place is taken by something else, as long as it takes', async () => {
      writeFileSync(workspace.path('data/raw/letter'), 'a file of that name');
      await say('doc_a', 'letter');
      await say('doc_b', 'recipe');
      expect(await settle()).toBe(1);
      for (let looks = 0; looks < 10; looks++) {
        await later();
        await settle();
      }
      expect(
        held.every(([id, code, over]) => id === 'doc_a' && code === 'workspace/unreadable' && !over),
      ).toBe(true);
      rmSync(workspace.path('data/raw/letter'));
      await later();
      expect(await settle()).toBe(1);
    });

    test('is tried no attempt less where the whole store is away', async () => {
      await say('doc_a', 'letter');
      const away = new DomainError('object-store/unavailable', 'The store is away.');
      const gone = async () => Promise.reject(away);
      const store = { get: gone, check: gone } as unknown as ObjectStore;
      const kept = new LabelledFiles(await openWorkspace(workspace.directory), records, store);
      for (let looks = 0; looks < 10; looks++)
        expect(await rejectionOf(kept.settle())).toMatchObject({ code: 'object-store/unavailable' });
      expect(await settle()).toBe(1);
    });

    test('holds up no other where the store answers, but not for it', async () => {
      await say('doc_a', 'letter');
      await say('doc_b', 'letter');
      const path = workspace.path(objectPath('a'));
      rmSync(path);
      mkdirSync(path);
      expect(await settle()).toBe(1);
      expect(held).toEqual([['doc_a', 'object-store/unavailable', false]]);
    });
  });

  test('while a run has the workspace nothing moves under it; afterwards it does', async () => {
    const id = await document('a', 0.5);
    await say(id, 'letter');
    const other = await openWorkspace(workspace.directory);
    await holdWorkspace(other, {}, async () => {
      expect(await rejectionOf(files.settle())).toMatchObject({ code: 'workspace/locked' });
    });
    expect(lying()).not.toContain('letter');
    expect(await files.settle()).toBe(1);
  });
});
