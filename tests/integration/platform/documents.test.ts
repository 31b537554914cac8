/** Documents from upload to answer: all or none, tried again where something is in the way, taken up after a stop. */
import { readdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientProxy } from '@nestjs/microservices';
import { pino } from 'pino';
import { defer } from 'rxjs';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import { LocalDirectoryObjectStore } from '#adapters/object-store/local-directory.object-store.js';
import type { DocumentQuestion } from '#contracts/document-message.schema.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { documentView } from '#nest-kit/documents/document-view.js';
import { LocalDocuments } from '#nest-kit/documents/local-documents.js';
import { RemoteDocuments } from '#nest-kit/documents/remote-documents.js';
import { RemoteApp } from '#nest-kit/messages/remote-app.js';
import type { Answered, Classify } from '#nest-kit/orchestrator/local-orchestrator.js';
import { until } from '../../support/running-platform.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { describeOnDatabases } from '../../support/test-databases.js';
import { rejectionOf } from '../../support/thrown-by.js';

const answered = (file: string): Answered => ({
  answer: {
    ...{ file, status: 'classified', label: 'letter', confidence: 0.9, runner_up: null, labels: [] },
    ...{ model: null, pages: 1, language: 'und', explanation: [] },
  },
  ...{ extracted: null, text: `the words of ${file}`, basis: null },
});
/** Works until it is told to stop. */
const endless: Classify = (_, { signal, onState }) => {
  onState?.('reading');
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DomainError('pipeline/interrupted', 'Stopped.')));
  });
};
const FAST = { look: 20, settle: 1, retries: [10, 10] };
const batch = { priority: 0, most: 100 };

/** Answers by what a test says, and remembers what it was asked. */
class ScriptedFlow {
  readonly asked: string[] = [];
  reply: Classify = async ({ name }) => answered(name);
  readonly classify: Classify = (request, options) => {
    this.asked.push(request.name);
    return this.reply(request, options);
  };
}

