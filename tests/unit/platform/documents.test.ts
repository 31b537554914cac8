/** Documents from upload to answer: all or none, tried again where something is in the way, taken up after a stop. */
import { readdir, writeFile } from 'node:fs/promises';
import { pino } from 'pino';
import { LocalDirectoryObjectStore } from '#adapters/object-store/local-directory.object-store.js';
import { JsonRecords } from '#composition/json-records.js';
import type { ClassifyReply, ClassifyRequest } from '#contracts/classify-message.schema.js';
import { type DocumentRecord, DocumentRecordSchema } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { documentView } from '#nest-kit/documents/document-view.js';
import { Documents } from '#nest-kit/documents/documents.js';
import { type ClassifyOptions, Orchestrator } from '#nest-kit/orchestrator/orchestrator.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { rejectionOf } from '../../support/thrown-by.js';

afterEach(removeScratchWorkspaces);

type Answer = Extract<ClassifyReply, { type: 'answer' }>;

/** Answers by what a test says, and remembers what it was asked. */
class FakeOrchestrator extends Orchestrator {
  readonly asked: string[] = [];
  reply: (request: ClassifyRequest, options: ClassifyOptions) => Promise<Answer> = async ({ name }) =>
    answered(name);

  override classify(request: ClassifyRequest, options: ClassifyOptions): Promise<Answer> {
    this.asked.push(request.name);
    return this.reply(request, options);
  }
  override async status() {
    return { model: null, problem: null };
  }
  override async close(): Promise<void> {}
}

const answered = (file: string): Answer => ({
  type: 'answer',
  answer: {
    ...{ file, status: 'classified', label: 'letter', confidence: 0.9, runner_up: null, labels: [] },
    ...{ model: null, pages: 1, language: 'und', explanation: [] },
  },
  extracted: null,
});
/** Works until it is told to stop. */
const endless: FakeOrchestrator['reply'] = (_, { signal, onState }) => {
  onState?.('reading');
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DomainError('pipeline/interrupted', 'Stopped.')));
  });
};

