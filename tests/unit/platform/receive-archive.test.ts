/** ZIP files over a real HTTP server: every document comes out, a bad entry fails alone, and no archive is a bomb. */
import { readdirSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';
import type { StoredFile } from '#contracts/document-message.schema.js';
import { formOfParts as form, sha256, uploadBed } from '../../support/upload-bed.js';

const MOST = 1_000_000;
const bed = uploadBed({
  ...{ max_file_bytes: MOST, max_files: 3, max_archive_bytes: 2 * MOST },
  ...{ max_archive_entries: 5, max_unpacked_bytes: 500 * MOST },
});

type Entries = Readonly<Record<string, string | Buffer>>;
async function zip(entries: Entries, options: Partial<yazl.Options> = {}): Promise<Buffer> {
  const file = new yazl.ZipFile();
  for (const [name, content] of Object.entries(entries))
    file.addBuffer(Buffer.from(content), name, { compress: true, ...options });
  file.end({ forceZip64Format: options.forceZip64Format ?? false, comment: '' });
  return buffer(file.outputStream);
}
const upload = async (archive: Buffer, name = 'scans.zip') => bed.post(form([name, new Uint8Array(archive)]));
/** Where the table of contents tells of an entry; a fixed number of bytes before its name (APPNOTE.TXT 4.3.12). */
const header = (archive: Buffer, name: string) => archive.lastIndexOf(name) - 46;
const stored = (name: string, content: string): StoredFile => ({
  ...{ name, bytes: content.length, sha256: sha256(content) },
});
const failed = (name: string, code: string) => ({ name, error: { code } });

afterEach(() => {
  // Whatever the end of an upload, and however it comes.
  expect(readdirSync(bed.spoolFolder)).toEqual([]);
});

test.each<[string, Partial<yazl.Options>]>([
  ['packed', {}],
  ['stored', { compress: false }],
  ['in the format for more than 4 GB', { forceZip64Format: true }],
])('every file comes out with its folder, in its order, %s', async (_, options) => {
  const archive = await zip({ 'b.txt': 'one', '2024/März/a.txt': 'two' }, options);
  const { files, batch } = await upload(archive);
  expect(files).toEqual([stored('b.txt', 'one'), stored('2024/März/a.txt', 'two')]);
  expect(batch).toEqual({ name: 'scans.zip' });
});

test('beside other files it is part of their batch, which has no name then', async () => {
  const archive = new Uint8Array(await zip({ 'a.txt': 'two' }));
  const { files, batch } = await bed.post(form(['1.txt', 'one'], ['x.ZIP', archive], ['3.txt', 'three']));
  expect(files!.map(({ name }) => name)).toEqual(['1.txt', 'a.txt', '3.txt']);
  expect(batch).toEqual({ name: null });
});

test('folders, and what systems add by themselves, are no documents', async () => {
  const file = new yazl.ZipFile();
  file.addEmptyDirectory('folder/');
  for (const name of ['a.txt', '__MACOSX/._a.txt', 'folder/.DS_Store', 'Thumbs.db'])
    file.addBuffer(Buffer.from('x'), name);
  file.end();
  const { files } = await upload(await buffer(file.outputStream));
  expect(files).toEqual([stored('a.txt', 'x')]);
});

test.each([
  ['../../etc/passwd', 'etc/passwd'],
  ['/absolute/a.txt', 'absolute/a.txt'],
  ['C:\\Users\\a.txt', 'Users/a.txt'],
  ['a/./..//b.txt', 'a/b.txt'],
  ['a/\u202efdp.exe', 'a/fdp.exe'],
  ['a/..', 'a/unnamed'],
])('a path that leads elsewhere is made safe: %j', async (path, shown) => {
  const plain = 'n'.repeat(Buffer.byteLength(path));
  const archive = await zip({ [plain]: 'x' });
  // The writer refuses such names.
  for (let at = archive.indexOf(plain); at >= 0; at = archive.indexOf(plain, at)) archive.write(path, at);
  expect((await upload(archive)).files).toEqual([stored(shown, 'x')]);
});

test.each<[string, string, (archive: Buffer) => void]>([
  [
    'is encrypted',
    'document/password-protected',
    (archive) =>
      archive.writeUInt16LE(archive.readUInt16LE(header(archive, 'bad') + 8) | 1, header(archive, 'bad') + 8),
  ],
  [
    'is packed by a method that is not read',
    'document/unsupported-type',
    (archive) => archive.writeUInt16LE(14, header(archive, 'bad') + 10),
  ],
  [
    'is a link',
    'document/unsupported-type',
    (archive) => archive.writeUInt32LE(0o120777 * 65_536, header(archive, 'bad') + 38),
  ],
  [
    'has another checksum',
    'document/damaged',
    (archive) => archive.writeUInt32LE(7, header(archive, 'bad') + 16),
  ],
  [
    'is damaged',
    'document/damaged',
    (archive) => archive.fill(0xff, archive.indexOf('bad') + 3, archive.indexOf('bad') + 9),
  ],
  [
    'has more bytes than it says',
    'document/damaged',
    (archive) => archive.writeUInt32LE(2, header(archive, 'bad') + 24),
  ],
])('an entry that %s fails alone', async (_, code, change) => {
  const archive = await zip({ 'a.txt': 'one', bad: 'x'.repeat(500), 'c.txt': 'three' });
  change(archive);
  const { files } = await upload(archive);
  expect(files).toMatchObject([stored('a.txt', 'one'), failed('bad', code), stored('c.txt', 'three')]);
  expect(bed.kept.size).toBe(2);
});

test('an entry that unpacks to too many bytes fails alone, and is not unpacked', async () => {
  const { files } = await upload(await zip({ 'bad.txt': Buffer.alloc(MOST + 1), 'b.txt': 'x' }));
  expect(files).toMatchObject([failed('bad.txt', 'document/too-many-bytes'), stored('b.txt', 'x')]);
});

test.each<[string, () => Promise<Buffer>, string]>([
  ['ends too early', async () => (await zip({ 'a.txt': 'x' })).subarray(0, 30), 'document/damaged'],
  [
    'has a damaged table of contents',
    async () => {
      const archive = await zip({ 'a.txt': 'x', 'b.txt': 'y' });
      return archive.fill(0, header(archive, 'b.txt'), header(archive, 'b.txt') + 4);
    },
    'document/damaged',
  ],
  ['is empty', () => zip({}), 'document/empty'],
])('one that %s is a document that failed', async (_, archive, code) => {
  const { files, batch } = await upload(await archive());
  expect(files).toMatchObject([failed('scans.zip', code)]);
  expect([batch, bed.kept.size]).toEqual([{ name: 'scans.zip' }, 0]);
});

test('what is only called a ZIP file is a document like others', async () => {
  const { files, batch } = await bed.post(form(['scans.zip', 'no zip']));
  expect([files, batch]).toEqual([[stored('scans.zip', 'no zip')], null]);
});

test('one within another is not opened', async () => {
  const inner = await zip({ 'a.txt': 'x' });
  const { files } = await upload(await zip({ 'inner.zip': inner }));
  expect(files).toEqual([{ name: 'inner.zip', bytes: inner.length, sha256: sha256(inner) }]);
});

const six = Object.fromEntries(Array.from({ length: 6 }, (_, number) => [`${number}.txt`, 'x']));
test.each<[string, () => Promise<Buffer>, string]>([
  ['too many entries', () => zip(six), 'request/too-many-files'],
  ['too many bytes, packed', async () => Buffer.alloc(2 * MOST + 1, 'PK\x03\x04'), 'request/too-large'],
  [
    'too many bytes, unpacked',
    async () => {
      const archive = await zip({ 'a.txt': 'x', 'b.txt': 'y' });
      archive.writeUInt32LE(501 * MOST, header(archive, 'b.txt') + 24);
      return archive;
    },
    'request/too-large',
  ],
  [
    'far more bytes than it has itself',
    async () => {
      const archive = await zip({ 'a.txt': 'x', 'b.txt': 'y' });
      archive.writeUInt32LE(101 * MOST, header(archive, 'b.txt') + 24);
      return archive;
    },
    'request/too-large',
  ],
  ['a file for which the disk is full', () => zip({ 'a.txt': 'x', 'b.txt': 'full' }), 'workspace/disk-full'],
])('an upload with %s is refused whole, and nothing of it is kept', async (_, archive, code) => {
  expect(await upload(await archive())).toMatchObject({ code });
  expect(bed.kept.size).toBe(0);
});

test('entries of several archives count together', async () => {
  const three = new Uint8Array(await zip({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' }));
  expect(await bed.post(form(['1.zip', three], ['2.zip', three]))).toMatchObject({
    code: 'request/too-many-files',
  });
  expect(bed.kept.size).toBe(0);
});