describeOnDatabases('documents', (place) => {
  let objectFolder: string;
  const opened: LocalDocuments[] = [];
  beforeEach(async () => {
    objectFolder = `${(await scratchWorkspace()).directory}/objects`;
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((documents) => documents.close()));
    await place.empty();
  });
  afterAll(removeScratchWorkspaces);

  function open({ maxWaiting = 10, alone = true, pace = {}, atOnce = (): number => 4 } = {}) {
    const flow = new ScriptedFlow();
    const records = new SqlDocumentRecords(place.database);
    const objects = new LocalDirectoryObjectStore(objectFolder);
    const documents = new LocalDocuments({
      ...{ records, objects, maxWaiting, alone, atOnce, classify: flow.classify },
      ...{ log: pino({ level: 'silent' }), pace: { ...FAST, ...pace } },
    });
    documents.start();
    opened.push(documents);
    const keep = async (...contents: string[]) => {
      const files = [];
      for (const content of contents) {
        const sha256 = await documents.keep(Buffer.from(content));
        files.push({ name: `${content}.txt`, bytes: content.length, sha256 });
      }
      return files;
    };
    const accept = async (...contents: string[]) => documents.accept(await keep(...contents), batch);
    const answer = async (id: string) => {
      await documents.settled([id], 60_000, new AbortController().signal);
      return documentView(await documents.find(id));
    };
    return { documents, flow, records, keep, accept, answer };
  }
  const stored = async () =>
    (await readdir(objectFolder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

  test('an upload whose answer is lost between two processes is asked for again, and kept once', async () => {
    const { documents, keep, records, answer } = open();
    let asked = 0;
    const lossy = {
      send: (_: string, { files, options }: Extract<DocumentQuestion, { ask: 'accept' }>) =>
        defer(async () => {
          const kept = await documents.accept(files, options);
          if (++asked === 1) throw new Error('Connection closed');
          return { records: [...kept], next: null };
        }),
    } as unknown as ClientProxy;
    const objects = new LocalDirectoryObjectStore(objectFolder);
    const remote = new RemoteDocuments(objects, new RemoteApp('orchestrator', lossy));
    const [one] = await remote.accept(await keep('one'), batch);
    expect(asked).toBe(2);
    asked = 0;
    const two = await remote.accept(await keep('two', 'three'), batch);
    expect(asked).toBe(2);
    const { records: kept } = await records.page({ limit: 10 });
    expect(kept.map(({ id }) => id).sort()).toEqual([one!, ...two].map(({ id }) => id).sort());
    expect((await answer(one!.id)).status).toBe('classified');
  });

  test('an accepted document is on record before it is worked on, and has its whole history after', async () => {
    const { accept, answer, flow, records, documents } = open();
    let before: DocumentRecord | undefined;
    flow.reply = async ({ id, name }, { onState }) => {
      before = await records.find(id);
      for (const state of ['reading', 'cleaning', 'predicting'] as const) onState?.(state);
      return answered(name);
    };
    const [{ id }] = (await accept('one')) as [DocumentRecord];
    expect(await answer(id)).toMatchObject({ status: 'classified', label: 'letter', file: 'one.txt' });
    expect(before!.history.map(({ state }) => state)).toEqual(['queued']);
    const { history } = await documents.find(id);
    const states = history.map(({ state }) => state);
    expect(states).toEqual(['queued', 'reading', 'cleaning', 'predicting', 'classified']);
    const found = await documents.page({ limit: 5, search: 'words "one.txt"' });
    expect(found.records.map((record) => record.id)).toEqual([id]);
  });

  test('a state that lasts is seen while it lasts', async () => {
    const { accept, flow, documents } = open();
    flow.reply = endless;
    await accept('one');
    await until('it is read', async () => {
      const { records } = await documents.page({ limit: 5, status: 'reading' });
      return records.length === 1;
    });
  });

  test('more than may wait are refused together, and nothing of them is kept', async () => {
    const { accept, keep, flow, records, documents } = open({ maxWaiting: 2 });
    flow.reply = endless;
    await accept('one');
    const error = await rejectionOf(accept('two', 'three'));
    expect(error).toMatchObject({ code: 'service/busy', retryable: true });
    expect(await records.waiting()).toBe(1);
    expect(await stored()).toHaveLength(1);
    // At no time could so many wait.
    expect(await rejectionOf(accept('two', 'three', 'four'))).toMatchObject({
      ...{ code: 'request/too-many-files', retryable: false },
      message: expect.stringMatching(/^These are 3 documents, and at most 2 .*orchestrator\.max_waiting/),
    });
    expect(await stored()).toHaveLength(1);
    // The door's own limit counts as well.
    const files = await keep('two');
    expect(await rejectionOf(documents.accept(files, { priority: 0, most: 1 }))).toMatchObject({
      code: 'service/busy',
    });
    await accept('two');
  });

  test('as many more are taken up as readers come', async () => {
    let places = 1;
    const { accept, flow } = open({ atOnce: () => places });
    flow.reply = endless;
    await accept('one', 'two', 'three', 'four');
    await until('the first has begun', () => flow.asked.length === 1);
    places = 3;
    await until('two more have begun', () => flow.asked.length === 3);
    await pause(50);
    expect(flow.asked).toHaveLength(3);
  });

  test('no more than so many at once; who waits goes before a batch', async () => {
    const { accept, keep, answer, flow, documents } = open({ atOnce: () => 1 });
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    flow.reply = async ({ name }) => {
      await gate;
      return answered(name);
    };
    const [, , last] = await accept('first', 'second', 'third');
    await until('the first has begun', () => flow.asked.length === 1);
    const [person] = await documents.accept(await keep('person'), { priority: 1, most: 100 });
    go();
    await answer(person!.id);
    await answer(last!.id);
    expect(flow.asked).toEqual(['first.txt', 'person.txt', 'second.txt', 'third.txt']);
  });

  test('what may pass is waited for, with the reason shown; then the answer comes', async () => {
    const { accept, answer, flow, documents } = open();
    const working = flow.reply;
    let told: unknown;
    flow.reply = async () => {
      flow.reply = async (request, options) => {
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

  test('what does not pass after all tries is a failure with its reason', async () => {
    const { accept, answer, flow } = open();
    flow.reply = async () => {
      throw new DomainError('service/unavailable', 'The app of stage etl is away.');
    };
    const [{ id }] = (await accept('one')) as [DocumentRecord];
    expect(await answer(id)).toMatchObject({ status: 'failed', error: { code: 'service/unavailable' } });
    expect(flow.asked).toHaveLength(3);
  });

  test('what will not pass is its failure at once, and a fault of ours shows nothing of our insides', async () => {
    const { accept, answer, flow } = open();
    flow.reply = async ({ name }) => {
      throw name === 'one.txt'
        ? new DomainError('model/outdated', 'Train it again.')
        : new TypeError('x of y');
    };
    const [one, two] = (await accept('one', 'two')) as [DocumentRecord, DocumentRecord];
    expect(await answer(one.id)).toMatchObject({ status: 'failed', error: { code: 'model/outdated' } });
    const { status, error } = await answer(two.id);
    expect([status, error?.code]).toEqual(['failed', 'internal/unexpected']);
    expect(error!.message).not.toContain('x of y');
    expect(flow.asked).toHaveLength(2);
  });

  test('a stop gives back what is unfinished; the next start takes it up, and only that', async () => {
    const { accept, answer, flow, documents } = open();
    const [done] = (await accept('done')) as [DocumentRecord];
    await answer(done.id);
    flow.reply = endless;
    const [left] = (await accept('left')) as [DocumentRecord];
    await until('it has begun', () => flow.asked.includes('left.txt'));
    await documents.close();
    expect(documentView(await documents.find(left.id))).toMatchObject({ status: 'queued', label: null });

    const next = open();
    expect(await next.answer(left.id)).toMatchObject({ status: 'classified' });
    expect(next.flow.asked).toEqual(['left.txt']);
  });

  test('what a killed process had in hand is taken over, and its late answer counts for nothing', async () => {
    const never = 1_000_000;
    const killed = open({ alone: false, pace: { look: never, beat: never, silence: 100 } });
    let finish = (): void => undefined;
    killed.flow.reply = async ({ name }) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      const late = answered(name);
      return { ...late, answer: { ...late.answer, label: 'late' } };
    };
    const [{ id }] = (await killed.accept('one')) as [DocumentRecord];
    await until('it has begun', () => killed.flow.asked.length === 1);
    const next = open({ alone: false });
    expect(await next.answer(id)).toMatchObject({ status: 'classified', label: 'letter' });
    finish();
    await killed.documents.close();
    const { answer, history } = await next.documents.find(id);
    expect(answer!.label).toBe('letter');
    expect(history.filter(({ error }) => error !== undefined)).toMatchObject([
      { state: 'queued', error: { code: 'service/unavailable' } },
    ]);
  });

  test('a document that takes every process along that reads it is given up', async () => {
    const { accept, answer, flow, records, documents } = open();
    await documents.close();
    const [{ id }] = (await accept('one')) as [DocumentRecord];
    for (let kill = 0; kill < 10; kill++) {
      expect(await records.claim({ worker: `killed ${kill}`, seconds: 60 }, 1)).toHaveLength(1);
      await records.reclaimAll();
    }
    const next = open();
    expect(await next.answer(id)).toMatchObject({
      status: 'failed',
      error: { code: 'document/ends-the-worker' },
    });
    expect([...flow.asked, ...next.flow.asked]).toEqual([]);
    expect(await answer(id)).toMatchObject({ status: 'failed' });
  });

  test('deleting stops the work on it, and a late answer brings nothing back', async () => {
    const { accept, flow, documents, records } = open();
    let finish = (): void => undefined;
    flow.reply = async ({ name }) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return answered(name);
    };
    const [{ id }] = (await accept('one')) as [DocumentRecord];
    await until('it has begun', () => flow.asked.length === 1);
    const removed = documents.remove(id);
    finish();
    await removed;
    expect(await records.waiting()).toBe(0);
    expect(await stored()).toEqual([]);
    expect(await rejectionOf(documents.find(id))).toMatchObject({ code: 'request/not-found' });
    expect(await rejectionOf(documents.remove(id))).toMatchObject({ code: 'request/not-found' });
  });

  test('cancelling ends the work on it with that as the reason, at once for who waits; an answer stays', async () => {
    const { accept, answer, flow, documents } = open({ atOnce: () => 1 });
    flow.reply = endless;
    const [begun, waiting] = (await accept('one', 'two')) as [DocumentRecord, DocumentRecord];
    await until('it has begun', () => flow.asked.length === 1);
    const waited = answer(begun.id);
    flow.reply = async ({ name }) => answered(name);
    await documents.cancel(begun.id);
    expect(await waited).toMatchObject({
      status: 'failed',
      error: { code: 'document/cancelled' },
      file: 'one.txt',
    });
    expect((await documents.find(begun.id)).history.at(-1)).toMatchObject({ state: 'failed' });
    const before = await answer(waiting.id);
    expect(documentView(await documents.cancel(waiting.id))).toEqual(before);
    expect(await rejectionOf(documents.cancel('doc_nowhere'))).toMatchObject({ code: 'request/not-found' });
  });
});
