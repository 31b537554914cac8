/** A page that fails costs that page alone, and one that an engine's crash took is read once more. */
import { DomainError } from '../../../libs/contracts/domain-error.js';
import type { ErrorCode } from '../../../libs/contracts/error-codes.js';
import type { Page } from '../../../libs/contracts/extracted-document.schema.js';
import type { ReadingContext } from '../../../libs/core/documents/document-reading.js';
import { readPages } from '../../../libs/core/documents/read-pages.js';

const context = (signal = new AbortController().signal) =>
  ({
    tools: { ocr: { parallel: 2 } },
    limits: { maxPages: 9, languages: ['eng'] },
    signal,
  }) as unknown as ReadingContext;
const page = (number: number): Page => ({
  ...{ number, width: 1, height: 1, source: 'ocr', rotation: 0, skew: 0, text: `text ${number}`, words: [] },
  confidence: 1,
});

/** Reads three pages, of which the second fails as often as there are codes. @returns its source, error and tries */
async function secondPage(codes: ErrorCode[]) {
  let tries = 0;
  const pages = await readPages(3, context(), async (number) => {
    if (number !== 2) return { page: page(number) };
    const code = codes[tries++];
    if (code !== undefined) throw new DomainError(code, `broken ${tries}`);
    return { page: page(number) };
  });
  expect([pages[0]?.text, pages[2]?.text]).toEqual(['text 1', 'text 3']);
  return { tries, source: pages[1]?.source, error: pages[1]?.error };
}

test('a page whose engine crashed is read once more', async () => {
  expect(await secondPage(['ocr/engine-failed'])).toEqual({ tries: 2, source: 'ocr', error: undefined });
});

test('and only once', async () => {
  expect(await secondPage(['ocr/engine-failed', 'ocr/engine-failed'])).toEqual({
    tries: 2,
    source: 'failed',
    error: { code: 'ocr/engine-failed', message: 'broken 2' },
  });
});

test.each(['ocr/page-timeout', 'document/damaged'] as const)(
  'a page with %s is not read again',
  async (code) => {
    expect(await secondPage([code])).toEqual({
      tries: 1,
      source: 'failed',
      error: { code, message: 'broken 1' },
    });
  },
);

test('what is cancelled is not read again', async () => {
  const stop = new AbortController();
  let tries = 0;
  const reading = readPages(1, context(stop.signal), async () => {
    tries++;
    stop.abort();
    throw new DomainError('ocr/engine-failed', 'ended');
  });
  await expect(reading).rejects.toMatchObject({ code: 'ocr/engine-failed' });
  expect(tries).toBe(1);
});
