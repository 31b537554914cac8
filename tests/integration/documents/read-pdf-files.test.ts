/** PDF files: text layers as they are, scanned pages by OCR, both within one file. */
import type { OcrEngine } from '#ports/ocr-engine.port.js';
import { extract, openTools } from '../../support/document-reader.js';
import { drawPage, ENGLISH, FRENCH, open, printPdf, turned, wordsRead } from '../../support/drawn-pages.js';
import { numberedPdf, pdfOf } from '../../support/hostile-files.js';

const tools = await openTools();
afterAll(() => tools.close());

/** Stands in where no page may need OCR. */
const noOcr = {
  parallel: 1,
  read: () => {
    throw new Error('this page was not to be read by OCR');
  },
} as unknown as OcrEngine;
const withoutOcr = { ...tools, ocr: noOcr };

test('a born-digital page comes from its text layer, to the letter, with places', async () => {
  const { pages, engine, language } = await extract(await printPdf([ENGLISH, FRENCH]), withoutOcr);
  expect(pages.map(({ source, confidence }) => [source, confidence])).toEqual([
    ['text-layer', 1],
    ['text-layer', 1],
  ]);
  expect(pages[0]!.text).toBe(ENGLISH.join('\n'));
  expect(pages[1]!.text).toBe(FRENCH.join('\n'));
  expect(language).not.toBe('und');
  expect(engine.name).toBe('text-layer');
  const [dear] = pages[0]!.words;
  expect(dear).toMatchObject({ text: 'Dear', line: 0, confidence: 1 });
  const [left, top, right, bottom] = dear!.box;
  // Points from the top left: printed at 36, 36 in 13 points.
  expect(left).toBeCloseTo(36, -1);
  expect(top).toBeGreaterThan(34);
  expect(bottom).toBeLessThan(54);
  expect(right).toBeLessThan(80);
  expect(pages[0]!.thumbnail).toMatchObject({ width: 128 });
});

test('pages without a usable layer are drawn and read, one by one', async () => {
  const scan = await open(await turned(await drawPage(FRENCH), 180))
    .jpeg({ quality: 70 })
    .toBuffer();
  const { pages, engine } = await extract(await printPdf([ENGLISH], { scans: [scan] }), tools);
  expect(pages.map(({ source, rotation }) => [source, rotation])).toEqual([
    ['text-layer', 0],
    ['ocr', 180],
  ]);
  expect(wordsRead(ENGLISH, pages[0]!.text)).toBe(1);
  expect(wordsRead(FRENCH, pages[1]!.text)).toBeGreaterThan(0.9);
  expect(['native-tesseract', 'tesseract.js']).toContain(engine.name);
});

test('a page that the file itself turns has its words where they are seen', async () => {
  const text = 'BT /F 20 Tf 30 160 Td (Turned page of the report) Tj ET';
  const bytes = pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1 /Kids [4 0 R] >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /Type /Page /Parent 2 0 R /Rotate 90 /MediaBox [0 0 300 200] /Contents 5 0 R /Resources << /Font << /F 3 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
  ]);
  const [page] = (await extract(bytes, withoutOcr)).pages;
  expect([page!.width, page!.height]).toEqual([200, 300]);
  expect(page!.text).toBe('Turned page of the report');
  const [left, top] = page!.words[0]!.box;
  // From 30 points right and 160 up to, seen turned clockwise, 160 from the left edge and 30 down.
  expect(left).toBeGreaterThan(150);
  expect(top).toBeCloseTo(30, -1);
});

test('a letter kept in a form field is read', async () => {
  const look = 'BT /F 12 Tf 2 6 Td (Filled in by hand) Tj ET';
  const bytes = pdfOf([
    '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>',
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Annots [4 0 R] >>',
    '<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Filled in by hand) /Rect [20 100 220 120] /P 3 0 R /F 4 /AP << /N 5 0 R >> >>',
    `<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F 6 0 R >> >> /Length ${look.length} >>\nstream\n${look}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]);
  expect((await extract(bytes, withoutOcr)).pages[0]!.text).toBe('Filled in by hand');
});

test('an empty page is blank without OCR', async () => {
  expect((await extract(await printPdf([[]]), withoutOcr)).pages).toMatchObject([
    { source: 'blank', text: '' },
  ]);
});

test('junk before the mark and behind the end does no harm', async () => {
  const pdf = await printPdf([ENGLISH]);
  const wrapped = Buffer.concat([Buffer.from('\r\nContent: mail\r\n\r\n'), pdf, Buffer.alloc(300)]);
  expect((await extract(wrapped, withoutOcr)).pages[0]!.text).toBe(ENGLISH.join('\n'));
});

test('of 500 pages none is lost or swapped; one more is refused before any is read', async () => {
  const { pages } = await extract(numberedPdf(500), withoutOcr);
  expect(pages).toHaveLength(500);
  for (const { number, text } of pages) expect(text).toBe(`This is page number ${number} of the long report`);
  await expect(extract(numberedPdf(501), withoutOcr)).rejects.toMatchObject({
    code: 'document/too-many-pages',
    details: { pages: 501, limit: 500 },
  });
});

test('a page that cannot be loaded costs itself only', async () => {
  const whole = numberedPdf(3).toString('latin1');
  // The middle page's object is no page any more; the lengths stay, so that the table stays right.
  const broken = Buffer.from(whole.replace('6 0 obj\n<< /Type /Page ', '6 0 obj\n   /Typo /Pag '), 'latin1');
  const { pages } = await extract(broken, withoutOcr);
  expect(pages.map(({ source }) => source)).toEqual(['text-layer', 'failed', 'text-layer']);
  expect(pages[1]!.error).toMatchObject({
    code: 'document/damaged',
    message: expect.stringContaining('Page 2'),
  });
});