async function open({ maxOpen = 10 } = {}) {
  const { directory } = await scratchWorkspace();
  const [recordFolder, objectFolder] = [`${directory}/documents`, `${directory}/objects`];
  const again = () => {
    const orchestrator = new FakeOrchestrator();
    const records = new JsonRecords<DocumentRecord>(recordFolder, DocumentRecordSchema);
    const objects = new LocalDirectoryObjectStore(objectFolder);
    const log = pino({ level: 'silent' });
    const documents = new Documents({ records, objects, orchestrator, log, maxOpen });
    const accept = async (...contents: string[]) => {
      const files = [];
      for (const content of contents) {
        const sha256 = await documents.keep(Buffer.from(content));
        files.push({ name: `${content}.txt`, bytes: content.length, sha256 });
      }
      return documents.accept(files);
    };
    const answer = async (id: string) => {
      await documents.settled([id], 10_000, new AbortController().signal);
      return documentView(await documents.find(id));
    };
    return { documents, orchestrator, records, accept, answer };
  };
  const stored = async () =>
    (await readdir(objectFolder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  return { ...again(), again, stored, recordFolder };
}

test('an accepted document is on disk before it is worked on, and has its whole history after', async () => {
  const { accept, answer, orchestrator, records } = await open();
  let onDisk: DocumentRecord | undefined;
  orchestrator.reply = async ({ id, name }, { onState }) => {
    onDisk = await records.find(id);
    for (const state of ['reading', 'cleaning', 'predicting'] as const) onState?.(state);
    return answered(name);
  };
  const [{ id }] = (await accept('one')) as [DocumentRecord];
  expect(await answer(id)).toMatchObject({ status: 'classified', label: 'letter', file: 'one.txt' });
  expect(onDisk!.history.map(({ state }) => state)).toEqual(['queued']);
  const { history } = (await records.find(id))!;
  const states = history.map(({ state }) => state);
  expect(states).toEqual(['queued', 'reading', 'cleaning', 'predicting', 'classified']);
});

test('more than may wait are refused together, and nothing of them is kept', async () => {
  const { accept, orchestrator, records, stored, documents } = await open({ maxOpen: 2 });
  orchestrator.reply = endless;
  await accept('one');
  const error = await rejectionOf(accept('two', 'three'));
  expect(error).toMatchObject({ code: 'service/busy', retryable: true });
  expect(await records.ids()).toHaveLength(1);
  expect(await stored()).toHaveLength(1);
  await accept('two');
  await documents.close();
});

test('where one cannot be put on record, none is', async () => {
  const { accept, orchestrator, records, stored } = await open();
  const save = records.save.bind(records);
  let saved = 0;
  records.save = async (record) => {
    saved += 1;
    if (saved === 3) throw new DomainError('workspace/disk-full', 'Full.');
    await save(record);
  };
  expect(await rejectionOf(accept('one', 'two', 'three'))).toMatchObject({ code: 'workspace/disk-full' });
  expect(await records.ids()).toEqual([]);
  expect(await stored()).toEqual([]);
  expect(orchestrator.asked).toEqual([]);
});

test('what may pass is waited for, with the reason shown; then the answer comes', async () => {
  const { accept, answer, orchestrator, documents } = await open();
  const working = orchestrator.reply;
  let told: unknown;
  orchestrator.reply = async () => {
    orchestrator.reply = async (request, options) => {
      told = documentView(await documents.find(request.id));
      return working(request, options);
    };
    throw new DomainError('service/unavailable', 'The app of stage etl is away.');
  };
  const [{ id }] = (await accept('one')) as [DocumentRecord];
  expect(await answer(id)).toMatchObject({ status: 'classified', label: 'letter' });
  expect(told).toMatchObject({
    ...{ status: 'queued', label: null },
    error: { code: 'service/unavailable', message: 'The app of stage etl is away.' },
  });
  expect((await answer(id)).error).toBeUndefined();
});

test('what will not pass is its failure, and a fault of ours shows nothing of our insides', async () => {
  const { accept, answer, orchestrator } = await open();
  orchestrator.reply = async ({ name }) => {
    throw name === 'one.txt' ? new DomainError('model/outdated', 'Train it again.') : new TypeError('x of y');
  };
  const [one, two] = (await accept('one', 'two')) as [DocumentRecord, DocumentRecord];
  expect(await answer(one.id)).toMatchObject({ status: 'failed', error: { code: 'model/outdated' } });
  const { status, error } = await answer(two.id);
  expect([status, error?.code]).toEqual(['failed', 'internal/unexpected']);
  expect(error!.message).not.toContain('x of y');
});

test('a stop leaves what is unfinished as it was; the next start takes it up, and only that', async () => {
  const { accept, answer, orchestrator, documents, again } = await open();
  const [done] = (await accept('done')) as [DocumentRecord];
  await answer(done.id);
  orchestrator.reply = endless;
  const [left] = (await accept('left')) as [DocumentRecord];
  await documents.close();

  const next = again();
  expect(documentView(await next.documents.find(left.id)).status).toBe('queued');
  await next.documents.resume();
  expect(await next.answer(left.id)).toMatchObject({ status: 'classified' });
  expect(next.orchestrator.asked).toEqual(['left.txt']);
});

test('a damaged record keeps none of the others from being taken up', async () => {
  const { accept, orchestrator, documents, again, recordFolder } = await open();
  orchestrator.reply = endless;
  const [bad, good] = (await accept('bad', 'good')) as [DocumentRecord, DocumentRecord];
  await documents.close();
  await writeFile(`${recordFolder}/${bad.id}.json`, '{"format":');
  const next = again();
  await next.documents.resume();
  expect(await next.answer(good.id)).toMatchObject({ status: 'classified' });
});

test('deleting stops the work on it, and a late answer brings nothing back', async () => {
  const { accept, orchestrator, documents, records, stored } = await open();
  let finish = (): void => undefined;
  orchestrator.reply = async ({ name }) => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return answered(name);
  };
  const [{ id }] = (await accept('one')) as [DocumentRecord];
  const removed = documents.remove(id);
  finish();
  await removed;
  expect(await records.ids()).toEqual([]);
  expect(await stored()).toEqual([]);
  expect(await rejectionOf(documents.find(id))).toMatchObject({ code: 'request/not-found' });
});
