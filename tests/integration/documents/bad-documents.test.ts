/** Files that are no readable document: each is refused with a code of its own and what to do, in bounded time and memory. */
import sharp from 'sharp';
import type { ErrorCode } from '#contracts/error-codes.js';
import { extract, openTools } from '../../support/document-reader.js';
import { drawPage, ENGLISH, printPdf, toPng } from '../../support/drawn-pages.js';
import { endlessPdf, numberedPdf, pdfOf, whitePng, zipOf } from '../../support/hostile-files.js';

const tools = await openTools();
afterAll(() => tools.close());

const cut = (bytes: Buffer, share: number): Buffer => bytes.subarray(0, Math.floor(bytes.length * share));
const page = async () => toPng(await drawPage(ENGLISH, 100));
const picture = async (format: 'jpeg' | 'tiff' | 'webp') =>
  sharp(await page())
    .toFormat(format)
    .toBuffer();
const frames = async (format: 'gif' | 'webp'): Promise<Buffer> => {
  const data = Buffer.concat([Buffer.alloc(64 * 64, 0), Buffer.alloc(64 * 64, 255)]);
  return sharp(data, { raw: { width: 64, height: 128, channels: 1, pageHeight: 64 } })
    .toFormat(format)
    .toBuffer();
};

type Made = () => Buffer | Promise<Buffer>;
const BAD: [name: string, made: Made, code: ErrorCode, remedy: RegExp][] = [
  ['an empty file', () => Buffer.alloc(0), 'document/empty', /copy or scan it again/],
  ['a PNG cut in the middle', async () => cut(await page(), 0.6), 'document/truncated', /again/],
  ['a JPEG cut in the middle', async () => cut(await picture('jpeg'), 0.6), 'document/truncated', /again/],
  ['a TIFF cut in the middle', async () => cut(await picture('tiff'), 0.6), 'document/truncated', /again/],
  ['a WebP cut in the middle', async () => cut(await picture('webp'), 0.6), 'document/truncated', /again/],
  ['a PDF cut in the middle', async () => cut(await printPdf([ENGLISH]), 0.6), 'document/truncated', /again/],
  ['a picture of a head alone', async () => (await page()).subarray(0, 10), 'document/truncated', /again/],
  [
    'a PDF that needs a password',
    () => printPdf([ENGLISH], { password: 'secret' }),
    'document/password-protected',
    /remove the protection/,
  ],
  [
    'a PDF of nothing',
    () => Buffer.from('%PDF-1.7\n%%EOF\n'),
    'document/damaged',
    /^The PDF is damaged; export it again\.$/,
  ],
  [
    'a PDF without pages',
    () => pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Count 0 /Kids [] >>']),
    'document/damaged',
    /again/,
  ],
  ['a PDF of 2,000 pages', () => numberedPdf(2000), 'document/too-many-pages', /etl\.max_pages/],
  ['40,000 × 40,000 pixels', () => whitePng(40_000, 40_000), 'document/too-many-pixels', /etl\.max_pixels/],
  ['an animated GIF', () => frames('gif'), 'document/animated', /as PNG/],
  ['an animated WebP', () => frames('webp'), 'document/animated', /as PNG/],
  [
    'an SVG drawing',
    () =>
      Buffer.from('<?xml version="1.0"?>\n<!-- drawn -->\n<svg viewBox="0 0 9 9"><text>hello</text></svg>'),
    'document/unsupported-type',
    /type svg .* print it as PDF/,
  ],
  [
    'a web page in UTF-16',
    () => Buffer.from('\ufeff<!DOCTYPE html>\n<title>Invoice</title><p>hello', 'utf16le'),
    'document/unsupported-type',
    /type html .* print it as PDF/,
  ],
  [
    'an invoice in XML',
    () => Buffer.from('<?xml version="1.0" encoding="UTF-8"?><Invoice><ID>12</ID></Invoice>'),
    'document/unsupported-type',
    /type xml .* print it as PDF/,
  ],
  ['a zip', () => zipOf('letter.txt', 'hello'), 'document/unsupported-type', /unpack it/],
  [
    'a program',
    () => Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(200, 1)]),
    'document/unsupported-type',
    /PDF/,
  ],
  [
    'bytes without meaning',
    () => Buffer.from(Array.from({ length: 999 }, (_, at) => (at * 151 + 7) % 256)),
    'document/unsupported-type',
    /PDF/,
  ],
  [
    'a text of 50 MB',
    () => Buffer.alloc(50_000_000, 'all work and no play '),
    'document/too-many-bytes',
    /etl\.max_text_bytes/,
  ],
];

test.each(BAD)('%s', async (_, made, code, remedy) => {
  const bytes = await made();
  const before = process.resourceUsage().maxRSS;
  const error = await extract(bytes, tools).then(
    () => null,
    (reason) => reason,
  );
  expect(error).toMatchObject({ code, retryable: false });
  expect(error.message).toMatch(remedy);
  // In kilobytes, beside the bytes themselves: nothing was unpacked to be refused afterwards.
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(150_000 + bytes.length / 250);
});

test('a file beyond the limit of the workspace', async () => {
  await expect(extract(await page(), tools, { max_bytes: 1000 })).rejects.toMatchObject({
    code: 'document/too-many-bytes',
    message: expect.stringContaining('etl.max_bytes'),
  });
});

test('a PDF that needs more memory than the workspace allows', async () => {
  await expect(extract(endlessPdf(), tools, { max_pdf_memory: 100_000_000 })).rejects.toMatchObject({
    code: 'document/too-much-memory',
    message: expect.stringContaining('etl.max_pdf_memory'),
    retryable: false,
  });
});

test('the content decides what a file is, not its name', async () => {
  // The stage is given the name 'document' for all of them; kinds are told apart nevertheless.
  const kinds = await Promise.all(
    [
      await page(),
      await picture('jpeg'),
      await picture('tiff'),
      await printPdf([ENGLISH]),
      Buffer.from('hello'),
    ].map(async (bytes) => (await extract(bytes, tools)).media_type),
  );
  expect(kinds).toEqual(['image/png', 'image/jpeg', 'image/tiff', 'application/pdf', 'text/plain']);
});

test('a still GIF is a picture like others', async () => {
  const still = await sharp(await page())
    .gif()
    .toBuffer();
  expect((await extract(still, tools)).pages[0]!.text).toContain('thank you');
});

test('after all of these a good page is read as ever', async () => {
  expect((await extract(await page(), tools)).pages[0]!.text).toContain('thank you');
});
