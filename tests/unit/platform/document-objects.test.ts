/** Equal uploads share their bytes, and no delete takes them from another, whatever the order of events. */
import { createHash } from 'node:crypto';
import { DocumentObjects, type ObjectSurvey } from '#nest-kit/documents/document-objects.js';
import { ObjectStore } from '#ports/object-store.port.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const bytes = (text: string) => new TextEncoder().encode(text);

/** Remembers what it has; a put of bytes that are there does nothing, as in real stores. */
class MemoryStore extends ObjectStore {
  readonly stored = new Set<string>();
  override async put(content: Uint8Array): Promise<string> {
    const name = createHash('sha256').update(content).digest('hex');
    if (!this.stored.has(name)) this.stored.add(name);
    return name;
  }
  override async get(): Promise<Uint8Array> {
    throw new Error('Nobody reads here.');
  }
  override async has(name: string): Promise<boolean> {
    return this.stored.has(name);
  }
  override async delete(name: string): Promise<void> {
    await Promise.resolve();
    this.stored.delete(name);
  }
  override async check(): Promise<void> {}
}

interface Entry {
  upload: string;
  extracted: string | null;
}

function open() {
  const store = new MemoryStore();
  const records: Entry[] = [];
  /** Set to hold a survey after it has read the records. */
  let pause: Promise<void> = Promise.resolve();
  const survey = async (): Promise<ObjectSurvey> => {
    const wanted = new Set(
      records.flatMap(({ upload, extracted }) => (extracted ? [upload, extracted] : [upload])),
    );
    const unread = new Set(records.filter(({ extracted }) => extracted === null).map(({ upload }) => upload));
    await pause;
    return { wanted, unread };
  };
  const hold = (until: Promise<void>) => {
    pause = until;
  };
  return { store, records, hold, objects: new DocumentObjects(store, survey) };
}
function gate() {
  let pass = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  return { passed, open: pass };
}
const soon = () => new Promise((resolve) => setImmediate(resolve));

const [UPLOAD, TEXT] = [sha256('upload'), sha256('text')];

test('the last document takes its bytes and text along, an earlier one leaves them', async () => {
  const { store, records, objects } = open();
  for (const content of ['upload', 'text']) await store.put(bytes(content));
  records.push({ upload: UPLOAD, extracted: TEXT });
  await objects.deleteUnused(UPLOAD, TEXT);
  expect([...store.stored].sort()).toEqual([UPLOAD, TEXT].sort());
  records.pop();
  await objects.deleteUnused(UPLOAD, TEXT);
  expect(store.stored.size).toBe(0);
});

test('an upload that arrives while an equal document is deleted keeps its bytes', async () => {
  const { store, records, hold, objects } = open();
  await store.put(bytes('upload'));
  const survey = gate();
  hold(survey.passed);
  const deleted = objects.deleteUnused(UPLOAD);
  const held = objects.hold(bytes('upload'));
  survey.open();
  await Promise.all([deleted, held]);
  expect(store.stored.has(UPLOAD)).toBe(true);

  // On record and released before the next deletion looks: kept. Gone from the records: deleted.
  records.push({ upload: UPLOAD, extracted: null });
  await objects.release(UPLOAD);
  await objects.deleteUnused(UPLOAD);
  expect(store.stored.has(UPLOAD)).toBe(true);
  records.pop();
  await objects.deleteUnused(UPLOAD);
  expect(store.stored.has(UPLOAD)).toBe(false);
});

test('an upload that is put on record after the deletion has read the records keeps its bytes', async () => {
  const { store, records, hold, objects } = open();
  await objects.hold(bytes('upload'));
  const survey = gate();
  hold(survey.passed);
  const deleted = objects.deleteUnused(UPLOAD);
  await soon();
  records.push({ upload: UPLOAD, extracted: null });
  const released = objects.release(UPLOAD);
  await soon();
  survey.open();
  await Promise.all([deleted, released]);
  expect(store.stored.has(UPLOAD)).toBe(true);
});

test('of two equal uploads one is refused: the other keeps its bytes', async () => {
  const { store, objects } = open();
  await Promise.all([objects.hold(bytes('upload')), objects.hold(bytes('upload'))]);
  await objects.release(UPLOAD);
  await objects.deleteUnused(UPLOAD);
  expect(store.stored.has(UPLOAD)).toBe(true);
  await objects.release(UPLOAD);
  await objects.deleteUnused(UPLOAD);
  expect(store.stored.has(UPLOAD)).toBe(false);
});

test('a document that is being read finds the text of an equal one that was deleted meanwhile', async () => {
  const { store, records, objects } = open();
  for (const content of ['upload', 'text']) await store.put(bytes(content));
  records.push({ upload: UPLOAD, extracted: null });
  await objects.deleteUnused(UPLOAD, TEXT);
  expect(store.stored.has(TEXT)).toBe(true);
});

test('a deletion that fails is told, and holds no later one up', async () => {
  const { store, objects } = open();
  await store.put(bytes('upload'));
  store.delete = async () => {
    throw new Error('The disk is gone.');
  };
  await expect(objects.deleteUnused(UPLOAD)).rejects.toThrow('The disk is gone.');
  store.delete = MemoryStore.prototype.delete;
  await objects.deleteUnused(UPLOAD);
  expect(store.stored.size).toBe(0);
});

test('what somebody holds for ever keeps nothing for ever: after a while it is told, and goes with its last document', async () => {
  const { store, records, objects } = open();
  // One gateway was killed in the middle; another one brought the same bytes, and its document is deleted again.
  await objects.hold(bytes('upload'));
  await objects.hold(bytes('upload'));
  records.push({ upload: UPLOAD, extracted: null });
  await objects.release(UPLOAD);
  records.pop();
  await objects.deleteUnused(UPLOAD);
  expect(store.stored.has(UPLOAD)).toBe(true);
  expect(objects.heldNow()).toEqual([UPLOAD]);
  expect(objects.forgetOlder(60_000)).toEqual([]);
  expect(objects.forgetOlder(-1)).toEqual([UPLOAD]);
  expect(objects.heldNow()).toEqual([]);
  await objects.deleteUnused(UPLOAD);
  expect(store.stored.has(UPLOAD)).toBe(false);
});
