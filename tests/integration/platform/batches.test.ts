/** Batches over the worker that answers their documents: persons first, cancelled and removed while it works, finished after a kill. */
import { readdir } from 'node:fs/promises';
import { pino } from 'pino';
import { SqlBatchRecords } from '#adapters/database/sql-batch-records.js';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import { LocalDirectoryObjectStore } from '#adapters/object-store/local-directory.object-store.js';
import type { UploadedFile } from '#contracts/document-message.schema.js';
import { LocalBatches } from '#nest-kit/batches/local-batches.js';
import { LocalDocuments } from '#nest-kit/documents/local-documents.js';
import type { Classify } from '#nest-kit/orchestrator/local-orchestrator.js';
import { until } from '../../support/running-platform.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { describeOnDatabases } from '../../support/test-databases.js';
import { rejectionOf } from '../../support/thrown-by.js';

/** Answers a document when a test lets it. */
class HeldFlow {
  readonly asked: string[] = [];
  open = false;
  readonly classify: Classify = async ({ name }, { signal }) => {
    this.asked.push(name);
    await until('the test lets it go on', () => this.open || signal.aborted);
    signal.throwIfAborted();
    return {
      answer: {
        ...{
          file: name,
          status: 'classified',
          label: 'letter',
          confidence: 0.9,
          runner_up: null,
          labels: [],
        },
        ...{ model: null, pages: 1, language: 'und', explanation: [] },
      },
      ...{ extracted: null, text: name, basis: null },
    };
  };
}

describeOnDatabases(
  'batches at work',
  (place) => {
    let folder: string;
    const opened: LocalDocuments[] = [];
    beforeEach(async () => {
      folder = `${(await scratchWorkspace()).directory}/objects`;
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((documents) => documents.close()));
      await place.empty();
    });
    afterAll(removeScratchWorkspaces);

    function open(start = true) {
      const flow = new HeldFlow();
      const records = new SqlDocumentRecords(place.database);
      const batchRecords = new SqlBatchRecords(place.database);
      const documents = new LocalDocuments({
        ...{
          records,
          objects: new LocalDirectoryObjectStore(folder),
          maxWaiting: 100,
          alone: true,
          atOnce: () => 1,
        },
        ...{ classify: flow.classify, log: pino({ level: 'silent' }), pace: { look: 20, settle: 1 } },
      });
      if (start) documents.start();
      opened.push(documents);
      const keep = async (name: string): Promise<UploadedFile> => ({
        ...{ name, bytes: name.length },
        sha256: await documents.keep(Buffer.from(name)),
      });
      const batch = async (names: string[], refused: UploadedFile[] = []) => {
        const files = [...(await Promise.all(names.map(keep))), ...refused];
        const options = { priority: 0, most: 100, owner: 'acc_ann', batch: { name: 'scans.zip' } };
        return (await documents.accept(files, options))[0]!.batch!;
      };
      const batches = new LocalBatches(batchRecords, documents);
      const ended = (id: string) =>
        until('the batch has ended', async () => {
          const { counts } = await batches.find(id);
          return counts.every(({ state }) => ['classified', 'failed'].includes(state)) && counts;
        });
      return { flow, records, batchRecords, documents, batches, keep, batch, ended };
    }
    const stored = async () =>
      (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

    test('a person who waits goes before the rest of a batch; a bad file is one failed entry among the others', async () => {
      const { flow, documents, batch, keep, ended } = open();
      const error = { code: 'document/password-protected', message: 'It wants a password.' };
      const id = await batch(['a', 'b', 'c'], [{ name: 'd', bytes: 9, error }]);
      await until('the first is worked on', () => flow.asked.length > 0);
      await documents.accept([await keep('mine')], { priority: 2, most: 100, owner: 'acc_bob' });
      flow.open = true;
      const counts = await ended(id);
      expect(flow.asked).toEqual(['a', 'mine', 'b', 'c']);
      expect(counts).toHaveLength(2);
      const failed = (await documents.page({ limit: 9, batch: id, status: 'failed' })).records;
      expect(failed).toMatchObject([{ name: 'd', sha256: null, answer: { error } }]);
      expect(await rejectionOf(documents.file(failed[0]!))).toMatchObject({ code: 'object-store/missing' });
    });

    test('cancelled while it works: no document of it is worked on any more, and others are', async () => {
      const { flow, documents, batches, batch, keep } = open();
      const id = await batch(['a', 'b', 'c']);
      await until('the first is worked on', () => flow.asked.length > 0);
      const { cancelled_at, counts } = await batches.cancel(id);
      expect([cancelled_at === null, counts]).toEqual([
        false,
        [{ state: 'failed', label: null, documents: 3 }],
      ]);
      const [other] = await documents.accept([await keep('other')], { priority: 0, most: 100 });
      flow.open = true;
      await documents.settled([other!.id], 60_000, new AbortController().signal);
      expect(flow.asked).toEqual(['a', 'other']);
      expect(await rejectionOf(batches.cancel('batch_0'))).toMatchObject({ code: 'request/not-found' });
    });

    test('a cancellation that a kill stopped half way is finished by the next process', async () => {
      const before = open(false);
      const id = await before.batch(['a', 'b']);
      await before.batchRecords.cancel(id);
      const { flow, documents, ended } = open();
      expect(await ended(id)).toEqual([{ state: 'failed', label: null, documents: 2 }]);
      expect(flow.asked).toEqual([]);
      const { records } = await documents.page({ limit: 9, batch: id });
      expect(records.map(({ answer }) => answer!.error!.code)).toEqual(Array(2).fill('document/cancelled'));
    });

    test('removed while it works: its documents are gone at once, their bytes soon, also after a kill', async () => {
      const { flow, documents, batches, batch } = open();
      const id = await batch(['a', 'b', 'c', 'c']);
      await until('the first is worked on', () => flow.asked.length > 0);
      await batches.remove(id);
      expect((await documents.page({ limit: 9 })).records).toEqual([]);
      expect(await rejectionOf(batches.find(id))).toMatchObject({ code: 'request/not-found' });
      await until('the bytes are gone', async () => (await stored()).length === 0);
      await documents.close();
      // Removed by a process that was killed before it had deleted the bytes.
      const before = open(false);
      await before.batchRecords.remove(await before.batch(['x', 'y']));
      expect(await stored()).toHaveLength(2);
      open();
      await until('the bytes are gone', async () => (await stored()).length === 0);
    });
  },
  { long: true },
);
