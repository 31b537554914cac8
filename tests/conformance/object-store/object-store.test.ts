/** What every object store promises, on each of them. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LocalDirectoryObjectStore } from '#adapters/object-store/local-directory.object-store.js';
import { S3ObjectStore } from '#adapters/object-store/s3.object-store.js';
import { openObjectStore } from '#composition/open-object-store.js';
import { openWorkspace } from '#composition/open-workspace.js';
import type { ObjectStore } from '#ports/object-store.port.js';
import { type FakeS3, startFakeS3 } from '../../support/fake-s3.js';
import { closeS3, describeWithS3, s3Remote } from '../../support/remotes.js';
import { until } from '../../support/running-platform.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { rejectionOf } from '../../support/thrown-by.js';

/** A store of its own for one test, and what lies in it by other means than the store's own. */
interface TestStore {
  open(): ObjectStore;
  names(): Promise<string[]>;
  write(name: string, bytes: Uint8Array): Promise<void>;
}

afterEach(removeScratchWorkspaces);
afterAll(closeS3);

async function localStore(): Promise<TestStore> {
  const { directory } = await scratchWorkspace();
  const root = join(directory, 'objects');
  const pathOf = (name: string) => join(root, name.slice(0, 2), name.slice(2));
  return {
    open: () => new LocalDirectoryObjectStore(root),
    names: async () =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(root.length + 1)
            .replace('/', ''),
        )
        .sort(),
    write: async (name, bytes) => {
      mkdirSync(dirname(pathOf(name)), { recursive: true });
      rmSync(pathOf(name), { force: true });
      writeFileSync(pathOf(name), bytes);
    },
  };
}

async function s3Store(): Promise<TestStore> {
  const place = await s3Remote();
  return {
    open: () => new S3ObjectStore(place.options),
    names: async () => (await place.keys()).map((key) => key.replace('/', '')),
    write: (name, bytes) => place.write(`${name.slice(0, 2)}/${name.slice(2)}`, bytes),
  };
}

const nameOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const promises = (make: () => Promise<TestStore>) => () => {
  let place: TestStore;
  let store: ObjectStore;
  beforeEach(async () => {
    place = await make();
    store = place.open();
  });

  test.each<[string, Uint8Array]>([
    ['text', Buffer.from('Invoice 4711')],
    ['nothing', new Uint8Array()],
    ['every byte', Uint8Array.from({ length: 256 }, (_, value) => value)],
    [
      'a view into something larger',
      new Uint8Array(Buffer.from('xxInvoicexx').buffer.slice(0)).subarray(2, 9),
    ],
    ['several megabytes', randomBytes(6_000_000)],
  ])('%s comes back as it was put, under the sha256 of its content', async (_, bytes) => {
    const name = await store.put(bytes);
    expect(name).toBe(nameOf(bytes));
    expect(await store.has(name)).toBe(true);
    const back = await store.get(name);
    expect(Buffer.compare(back, bytes)).toBe(0);
    // Another process finds it as well.
    expect(Buffer.compare(await place.open().get(name), bytes)).toBe(0);
  });

  test('the same bytes are kept once, however many put them at the same time', async () => {
    const bytes = randomBytes(50_000);
    const names = await Promise.all(Array.from({ length: 6 }, () => place.open().put(bytes)));
    expect(new Set(names)).toEqual(new Set([nameOf(bytes)]));
    expect(await place.names()).toEqual([nameOf(bytes)]);
  });

  test('a deleted object is gone, and deleting it again is no error', async () => {
    const name = await store.put(Buffer.from('secret'));
    await store.delete(name);
    await store.delete(name);
    expect(await store.has(name)).toBe(false);
    expect(await place.names()).toEqual([]);
    const error = await rejectionOf(store.get(name));
    expect(error).toMatchObject({ code: 'object-store/missing' });
    expect(error.message).toContain(name);
  });

  test('bytes that are not those of the name are never given out', async () => {
    const bytes = Buffer.from('Invoice 4711');
    const name = await store.put(bytes);
    await place.write(name, Buffer.from('Invoice 4712'));
    const error = await rejectionOf(store.get(name));
    expect(error).toMatchObject({ code: 'object-store/damaged' });
  });

  test('what a power cut left is written again by the next put', async () => {
    const bytes = Buffer.from('Invoice 4711');
    await place.write(nameOf(bytes), Buffer.from('Invo'));
    await store.put(bytes);
    expect(Buffer.from(await store.get(nameOf(bytes))).toString()).toBe('Invoice 4711');
  });

  test.each(['', '../../etc/passwd', 'a'.repeat(63), 'A'.repeat(64), `${'a'.repeat(64)}\n`])(
    'no name becomes a path: %j',
    async (name) => {
      for (const use of [() => store.get(name), () => store.has(name), () => store.delete(name)])
        expect(await rejectionOf(use())).toMatchObject({ code: 'object-store/missing' });
    },
  );

  test('an empty store is healthy', async () => {
    await store.check();
  });
};

