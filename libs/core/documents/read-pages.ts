/** Reads the pages of one document: the first alone, as it tells the language; then as many at once as the engine takes. */
import { DomainError } from '#contracts/domain-error.js';
import type { Page } from '#contracts/extracted-document.schema.js';
import type { PageOutcome, ReadingContext } from './document-reading.js';

const INTERRUPTION = 'pipeline/interrupted';
/** Failures that are no page's own and would meet every page; others cost one page. */
const STOPPING = new Set<string>([INTERRUPTION, 'ocr/engine-missing', 'ocr/language-missing']);

/**
 * @param read reads one page, from 1, trying the given language first
 * @throws DomainError 'pipeline/interrupted', 'ocr/engine-missing', 'ocr/language-missing', 'document/too-many-pages'; where no page
 * could be read, the only page's own error, or one that may pass ('ocr/page-timeout'), else 'document/no-page-readable'
 */
export async function readPages(
  count: number,
  { tools, limits, signal }: ReadingContext,
  read: (number: number, language: string) => Promise<PageOutcome>,
): Promise<Page[]> {
  if (count > limits.maxPages) {
    throw new DomainError(
      'document/too-many-pages',
      `The document has ${count} pages, more than etl.max_pages in params.yaml allows (${limits.maxPages}); split it or raise the limit.`,
      { pages: count, limit: limits.maxPages },
    );
  }
  const pages: Page[] = [];
  const failures: DomainError[] = [];
  let language = limits.languages[0]!;
  const readOne = async (number: number): Promise<void> => {
    if (signal.aborted) throw new DomainError(INTERRUPTION, 'Reading was cancelled.');
    try {
      const outcome = await twice(() => read(number, language), signal);
      pages[number - 1] = outcome.page;
      if (number === 1 && outcome.language) language = outcome.language;
    } catch (error) {
      if (!(error instanceof DomainError) || STOPPING.has(error.code)) throw error;
      failures.push(error);
      pages[number - 1] = failedPage(number, error);
    }
  };
  if (count > 0) await readOne(1);
  let next = 2;
  const lane = async (): Promise<void> => {
    while (next <= count) await readOne(next++);
  };
  await Promise.all(Array.from({ length: Math.min(tools.ocr.parallel, count) }, lane));
  if (failures.length === count) throw noPageReadable(failures);
  return pages;
}

/** An engine that crashed may manage the same page when it is started anew; a page that took too long would again. */
async function twice(read: () => Promise<PageOutcome>, signal: AbortSignal): Promise<PageOutcome> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'ocr/engine-failed' || signal.aborted) throw error;
    return read();
  }
}

/** Of a document whose other pages count. */
export function failedPage(number: number, { code, message }: DomainError): Page {
  return {
    number,
    width: 0,
    height: 0,
    source: 'failed',
    rotation: 0,
    skew: 0,
    text: '',
    words: [],
    confidence: null,
    error: { code, message },
  };
}

/** A document of one page fails as its page did: 'truncated' says more than 'no page readable'. */
function noPageReadable(failures: DomainError[]): DomainError {
  const [first] = failures;
  if (!first) return new DomainError('document/damaged', 'The document has no pages; export it again.');
  if (failures.length === 1) return first;
  // What may pass must not be remembered as the document's own fault.
  const passing = failures.find(({ retryable }) => retryable);
  const { code, message } = passing ?? first;
  return new DomainError(
    passing ? code : 'document/no-page-readable',
    `None of the ${failures.length} pages could be read; ${passing ? 'one of them' : 'the first'}: ${message}`,
    { pages: failures.length, first: first.code },
  );
}
