/** Scans, photos and faxes as they come: each is set upright, brought to a size that can be read, and read. */
import type { Page } from '#contracts/extracted-document.schema.js';
import { extract, openTools } from '../../support/document-reader.js';
import {
  drawPage,
  ENGLISH,
  FRENCH,
  type GreyPage,
  greyOf,
  open,
  toPng,
  turned,
  wordsRead,
} from '../../support/drawn-pages.js';
import { testLong } from '../../support/long-tests.js';

const tools = await openTools();
afterAll(() => tools.close());

const DPI = 200;
const page = await drawPage(ENGLISH, DPI);

/** The first page, after checking what holds of every page that was read. */
async function readFirst(bytes: Uint8Array, lines: readonly string[] = ENGLISH): Promise<Page> {
  const { pages } = await extract(bytes, tools);
  const [first] = pages;
  expect(first!.source).toBe('ocr');
  expect(wordsRead(lines, first!.text)).toBeGreaterThan(0.95);
  for (const { box } of first!.words) {
    expect(box[2]).toBeLessThanOrEqual(first!.width);
    expect(box[3]).toBeLessThanOrEqual(first!.height);
  }
  return first!;
}

test.concurrent.each([
  ['upright', 0, 0],
  ['lying on its left side', 270, 90],
  ['upside down', 180, 180],
  ['lying on its right side', 90, 270],
])('a page %s', async (_, degrees, rotation) => {
  const read = await readFirst(await toPng(await turned(page, degrees), DPI));
  expect(read.rotation).toBe(rotation);
  // As displayed: upright pages of this paper are wider than high.
  expect(read.width).toBeGreaterThan(read.height);
});

test.concurrent.each([3.5, -6])('a page that slopes by %d°', async (degrees) => {
  const { skew, rotation } = await readFirst(await toPng(await turned(page, degrees), DPI));
  expect(Math.abs(skew - degrees)).toBeLessThan(0.5);
  expect(rotation).toBe(0);
});

testLong('upside down and sloping', async () => {
  const { rotation } = await readFirst(await toPng(await turned(await turned(page, 180), 4), DPI));
  expect(rotation).toBe(180);
});

test.concurrent('a phone photo whose EXIF orientation says how it was held', async () => {
  // Stored lying on its side, shown upright: a second turn would lay it down again.
  const stored = await turned(page, 270);
  const bytes = await open(stored).withMetadata({ orientation: 6 }).jpeg({ quality: 80 }).toBuffer();
  const read = await readFirst(bytes);
  expect(read.rotation).toBe(0);
  expect(read.width).toBeGreaterThan(read.height);
});

testLong('a screenshot of 72 dpi is scaled up', async () => {
  const small = await drawPage(ENGLISH, 72);
  expect((await readFirst(await toPng(small, 72))).width).toBeGreaterThan(small.width * 1.5);
});

testLong('a scan of 600 dpi is scaled down', async () => {
  const large = await drawPage(ENGLISH, 600);
  expect((await readFirst(await toPng(large, 600))).width).toBeLessThan(large.width / 1.5);
});

testLong('white on black', async () => {
  await readFirst(await toPng(await greyOf(open(page).negate()), DPI));
});

testLong('another language than the first is noticed', async () => {
  const { pages, language } = await extract(await toPng(await drawPage(FRENCH, DPI), DPI), tools);
  expect(language).toBe('fra');
  expect(wordsRead(FRENCH, pages[0]!.text)).toBeGreaterThan(0.95);
});

test.concurrent('an empty page is blank, not failed', async () => {
  const { pages } = await extract(await toPng(await drawPage([], 100), 100), tools);
  expect(pages).toMatchObject([{ source: 'blank', text: '', words: [], confidence: null }]);
});

test.concurrent('a fax of several pages, one bit a pixel, one of them upside down', async () => {
  const other = await drawPage(FRENCH, DPI);
  const bytes = await fax([page, await turned(other, 180), page]);
  const { pages, media_type } = await extract(bytes, tools);
  expect(media_type).toBe('image/tiff');
  expect(pages.map(({ number, rotation }) => [number, rotation])).toEqual([
    [1, 0],
    [2, 180],
    [3, 0],
  ]);
  const texts = [ENGLISH, FRENCH, ENGLISH];
  pages.forEach(({ text }, index) => {
    expect(wordsRead(texts[index]!, text)).toBeGreaterThan(0.9);
  });
  expect(pages.map(({ thumbnail }) => thumbnail !== undefined)).toEqual([true, false, false]);
});

/** CCITT group 4, 204 dots across and 98 down as old machines send them. */
async function fax(pages: readonly GreyPage[]): Promise<Buffer> {
  const height = Math.round((pages[0]!.height * 98) / 204);
  const { width } = pages[0]!;
  const squeezed = await Promise.all(
    pages.map(async (one) => (await greyOf(open(one).resize(width, height, { fit: 'fill' }))).data),
  );
  return open({ data: Buffer.concat(squeezed), width, height: height * pages.length }, height)
    .toColourspace('b-w')
    .tiff({ compression: 'ccittfax4', bitdepth: 1, xres: 204 / 25.4, yres: 98 / 25.4 })
    .toBuffer();
}
