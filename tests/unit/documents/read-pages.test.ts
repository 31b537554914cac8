/** One page's failure is one page's, unless nothing can be read; what may pass is never the document's own fault. */
import { DomainError } from '#contracts/domain-error.js';
import type { ErrorCode } from '#contracts/error-codes.js';
import type { Page } from '#contracts/extracted-document.schema.js';
import type { PageOutcome, ReadingContext } from '#core/documents/document-reading.js';
import { readPages } from '#core/documents/read-pages.js';

const stop = new AbortController();
const context = {
  tools: { ocr: { parallel: 3 } },
  limits: { languages: ['eng', 'fra'], maxPages: 100 },
  signal: stop.signal,
} as unknown as ReadingContext;

const outcome = (number: number, language = 'eng'): PageOutcome => ({
  page: { number, text: `page ${number}` } as Page,
  language,
});
const failure = (code: ErrorCode) => new DomainError(code, `failed with ${code}`);
/** Reads pages; those named fail as often as they are tried. */
const failing = (codes: Record<number, ErrorCode>) => async (number: number) => {
  const code = codes[number];
  if (code) throw failure(code);
  return outcome(number);
};

test('pages come in their order, however long each takes', async () => {
  const pages = await readPages(20, context, async (number) => {
    await new Promise((resolve) => setTimeout(resolve, (number * 7) % 5));
    return outcome(number);
  });
  expect(pages.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

test('the first page tells the language of the others', async () => {
  const asked: string[] = [];
  await readPages(3, context, async (number, language) => {
    asked.push(language);
    return outcome(number, 'fra');
  });
  expect(asked).toEqual(['eng', 'fra', 'fra']);
});

test('a page that times out costs itself only, and says so', async () => {
  const pages = await readPages(4, context, failing({ 3: 'ocr/page-timeout' }));
  expect(pages.map(({ source, text }) => source ?? text)).toEqual(['page 1', 'page 2', 'failed', 'page 4']);
  expect(pages[2]).toMatchObject({ number: 3, text: '', error: { code: 'ocr/page-timeout' } });
});

test.each<[string, ErrorCode[], number, string | undefined]>([
  ['a page whose engine died is read once more', ['ocr/engine-failed'], 2, undefined],
  ['and only once', ['ocr/engine-failed', 'ocr/engine-failed'], 2, 'ocr/engine-failed'],
  ['a page that took too long would again', ['ocr/page-timeout'], 1, 'ocr/page-timeout'],
  ['a damaged page stays damaged', ['document/damaged'], 1, 'document/damaged'],
])('%s', async (_, codes, expected, error) => {
  let tries = 0;
  const pages = await readPages(3, context, async (number) => {
    const code = number === 2 ? codes[tries++] : undefined;
    if (code) throw failure(code);
    return outcome(number);
  });
  expect(tries).toBe(expected);
  expect(pages[1]!.error?.code).toBe(error);
  expect([pages[0]!.text, pages[2]!.text]).toEqual(['page 1', 'page 3']);
});

test('what is cancelled is not read again', async () => {
  const cancelled = new AbortController();
  let tries = 0;
  const reading = readPages(1, { ...context, signal: cancelled.signal }, async () => {
    tries += 1;
    cancelled.abort();
    throw failure('ocr/engine-failed');
  });
  await expect(reading).rejects.toMatchObject({ code: 'ocr/engine-failed' });
  expect(tries).toBe(1);
});

test.each<ErrorCode>(['ocr/engine-missing', 'ocr/language-missing', 'pipeline/interrupted'])(
  '%s is no page’s own: it stops the document',
  async (code) => {
    await expect(readPages(4, context, failing({ 2: code }))).rejects.toMatchObject({ code });
  },
);

test.each<[Record<number, ErrorCode>, ErrorCode]>([
  [{ 1: 'document/truncated' }, 'document/truncated'],
  [{ 1: 'document/damaged', 2: 'document/damaged' }, 'document/no-page-readable'],
  [{ 1: 'document/damaged', 2: 'ocr/page-timeout' }, 'ocr/page-timeout'],
])('where every page fails (%j) the document fails with %s', async (codes, code) => {
  await expect(readPages(Object.keys(codes).length, context, failing(codes))).rejects.toMatchObject({ code });
});

test('a document without pages is damaged', async () => {
  await expect(readPages(0, context, failing({}))).rejects.toMatchObject({ code: 'document/damaged' });
});

test('too many pages are refused before the first is read', async () => {
  const read = failing({ 1: 'document/damaged' });
  await expect(readPages(101, context, read)).rejects.toMatchObject({
    code: 'document/too-many-pages',
    message: expect.stringContaining('etl.max_pages'),
  });
});

test('a fault of the program is not passed off as a bad page', async () => {
  const read = async () => {
    throw new TypeError('undefined is not a function');
  };
  await expect(readPages(2, context, read)).rejects.toThrow(TypeError);
});

test('after a cancel no further page is begun', async () => {
  const begun: number[] = [];
  const reading = readPages(50, context, async (number) => {
    begun.push(number);
    if (number === 5) stop.abort();
    return outcome(number);
  });
  await expect(reading).rejects.toMatchObject({ code: 'pipeline/interrupted' });
  expect(begun.length).toBeLessThan(10);
});
