/** Reads PDF files with PDFium in WebAssembly, in worker threads of its own. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DomainError } from '#contracts/domain-error.js';
import type { GreyImage } from '#ports/page-image.js';
import type { PdfFile, PdfOpenOptions, PdfPage } from '#ports/pdf-reader.port.js';
import { PdfReader } from '#ports/pdf-reader.port.js';
import { WorkerFailure, WorkerPool } from '../worker-pool.js';
import type { PdfCharacters } from './words-of-characters.js';
import { wordsOfCharacters } from './words-of-characters.js';

/** A file that was cut off ends without the trailer; some producers add a few bytes behind it. */
const TRAILER_SEARCH_BYTES = 4096;
const TRAILER = /%%EOF|startxref/;
/** Milliseconds. Even a large file whose table has to be rebuilt opens in seconds; a machine may have much else to do. */
const LONGEST_OPENING = 120_000;

/** For a page that other files left too little memory; they may be back in the new worker before it. */
const MOST_TRIES = 3;

type PageAnswer = Omit<PdfPage, 'words' | 'unmapped'> & PdfCharacters & { unmapped: number };

/** One thread, its queue, and how many files lean on it. */
interface Lane {
  pool: WorkerPool;
  files: number;
}

export class PdfiumReader extends PdfReader {
  readonly #lanes: Lane[];
  #opened = 0;

  /** @param workers threads at most; each starts with the first file it gets */
  constructor(workers: number) {
    super();
    const entry = new URL('./pdfium.worker.mjs', import.meta.url);
    this.#lanes = Array.from({ length: workers }, () => ({ pool: new WorkerPool(entry, 1), files: 0 }));
  }

  async describe(): Promise<{ name: string; version: string }> {
    const manifest = new URL('../package.json', import.meta.resolve('@hyzyla/pdfium'));
    const { version } = JSON.parse(await readFile(fileURLToPath(manifest), 'utf8')) as { version: string };
    return { name: 'pdfium', version };
  }

  async open(bytes: Uint8Array, options: PdfOpenOptions): Promise<PdfFile> {
    const tail = Buffer.from(bytes.subarray(-TRAILER_SEARCH_BYTES)).toString('latin1');
    if (!TRAILER.test(tail)) {
      throw new DomainError(
        'document/truncated',
        'The PDF ends in the middle: its trailer is missing; copy or scan it again.',
      );
    }
    const lane = this.#lanes.reduce((least, other) => (other.files < least.files ? other : least));
    this.#opened += 1;
    const file = new PdfiumFile(this.#opened, bytes, lane, options);
    await file.open();
    return file;
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(({ pool }) => pool.close()));
  }
}

class PdfiumFile implements PdfFile {
  pageCount = 0;
  #closed = false;

  constructor(
    private readonly number: number,
    private readonly bytes: Uint8Array,
    private readonly lane: Lane,
    private readonly options: PdfOpenOptions,
  ) {
    lane.files += 1;
  }

  async open(): Promise<void> {
    try {
      const { pageCount } = (await this.#load()) as { pageCount: number };
      this.pageCount = pageCount;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  async page(number: number): Promise<PdfPage> {
    const { codes, boxes, matrix, unmapped, ...page } = (await this.#call('page', number)) as PageAnswer;
    return {
      width: page.width,
      height: page.height,
      pictureShare: page.pictureShare,
      objects: page.objects,
      words: wordsOfCharacters({ codes, boxes, matrix }),
      unmapped: codes.length === 0 ? 0 : unmapped / codes.length,
    };
  }

  async render(number: number, options: { dpi: number; maxPixels: number }): Promise<GreyImage> {
    return (await this.#call('render', number, options)) as GreyImage;
  }

  async copy(numbers: readonly number[]): Promise<Uint8Array> {
    return (await this.#call('copy', numbers[0]!, { numbers })) as Uint8Array;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.lane.files -= 1;
    // Nobody waits for it: a worker that died has nothing to close.
    this.#run({ action: 'close' }, LONGEST_OPENING).catch(() => {});
  }

  /** Another file's page may have cost the worker its life; then this file is opened again in the next one. */
  async #call(action: string, number: number, options?: object): Promise<unknown> {
    let tries = 1;
    // Each time round another file has lost a page, or the worker had become too large, so it comes to an end.
    for (;;) {
      try {
        return await this.#run({ action, number, options }, this.options.timeout);
      } catch (error) {
        if (error instanceof FileNotOpen) await this.#load();
        else if (error instanceof MemoryShared && tries < MOST_TRIES) tries += 1;
        else throw error;
      }
    }
  }

  async #load(): Promise<unknown> {
    const load = () => this.#run({ action: 'open', bytes: this.bytes }, LONGEST_OPENING);
    try {
      return await load();
    } catch (error) {
      if (!(error instanceof MemoryShared)) throw error;
      return load();
    }
  }

  async #run(
    message: { action: string; number?: number; bytes?: Uint8Array; options?: object },
    timeout: number,
  ): Promise<unknown> {
    const { signal } = this.options;
    try {
      return await this.lane.pool.run(
        { ...message, file: this.number, most: this.options.memory },
        // Closing must go through even after a cancelled reading.
        { timeout, ...(signal && message.action !== 'close' && { signal }) },
      );
    } catch (error) {
      if (!(error instanceof WorkerFailure)) throw error;
      throw toDomainError(error, message.number, { timeout, memory: this.options.memory });
    }
  }
}

class FileNotOpen extends Error {}
/** Other files were open beside it: in a new worker it may do with what there is. */
class MemoryShared extends DomainError {}

function toDomainError(
  failure: WorkerFailure,
  page: number | undefined,
  { timeout, memory }: Pick<PdfOpenOptions, 'timeout' | 'memory'>,
): Error {
  if (failure.reason === 'not-open') return new FileNotOpen();
  if (failure.kind === 'cancelled' || failure.kind === 'closed')
    return new DomainError('pipeline/interrupted', 'Reading was cancelled.');
  if (failure.reason === 'password') {
    return new DomainError(
      'document/password-protected',
      'The PDF is protected by a password; remove the protection and try again.',
    );
  }
  const place = page === undefined ? 'The PDF' : `Page ${page} of the PDF`;
  if (failure.kind === 'not-started') {
    return new DomainError(
      'ocr/engine-failed',
      `The PDF reader did not start (${failure.message}); the machine may have too much else to do, try again.`,
    );
  }
  if (failure.kind === 'timeout' && page === undefined) {
    return new DomainError(
      'document/open-timeout',
      `Opening the PDF took longer than ${timeout / 1000} s and was given up; export it again, or try again when the machine has less to do.`,
    );
  }
  if (failure.kind === 'timeout') {
    return new DomainError(
      'ocr/page-timeout',
      `${place} took longer than ${timeout / 1000} s to draw and was given up; raise etl.page_timeout in params.yaml if such pages are expected.`,
    );
  }
  if (failure.reason === 'memory' || failure.reason === 'memory-shared') {
    const Kind = failure.reason === 'memory' ? DomainError : MemoryShared;
    return new Kind(
      'document/too-much-memory',
      `${place} takes more memory to read than etl.max_pdf_memory in params.yaml allows (${memory} bytes); export it again with less on a page, or raise the limit if such pages are expected.`,
      { limit: memory, ...(page !== undefined && { page }) },
    );
  }
  // What the reader says of itself is for whoever looks into it, not for whoever sent the file.
  const details = { reason: failure.message, ...(page !== undefined && { page }) };
  return new DomainError('document/damaged', `${place} is damaged; export it again.`, details);
}
