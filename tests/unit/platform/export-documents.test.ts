/** Exports: rows that no spreadsheet runs, files in folders of their classes, and no more in memory than one page. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import yauzl from 'yauzl';
import type { DocumentRecord, DocumentState } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { ClassFolders } from '#core/documents/class-folders.js';
import { csvOf, jsonOf, zipOf } from '#nest-kit/documents/export-documents.js';

const AT = '2026-01-02T03:04:05.678Z';
let made = 0;
function record(name: string, state: DocumentState, label: string | null = null): DocumentRecord {
  const answer = {
    ...{ file: name, label, confidence: label === null ? null : 0.875, labels: [], model: null, pages: 1 },
    ...{
      runner_up: label === null ? null : { label: 'other', confidence: 0.125 },
      language: 'eng',
      explanation: [],
    },
    ...(state === 'failed' && { error: { code: 'document/damaged', message: 'Broken, "really".' } }),
  };
  return {
    ...{
      format: 'docket/document-record@1',
      id: `doc_${++made}`,
      name,
      bytes: 3,
      sha256: null,
      extracted: null,
    },
    history: [{ state, at: AT }],
    answer: state === 'queued' ? null : { ...answer, status: state as 'classified' },
  };
}
async function* pagesOf(...pages: DocumentRecord[][]) {
  yield* pages;
}
const csv = async (...records: DocumentRecord[]) => text(Readable.from(csvOf(pagesOf(records))));

test('a row for each document, quoted where it must be', async () => {
  const [first, second] = [record('a, b.pdf', 'classified', 'letter'), record('c.pdf', 'failed')];
  expect(await text(Readable.from(csvOf(pagesOf([first], [second]))))).toBe(
    [
      'id,file,status,label,confidence,runner_up,runner_up_confidence,model,pages,language,bytes,batch,duplicate_of,created_at,updated_at,code,message,part_of,first_page,last_page',
      `${first.id},"a, b.pdf",classified,letter,0.875,other,0.125,,1,eng,3,,,${AT},${AT},,,,,`,
      `${second.id},c.pdf,failed,,,,,,1,eng,3,,,${AT},${AT},document/damaged,"Broken, ""really"".",,,`,
      '',
    ].join('\r\n'),
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('no cell is a formula: %j', async (name) => {
  const [, row] = (await csv(record(name, 'queued'))).split('\r\n', 2);
  expect(row).toMatch(/^doc_\d+,"?'/);
});

test.each([[[]], [[[]]], [[[record('a', 'queued')], [record('b', 'queued'), record('c', 'queued')]]]])(
  'JSON holds every document, as the API shows it',
  async (pages: DocumentRecord[][]) => {
    const { documents } = JSON.parse(await text(Readable.from(jsonOf(pagesOf(...pages)))));
    expect(documents.map(({ id }: { id: string }) => id)).toEqual(pages.flat().map(({ id }) => id));
  },
);

test.each<[string, DocumentState, string | null, string]>([
  ['a.pdf', 'classified', 'letter', 'letter/a.pdf'],
  ['2024/a.pdf', 'review', 'letter', 'review/letter/2024/a.pdf'],
  ['a.pdf', 'rejected', null, 'rejected/a.pdf'],
  ['a.pdf', 'failed', null, 'failed/a.pdf'],
  ['a.pdf', 'reading', null, 'unfinished/a.pdf'],
  ['a.pdf', 'classified', 'Review', 'Review (class)/a.pdf'],
  ['a.pdf', 'classified', '../x', '.._x/a.pdf'],
  ['../a.pdf', 'classified', 'in/out', 'in_out/a.pdf'],
])('%s that is %s as %s lies at %s', (file, status, label, path) => {
  expect(new ClassFolders().place({ file, status, label })).toBe(path);
});

test('equal names lie side by side, on file systems without capital letters too', () => {
  const folders = new ClassFolders();
  const places = ['a.b/x.pdf', 'a.b/X.pdf', 'a.b/x.pdf', 'a.b/x', 'a.b/x'].map((file) =>
    folders.place({ file, status: 'failed', label: null }),
  );
  expect(places).toEqual(
    ['x.pdf', 'X (2).pdf', 'x (3).pdf', 'x', 'x (2)'].map((name) => `failed/a.b/${name}`),
  );
});

test('a long name is cut to what file systems take, and keeps its ending', () => {
  for (const name of [`${'д'.repeat(300)}.pdf`, `${'文'.repeat(90)}.jpeg`, `${'a'.repeat(400)}.pdf`]) {
    const record = {
      file: `${'ж'.repeat(200)}/${name}`,
      status: 'classified',
      label: 'ü'.repeat(200),
    } as const;
    const parts = new ClassFolders().place(record).split('/');
    expect(parts).toHaveLength(3);
    for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(240);
    expect(parts[2]!.slice(-4)).toBe(name.slice(-4));
  }
});

async function entriesOf(zip: Buffer): Promise<Record<string, string>> {
  const found: [string, string][] = [];
  const archive = await yauzl.fromBufferPromise(zip);
  for await (const entry of archive.eachEntry())
    found.push([entry.fileName, await text(await archive.openReadStreamPromise(entry))]);
  return Object.fromEntries(found);
}

test('a ZIP file holds every file and a manifest, which also tells what has no file', async () => {
  const records = [
    record('a.txt', 'classified', 'letter'),
    record('gone.txt', 'failed'),
    record('', 'queued'),
  ];
  const read = async ({ name }: DocumentRecord) => {
    if (name === 'gone.txt') throw new DomainError('object-store/missing', 'Gone.');
    return Buffer.from(name);
  };
  const zip = await buffer(zipOf(pagesOf(records), read, new AbortController().signal));
  const { 'manifest.csv': manifest, ...files } = await entriesOf(zip);
  expect(files).toEqual({ 'letter/a.txt': 'a.txt', 'unfinished/unnamed': '' });
  expect(manifest!.split('\r\n').map((row) => row.split(',', 2))).toEqual([
    ['path', 'id'],
    ['letter/a.txt', records[0]!.id],
    ['', records[1]!.id],
    ['unfinished/unnamed', records[2]!.id],
    [''],
  ]);
});

test('a store that is away ends it early', async () => {
  const read = () => Promise.reject(new DomainError('object-store/unavailable', 'Away.'));
  const zip = zipOf(pagesOf([record('a.txt', 'queued')]), read, new AbortController().signal);
  await expect(buffer(zip)).rejects.toMatchObject({ code: 'object-store/unavailable' });
});

test('files are read as they are written, and no more where nobody listens any more', async () => {
  const gone = new AbortController();
  const records = Array.from({ length: 50 }, (_, number) => record(`${number}.bin`, 'queued'));
  let reads = 0;
  const read = async () => {
    reads++;
    // Of chance, so that it is not packed to nothing.
    return crypto.getRandomValues(new Uint8Array(65_536));
  };
  const zip = zipOf(pagesOf(records), read, gone.signal);
  await once(zip, 'readable');
  expect(reads).toBeLessThan(10);
  gone.abort();
  await expect(buffer(zip)).rejects.toMatchObject({ name: 'AbortError' });
  expect(reads).toBeLessThan(10);
});

test.each([
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['com1 .tar.gz', '_com1 .tar.gz'],
  ['console.txt', 'console.txt'],
  ['quo"te.txt', 'quo_te.txt'],
  ['=cmd|calc.txt', '=cmd_calc.txt'],
  ['a<b>c:d?e*', 'a_b_c_d_e_'],
  ['dots...', 'dots'],
  ['aux/b. /c', '_aux/b/c'],
])('%s unpacks on Windows', (file, path) => {
  const folders = new ClassFolders();
  const document = { file, status: 'rejected', label: null } as const;
  expect(folders.place(document)).toBe(`rejected/${path}`);
  expect(folders.place({ ...document, file: path })).not.toBe(`rejected/${path}`);
});

test('a class of such a name has a folder of its own', () => {
  const place = (label: string) => new ClassFolders().place({ file: 'a', status: 'classified', label });
  expect([place('prn'), place('in: out'), place('failed.')]).toEqual([
    '_prn/a',
    'in_ out/a',
    'failed (class)/a',
  ]);
});
