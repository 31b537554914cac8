/** What every remote promises, on each of them. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Remote } from '../../../libs/ports/remote.port.js';
import {
  closeS3,
  describeWithS3,
  directoryRemote,
  s3Remote,
  type TestRemote,
} from '../../support/remotes.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

const md5Of = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
const keyOf = (md5: string) => `files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`;
const { signal } = new AbortController();

afterAll(() => {
  closeS3();
  removeScratchWorkspaces();
});

const promises = (make: () => Promise<TestRemote>) => () => {
  let place: TestRemote;
  let remote: Remote;
  beforeEach(async () => {
    place = await make();
    remote = place.open();
    await remote.prepare(signal);
  });
  afterEach(() => remote.close());

  const send = (bytes: Uint8Array, md5: string | null = md5Of(bytes), key = keyOf(md5Of(bytes))) =>
    remote.upload({ key, md5, size: bytes.length, source: bytes, signal });
  const fetched = async (key: string, from = 0): Promise<Buffer | null> => {
    const download = await remote.download(key, from, signal);
    if (download === null) return null;
    const chunks: Uint8Array[] = [];
    for await (const chunk of download.content) chunks.push(chunk);
    return Buffer.concat(chunks);
  };

  test('an object comes back as it was sent, and lies where DVC 3 puts it', async () => {
    const bytes = Buffer.from('foo');
    await send(bytes);
    expect(await place.keys()).toEqual(['files/md5/ac/bd18db4cc2f85cedef654fccc4a4d8']);
    expect(await fetched('files/md5/ac/bd18db4cc2f85cedef654fccc4a4d8')).toEqual(bytes);
    expect(await remote.stat(keyOf(md5Of(bytes)), signal)).toMatchObject({ size: 3 });
  });

  test('one large object that two send at once arrives, for both', async () => {
    const bytes = Buffer.alloc(64 * 1024 * 1024, 'model');
    const key = keyOf(md5Of(bytes));
    const other = place.open();
    const upload = { key, md5: md5Of(bytes), size: bytes.length, source: bytes, signal };
    let second: Promise<void> | undefined;
    const moved = () => {
      second ??= other.upload(upload);
    };
    await remote.upload({ ...upload, moved });
    await expect(second ?? other.upload(upload)).resolves.toBeUndefined();
    expect(await remote.stat(key, signal)).toMatchObject({ size: bytes.length });
    await other.close();
  });

  test('an empty object, and one from a file that is larger than what is held in memory', async () => {
    await send(Buffer.alloc(0));
    expect(await fetched(keyOf(md5Of(Buffer.alloc(0))))).toHaveLength(0);
    const scratch = await scratchWorkspace();
    const large = Buffer.alloc(20 * 1024 * 1024 + 7, 'scan');
    writeFileSync(scratch.path('large'), large);
    const key = keyOf(md5Of(large));
    let over = 0;
    const moved = (bytes: number) => {
      expect(bytes).toBeGreaterThanOrEqual(over);
      over = bytes;
    };
    await remote.upload({
      key,
      md5: md5Of(large),
      size: large.length,
      source: scratch.path('large'),
      signal,
      moved,
    });
    expect(over).toBe(large.length);
    expect(md5Of((await fetched(key))!)).toBe(md5Of(large));
    expect(md5Of((await fetched(key, large.length - 5))!)).toBe(md5Of(large.subarray(-5)));
  });

  test('what is not there is null, without an error', async () => {
    expect(await fetched(keyOf('0'.repeat(32)))).toBeNull();
    expect(await remote.stat(keyOf('0'.repeat(32)), signal)).toBeNull();
    await remote.delete([keyOf('0'.repeat(32))], signal);
  });

  test('a source that is not what its name says is refused, and nothing of it is visible', async () => {
    const wrong = md5Of(Buffer.from('right'));
    await expect(send(Buffer.from('wrong'), wrong, keyOf(wrong))).rejects.toMatchObject({
      code: 'cache/damaged-object',
    });
    const scratch = await scratchWorkspace();
    const large = Buffer.alloc(20 * 1024 * 1024, 1);
    writeFileSync(scratch.path('large'), large);
    await expect(
      remote.upload({
        key: keyOf(wrong),
        md5: wrong,
        size: large.length,
        source: scratch.path('large'),
        signal,
      }),
    ).rejects.toMatchObject({ code: 'cache/damaged-object' });
    expect(await place.keys()).toEqual([]);
  });

  test('sending again replaces what is there', async () => {
    const bytes = Buffer.from('foo');
    await place.write(keyOf(md5Of(bytes)), Buffer.from('bar'));
    await send(bytes);
    expect(await fetched(keyOf(md5Of(bytes)))).toEqual(bytes);
  });

  test('listing tells names, sizes and times by prefix; deleting takes away what is named', async () => {
    const texts = Array.from({ length: 30 }, (_, index) => Buffer.from(`text ${index}`));
    for (const text of texts) await send(text);
    await send(Buffer.from('run'), null, `runs/ab/${'ab'.repeat(32)}/${'cd'.repeat(32)}`);
    const keys = texts.map((text) => keyOf(md5Of(text))).sort();
    const found: string[] = [];
    for await (const { key, size, modified } of remote.list('files/md5/', signal)) {
      found.push(key);
      expect(size).toBeLessThan(8);
      expect(Math.abs(Date.now() - modified)).toBeLessThan(3_600_000);
    }
    expect(found.sort()).toEqual(keys);
    const digit = keys[0]![10]!;
    const some: string[] = [];
    for await (const { key } of remote.list(`files/md5/${digit}`, signal)) some.push(key);
    expect(some.sort()).toEqual(keys.filter((key) => key[10] === digit));
    await remote.delete(keys.slice(3), signal);
    expect((await place.keys()).filter((key) => key.startsWith('files/'))).toEqual(keys.slice(0, 3));
  });

  test('an aborted call ends', async () => {
    const abort = new AbortController();
    abort.abort();
    const scratch = await scratchWorkspace();
    const large = Buffer.alloc(20 * 1024 * 1024, 2);
    writeFileSync(scratch.path('large'), large);
    const key = keyOf(md5Of(large));
    await expect(
      remote.upload({
        ...{ key, md5: md5Of(large), size: large.length },
        ...{ source: scratch.path('large'), signal: abort.signal },
      }),
    ).rejects.toThrow();
    expect(await place.keys()).toEqual([]);
  });

  test('it can be checked, and the check leaves nothing behind', async () => {
    await remote.check(signal);
    expect(await place.keys()).toEqual([]);
  });
};

describe('a directory', promises(directoryRemote));
describeWithS3('S3', promises(s3Remote));

describeWithS3('a large object on S3', () => {
  test('an upload that was broken off is continued, not begun again; an abandoned one can be cleared away', async () => {
    const place = await s3Remote();
    const remote = place.open();
    const scratch = await scratchWorkspace();
    const large = Buffer.alloc(40 * 1024 * 1024, 'scan');
    writeFileSync(scratch.path('large'), large);
    const key = keyOf(md5Of(large));
    const upload = { key, md5: md5Of(large), size: large.length, source: scratch.path('large') };
    const breakOff = async () => {
      const abort = new AbortController();
      const moved = (bytes: number) => bytes > 8 * 1024 * 1024 && abort.abort();
      await expect(remote.upload({ ...upload, signal: abort.signal, moved })).rejects.toThrow();
    };
    await breakOff();
    expect(await place.unfinished()).toHaveLength(1);
    expect(await place.keys()).toEqual([]);
    await remote.upload({ ...upload, signal });
    expect(await place.unfinished()).toEqual([]);
    expect(md5Of(await place.read(key))).toBe(md5Of(large));

    await remote.delete([key], signal);
    await breakOff();
    expect(await remote.sweep(Date.now() - 3_600_000, signal)).toBe(0);
    expect(await remote.sweep(Date.now() + 3_600_000, signal)).toBe(1);
    expect(await place.unfinished()).toEqual([]);
    await remote.close();
  });
});
