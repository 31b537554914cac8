/** Words that stand at known places of a printed page are found there on the file that was sent, however it lay. */
import type { ExtractedDocument, Word } from '#contracts/extracted-document.schema.js';
import { pageInFile } from '#core/documents/page-in-file.js';
import { extract, openTools } from '../../support/document-reader.js';
import { drawPage, ENGLISH, greyOf, open, printPdf, toPng, turned } from '../../support/drawn-pages.js';
import { testLong } from '../../support/long-tests.js';

type Box = Word['box'];
type Place = (box: Box) => Box;

const tools = await openTools();
afterAll(() => tools.close());

const DPI = 200;
const page = await drawPage(ENGLISH, DPI);
const printed = await printPdf([ENGLISH]);
/** Where the words were printed, in points, as the text layer tells it. */
const layer = (await extract(printed, tools)).pages[0]!;

/** Words of some length that stand on the page once. */
const known = layer.words.filter(
  ({ text }) => /^\p{L}{5,}$/u.test(text) && layer.words.filter((other) => other.text === text).length === 1,
);

const scaled =
  (across: number, down = across): Place =>
  ([left, top, right, bottom]) => [left * across, top * down, right * across, bottom * down];

/** Where a box of a picture comes to lie when that is turned clockwise about its middle. */
const turnedBy =
  (degrees: number, from: { width: number; height: number }, to: { width: number; height: number }): Place =>
  ([left, top, right, bottom]) => {
    const radians = (degrees * Math.PI) / 180;
    const [cosine, sine] = [Math.cos(radians), Math.sin(radians)];
    const corners = [left, right].flatMap((x) =>
      [top, bottom].map((y) => [x - from.width / 2, y - from.height / 2] as const),
    );
    const xs = corners.map(([x, y]) => x * cosine - y * sine + to.width / 2);
    const ys = corners.map(([x, y]) => x * sine + y * cosine + to.height / 2);
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  };

function overlap(one: Box, other: Box): number {
  const area = ([left, top, right, bottom]: Box) => Math.max(0, right - left) * Math.max(0, bottom - top);
  const both = area([
    Math.max(one[0], other[0]),
    Math.max(one[1], other[1]),
    Math.min(one[2], other[2]),
    Math.min(one[3], other[3]),
  ]);
  // Apart on both sides, two negative lengths would make an area.
  const apart = one[0] > other[2] || other[0] > one[2] || one[1] > other[3] || other[1] > one[3];
  return apart ? 0 : both / (area(one) + area(other) - both);
}

/** Every word that is read must share most of its rectangle with that of where it was printed. */
function checkPlaces({ pages }: ExtractedDocument, place: Place, size: object, number = 1): void {
  const read = pages[number - 1]!;
  const { geometry, boxOf } = pageInFile(read)!;
  expect(geometry).toMatchObject({ page: number, ...size });
  const found = known.flatMap(({ text, box }) => {
    const word = read.words.find((other) => other.text.replace(/[,.]$/, '') === text);
    return word ? [{ text, overlap: overlap(boxOf(word.box), place(box)) }] : [];
  });
  expect(found.length).toBeGreaterThan(0.8 * known.length);
  expect(found.filter((each) => each.overlap < 0.7)).toEqual([]);
}

const toPixels = scaled(DPI / 72);
const after =
  (...places: Place[]): Place =>
  (box) =>
    places.reduce((moved, place) => place(moved), box);

test.concurrent.each([
  ['on its right side, sloping by 3°', 90, 3],
  ['upside down, sloping by -5°', 180, -5],
])('a scan that lies %s', async (_, quarter, slope) => {
  const lying = await turned(page, quarter);
  const sloping = await turned(lying, slope);
  const { width, height } = sloping;
  checkPlaces(
    await extract(await toPng(sloping, DPI), tools),
    after(toPixels, turnedBy(quarter, page, lying), turnedBy(slope, lying, sloping)),
    { width, height, unit: 'pixel' },
  );
});

test.concurrent('a page of 72 dpi, scaled up to be read', async () => {
  const scan = await drawPage(ENGLISH, 72);
  const { width, height } = scan;
  checkPlaces(await extract(await toPng(scan, 72), tools), scaled(1), { width, height });
});

testLong('a page of 600 dpi, scaled down to be read', async () => {
  const scan = await drawPage(ENGLISH, 600);
  const { width, height } = scan;
  checkPlaces(await extract(await toPng(scan, 600), tools), scaled(600 / 72), { width, height });
});

test.concurrent('a photo, as its EXIF orientation shows it', async () => {
  const shown = await turned(page, 4);
  const stored = await turned(shown, 270);
  const bytes = await open(stored).withMetadata({ orientation: 6 }).jpeg({ quality: 80 }).toBuffer();
  const { width, height } = shown;
  checkPlaces(await extract(bytes, tools), after(toPixels, turnedBy(4, page, shown)), { width, height });
});

test.concurrent('the second page of a fax, in its stored pixels', async () => {
  const height = Math.round((page.height * 98) / 204);
  const { data } = await greyOf(open(page).resize(page.width, height, { fit: 'fill' }));
  const bytes = await open(
    { data: Buffer.concat([data, data]), width: page.width, height: 2 * height },
    height,
  )
    .toColourspace('b-w')
    .tiff({ compression: 'ccittfax4', bitdepth: 1, xres: 204 / 25.4, yres: 98 / 25.4 })
    .toBuffer();
  const place = after(toPixels, scaled(1, height / page.height));
  checkPlaces(await extract(bytes, tools), place, { width: page.width, height }, 2);
});

test.concurrent('pages of a PDF, printed or scanned, in points', async () => {
  const scan = await toPng(await turned(page, 180), DPI);
  const document = await extract(await printPdf([ENGLISH], { scans: [scan] }), tools);
  const { width, height } = layer;
  expect(document.pages.map(({ source }) => source)).toEqual(['text-layer', 'ocr']);
  checkPlaces(document, (box) => box, { width, height, unit: 'point' });
  checkPlaces(document, turnedBy(180, layer, layer), { width, height, unit: 'point' }, 2);
});
