/** Uploads over a real HTTP server: names made safe, bytes unchanged, and nothing kept of what is refused. */
import {
  formOfParts as form,
  type UploadReplyOfBed as Reply,
  sha256,
  uploadBed,
} from '../../support/upload-bed.js';

const MOST = 1_000;
const { kept, post } = uploadBed({
  ...{ max_file_bytes: MOST, max_files: 3, max_archive_bytes: 10 * MOST },
  ...{ max_archive_entries: 10, max_unpacked_bytes: 20 * MOST },
});

/** A form as a client writes it that does not quote as browsers do. */
const raw = (disposition: string, content = 'x') =>
  post(`--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n--b--\r\n`, {
    'content-type': 'multipart/form-data; boundary=b',
  });
test('names, sizes and hashes of the files, in their order; equal ones too', async () => {
  const { files } = await post(form(['a.txt', 'one'], ['b.txt', 'two'], ['c.txt', 'one']));
  expect(files).toEqual([
    { name: 'a.txt', bytes: 3, sha256: sha256('one') },
    { name: 'b.txt', bytes: 3, sha256: sha256('two') },
    { name: 'c.txt', bytes: 3, sha256: sha256('one') },
  ]);
});

test('bytes come through as they are', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
  const data = new FormData();
  data.append('whatever', new Blob([bytes]), 'all.bin');
  const { files } = await post(data);
  expect(files![0]).toMatchObject({ bytes: 256, sha256: sha256(bytes) });
  expect([...kept.get(sha256(bytes))!]).toEqual([...bytes]);
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['/absolute/scan.png', 'scan.png'],
  ['C:\\Users\\Ann\\scan.png', 'scan.png'],
  ['..', 'unnamed'],
  ['folder/', 'unnamed'],
  ['   ', 'unnamed'],
  ['Überweisung März 😀 請求書.pdf', 'Überweisung März 😀 請求書.pdf'],
  ['invoice\u202efdp.exe', 'invoice fdp.exe'],
  ['<img src=x>.png', '<img src=x>.png'],
])('%j is shown as %j', async (name, shown) => {
  expect((await post(form([name, 'x']))).files!.map((file) => file.name)).toEqual([shown]);
});

test('a very long name is cut to 255 characters, before its ending and never in the middle of one', async () => {
  const { files } = await post(form([`${'😀'.repeat(300)}.pdf`, 'x']));
  expect([...files![0]!.name]).toHaveLength(255);
  expect(files![0]!.name).toBe(`${'😀'.repeat(251)}.pdf`);
});

test('names of clients that write them otherwise', async () => {
  expect((await raw('name="file"; filename="Grüße.txt"')).files![0]!.name).toBe('Grüße.txt');
  expect((await raw('name="file"; filename*=UTF-8\'\'Gr%C3%BC%C3%9Fe.txt')).files![0]!.name).toBe(
    'Grüße.txt',
  );
});

test.each<[string, () => Promise<Reply>, string]>([
  [
    'too many files',
    () => post(form(['a', '1'], ['b', '2'], ['c', '3'], ['d', '4'])),
    'request/too-many-files',
  ],
  ['a file that is too large', () => post(form(['a', 'x'.repeat(MOST + 1)])), 'request/too-large'],
  [
    'one that is far too large among others',
    () => post(form(['a', '1'], ['b', 'x'.repeat(10 * MOST + 1)])),
    'request/too-large',
  ],
  ['a disk that is full', () => post(form(['a', '1'], ['b', 'full'])), 'workspace/disk-full'],
  ['a form without files', () => post(new FormData()), 'request/invalid'],
  ['fields that are no files', () => raw('name="file"'), 'request/invalid'],
  [
    'a form that ends in the middle of the second file',
    () =>
      post(
        '--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\none\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="b"\r\n\r\ntw',
        {
          'content-type': 'multipart/form-data; boundary=b',
        },
      ),
    'request/invalid',
  ],
  [
    'a form without a boundary',
    () => post('x', { 'content-type': 'multipart/form-data' }),
    'request/invalid',
  ],
  ['JSON', () => post('{}', { 'content-type': 'application/json' }), 'request/unsupported-type'],
])('%s is refused whole, and nothing of it is kept', async (_, send, code) => {
  expect(await send()).toMatchObject({ code });
  expect(kept.size).toBe(0);
});

test('a name with a character that no header may hold is told as that', async () => {
  const { code, message } = await raw('name="file"; filename="scan\x1b[2J.txt"');
  expect(code).toBe('request/invalid');
  expect(message).toContain("a control character in the file's name; rename the file");
});

test('a file of exactly the limit is taken', async () => {
  expect((await post(form(['a', 'x'.repeat(1000)]))).files![0]!.bytes).toBe(1000);
});

test('one that is too large among others fails alone', async () => {
  const { files, batch } = await post(form(['a', '1'], ['b', 'x'.repeat(MOST + 1)], ['c', '2']));
  expect(files!.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect(files![1]).toEqual({
    ...{ name: 'b', bytes: MOST + 1 },
    error: { code: 'document/too-many-bytes', message: expect.stringContaining('max_file_bytes') },
  });
  expect([batch, kept.size]).toEqual([{ name: null }, 2]);
});

describe('a part without a file name', () => {
  /** @param parts headers behind the name, and content */
  const sent = (...parts: [headers: string, content: string][]) =>
    post(
      `${parts.map(([headers, content]) => `--b\r\nContent-Disposition: form-data; ${headers}\r\n\r\n${content}\r\n`).join('')}--b--\r\n`,
      { 'content-type': 'multipart/form-data; boundary=b' },
    );
  const named: [string, string] = ['name="file"; filename="a.txt"', 'kept'];
  const TYPE = '\r\nContent-Type: ';

  test.each<[string, string, string]>([
    ['a PDF', `name="scan"; filename=""${TYPE}application/pdf`, 'x'],
    ['a long one', `name="scan"; filename=""${TYPE}application/pdf`, 'x'.repeat(20_000)],
    ['a long text', `name="file"; filename=""${TYPE}text/plain`, 'x'.repeat(20_000)],
    ['one whose type nobody knew', `name="scan"; filename=""${TYPE}application/octet-stream`, 'x'],
    ['one without a word of names', `name="file"${TYPE}image/png`, 'x'],
  ])('is refused as that, alone and beside others: %s', async (_, headers, content) => {
    for (const parts of [[], [named]]) {
      const { code, message } = await sent(...parts, [headers, content]);
      expect(code).toBe('request/invalid');
      expect(message).toMatch(/^Part '(scan|file)' of the form has no file name, and is not taken as a file/);
      expect(kept.size).toBe(0);
    }
  });

  test('is no matter where it holds nothing, or the words of a program', async () => {
    const unchosen: [string, string] = [`name="file"; filename=""${TYPE}application/octet-stream`, ''];
    const note: [string, string] = [`name="note"${TYPE}application/json`, '{}'];
    expect((await sent(unchosen, note, named)).files).toMatchObject([{ name: 'a.txt' }]);
    expect((await sent(unchosen)).message).toMatch(/^The form holds no file\. /);
    expect((await sent(note)).message).toMatch(
      /^The form holds no file: part 'note' has no file name, and counts as text\. /,
    );
  });

  test('that is too long for words is told by its name and with the limit', async () => {
    const { code, message } = await sent(named, ['name="note"', 'x'.repeat(20_000)]);
    expect(code).toBe('request/too-large');
    expect(message).toContain("has a text of more than 10000 bytes ('note'); a part without a file name");
  });
});
