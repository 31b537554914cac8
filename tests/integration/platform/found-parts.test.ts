/** Documents found in a file: on record with its end or not at all, whatever is in the way, and gone with it. */
import { readdir } from 'node:fs/promises';
import { pino } from 'pino';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import { LocalDirectoryObjectStore } from '#adapters/object-store/local-directory.object-store.js';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';
import { type SplitPart, splitAnswer } from '#core/prediction/split-document.js';
import { LocalDocuments } from '#nest-kit/documents/local-documents.js';
import type { Classify } from '#nest-kit/orchestrator/local-orchestrator.js';
import { until } from '../../support/running-platform.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { describeOnDatabases } from '../../support/test-databases.js';
import { writtenDocument } from '../../support/written-documents.js';

const answer = (file: string, label: string): DocumentAnswer => ({
  ...{ file, status: 'classified', label, confidence: 0.9, runner_up: null, labels: [] },
  ...{ model: null, pages: 1, language: 'und', explanation: [] },
});
const part = (page: number, label: string): SplitPart => ({
  pages: [page, page],
  bytes: Buffer.from(`bytes of ${label}`),
  answer: answer(`all p${page}.pdf`, label),
  extracted: writtenDocument([`words of ${label}`]),
});
const splitting: Classify = async ({ name }) => {
  const parts = [part(1, 'invoice'), part(2, 'letter')];
  return { answer: splitAnswer(name, parts), extracted: null, text: '', basis: null, parts };
};

describeOnDatabases('documents found in a file', (place) => {
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

  const open = (classify: Classify = splitting) => {
    const records = new SqlDocumentRecords(place.database);
    const documents = new LocalDocuments({
      ...{ records, objects: new LocalDirectoryObjectStore(folder), classify },
      ...{ maxWaiting: 10, alone: true, atOnce: () => 1, log: pino({ level: 'silent' }) },
      pace: { look: 20, settle: 1, retries: [10, 10] },
    });
    documents.start();
    opened.push(documents);
    return { documents, records };
  };
  const accept = async (documents: LocalDocuments) => {
    const file = { name: 'all.pdf', bytes: 9, sha256: await documents.keep(Buffer.from('the whole')) };
    const [record] = await documents.accept([file], { priority: 0, most: 10, split: 'auto' });
    return record!.id;
  };
  const ended = (documents: LocalDocuments, id: string) =>
    documents.settled([id], 60_000, new AbortController().signal);
  const files = async () =>
    (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
      .length;

  test('they are found by class, by their words and by the file; the file itself is no document of a class', async () => {
    const { documents } = open();
    const id = await accept(documents);
    await ended(documents, id);
    const whole = await documents.find(id);
    expect(whole.parts!.map(({ pages, label }) => [pages, label])).toEqual([
      [[1, 1], 'invoice'],
      [[2, 2], 'letter'],
    ]);
    const [, letter] = whole.parts!;
    const { records } = await documents.page({ limit: 9, search: '"words of letter"' });
    expect(records).toEqual([expect.objectContaining({ id: letter!.id, part_of: { id, pages: [2, 2] } })]);
    expect(Buffer.from(await documents.file(records[0]!)).toString()).toBe('bytes of letter');
  });

  test('deleting the file leaves nothing of them; deleting one leaves the others', async () => {
    const { documents, records } = open();
    const id = await accept(documents);
    await ended(documents, id);
    expect(await files()).toBe(5);
    const [first, second] = (await documents.find(id)).parts!;
    await documents.remove(first!.id);
    expect((await documents.find(id)).parts!.map((each) => each.id)).toEqual([second!.id]);
    await documents.remove(id);
    expect(await records.find(second!.id)).toBeUndefined();
    await until('their files are gone', async () => (await files()) === 0);
  });

  test('a file that is removed while it is split brings none', async () => {
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    let asked = false;
    const { documents, records } = open(async (request, options) => {
      asked = true;
      await gate;
      return splitting(request, options);
    });
    const id = await accept(documents);
    await until('it is worked on', () => asked);
    await records.remove(id);
    go();
    await until('nothing is kept', async () => (await files()) === 0);
    expect((await documents.page({ limit: 9 })).records).toEqual([]);
  });

  test('age takes no file that holds a document whose right label was told', async () => {
    const { documents, records } = open();
    const id = await accept(documents);
    await ended(documents, id);
    const [first] = (await documents.find(id)).parts!;
    await place.database.run((db) =>
      db
        .updateTable('documents')
        .set({ right_label: 'invoice', said_by: 'ann', said_at: new Date() })
        .where('id', '=', first!.id)
        .execute(),
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    await records.removeOlder(0, 10);
    expect((await documents.find(id)).parts!.map((each) => each.id)).toEqual([first!.id]);
  });
});