describe('local directory', () => {
  promises(localStore)();

  test('a put leaves no litter beside the object', async () => {
    const { directory } = await scratchWorkspace();
    const name = await new LocalDirectoryObjectStore(directory).put(Buffer.from('foo'));
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    expect(files.map((each) => each.name)).toEqual([name.slice(2)]);
    expect(readFileSync(join(directory, name.slice(0, 2), name.slice(2)), 'utf8')).toBe('foo');
  });

  test('what a kill left half-written is swept after a while', async () => {
    const workspace = await scratchWorkspace({ 'tmp/old': 'half a scan', 'tmp/new': 'being written' });
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
    utimesSync(workspace.path('tmp/old'), yesterday, yesterday);
    await new LocalDirectoryObjectStore(workspace.directory).put(Buffer.from('foo'));
    await until('the old one is gone', () => !existsSync(workspace.path('tmp/old')));
    expect(existsSync(workspace.path('tmp/new'))).toBe(true);
  });

  test('it is healthy where it takes files, not where it only may be looked into', async () => {
    const workspace = await scratchWorkspace({ 'full/tmp': 'no folder' });
    const error = await rejectionOf(new LocalDirectoryObjectStore(workspace.path('full')).check());
    expect(error).toMatchObject({ code: 'object-store/unavailable' });
    await new LocalDirectoryObjectStore(workspace.path('good')).check();
    expect(readdirSync(workspace.path('good/tmp'))).toEqual([]);
  });

  test('a place that is no folder is told, with what to check', async () => {
    const workspace = await scratchWorkspace({ objects: 'a file' });
    const store = new LocalDirectoryObjectStore(workspace.path('objects'));
    for (const use of [() => store.put(Buffer.from('foo')), () => store.check()]) {
      const error = await rejectionOf(use());
      expect(error).toMatchObject({ code: 'object-store/unavailable', retryable: true });
      expect(error.message).toContain('check that the folder exists');
    }
  });
});

describeWithS3('S3', promises(s3Store));

describe('S3, as the settings say', () => {
  let server: FakeS3;
  beforeEach(async () => {
    server = await startFakeS3();
  });
  afterEach(() => server.close());
  const configured = async (lines: string) => {
    const { directory } = await scratchWorkspace({ 'pipelines.yaml': 'stages: {}', '.env': lines });
    return openObjectStore(await openWorkspace(directory));
  };
  const keys = 'AWS_ACCESS_KEY_ID=me\nAWS_SECRET_ACCESS_KEY=geheim\n';

  test.each([
    ['s3://bucket', ''],
    ['s3://bucket/', ''],
    ['s3://bucket/docket/prod/', 'docket/prod/'],
  ])('%s: keys, session token and the customer key of .env are used, as for remotes', async (url, prefix) => {
    const customerKey = randomBytes(32).toString('base64');
    const store = await configured(
      `DOCKET_OBJECT_STORE=${url}\nDOCKET_S3_ENDPOINT=${server.endpoint}\n${keys}AWS_SESSION_TOKEN=for-an-hour\nDOCKET_S3_CUSTOMER_KEY=${customerKey}\n`,
    );
    const name = await store.put(Buffer.from('Invoice 4711'));
    expect([...server.objects.keys()]).toEqual([`${prefix}${name.slice(0, 2)}/${name.slice(2)}`]);
    expect(Buffer.from(await store.get(name)).toString()).toBe('Invoice 4711');
    for (const { headers } of server.requests) {
      expect(headers.authorization).toContain('Credential=me/');
      expect(headers['x-amz-security-token']).toBe('for-an-hour');
      expect(headers['x-amz-server-side-encryption-customer-key']).toBe(customerKey);
    }
  });

  test('an address without a bucket is told', async () => {
    const error = await rejectionOf(configured('DOCKET_OBJECT_STORE=s3:///docket\n'));
    expect(error).toMatchObject({ code: 'config/invalid' });
    expect(error.message).toContain('DOCKET_OBJECT_STORE');
  });

  test('keys that the server does not take are told with where they are set', async () => {
    server.fault = () => ({ status: 403, code: 'InvalidAccessKeyId' });
    const store = await configured(
      `DOCKET_OBJECT_STORE=s3://bucket\nDOCKET_S3_ENDPOINT=${server.endpoint}\n${keys}`,
    );
    const error = await rejectionOf(store.get('a'.repeat(64)));
    expect(error).toMatchObject({ code: 'object-store/unavailable', retryable: true });
    expect(error.message).toContain('AWS_ACCESS_KEY_ID');
  });

  test('a server that is not there is told, with the settings to check, and may be tried again', async () => {
    const store = await configured(
      `DOCKET_OBJECT_STORE=s3://scans\nDOCKET_S3_ENDPOINT=http://127.0.0.1:9\n${keys}`,
    );
    const error = await rejectionOf(store.check());
    expect(error).toMatchObject({ code: 'object-store/unavailable', retryable: true });
    expect(error.message).toContain('DOCKET_S3_ENDPOINT');
  });
});
