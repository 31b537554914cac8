/**
 * A page's limits count the work on that page: not the engine's start, not opening, not the pages of others before it or
 * beside it.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runProcess } from '#adapters/ocr-engine/run-process.js';
import { PdfiumReader } from '#adapters/pdf/pdfium-reader.js';
import { WorkerFailure, WorkerPool } from '#adapters/worker-pool.js';
import { endlessPdf, numberedPdf, pdfOf, pictureInPdf } from '../../support/hostile-files.js';

const folder = mkdtempSync(join(tmpdir(), 'docket-limits-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Bytes; what etl allows. */
const MEMORY = 450_000_000;

/** Blocks this thread, as a long calculation does. */
const work = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

describe('a worker', () => {
  const entry = join(folder, 'worker.mjs');
  writeFileSync(
    entry,
    `import { parentPort } from 'node:worker_threads';
const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
wait(300);
parentPort.on('message', ({ loading = 0, hangs = false, steps = null }) => {
  wait(loading);
  parentPort.postMessage({ begun: true });
  if (steps) {
    Atomics.store(steps, 0, 1);
    Atomics.wait(steps, 1, 0);
  }
  if (hangs) wait(1e9);
  parentPort.postMessage({ result: 'done' });
});`,
  );
  const pool = new WorkerPool(pathToFileURL(entry), 1);
  afterAll(() => pool.close());

  test('that takes long to start has the whole limit for the work', async () => {
    expect(await pool.run({}, { timeout: 50 })).toBe('done');
    expect(await pool.run({ loading: 300 }, { timeout: 50 })).toBe('done');
  });

  test('that answers while the asking thread is busy is in time', async () => {
    const steps = new Int32Array(new SharedArrayBuffer(8));
    const answer = pool.run({ steps }, { timeout: 1000 });
    while (Atomics.load(steps, 0) === 0) await new Promise((resolve) => setImmediate(resolve));
    // Until it is known here that the worker has begun.
    await new Promise((resolve) => setTimeout(resolve, 20));
    Atomics.store(steps, 1, 1);
    Atomics.notify(steps, 1);
    work(1100);
    expect(await answer).toBe('done');
  });

  test('that hangs is given up, and calls behind it are answered in their own time', async () => {
    const hanging = pool.run({ hangs: true }, { timeout: 50 });
    const waiting = pool.run({}, { timeout: 50 });
    await expect(hanging).rejects.toMatchObject({ kind: 'timeout' });
    await expect(hanging).rejects.toBeInstanceOf(WorkerFailure);
    expect(await waiting).toBe('done');
  });
});

test('a program that ended while the asking thread was busy is in time', async () => {
  const ended = join(folder, 'ended');
  const running = runProcess('/bin/sh', ['-c', `echo read; : > '${ended}'`], {
    environment: process.env,
    timeout: 50,
  });
  while (!existsSync(ended)) work(50);
  work(500);
  expect(await running).toMatchObject({ ended: 'exit', code: 0, stdout: 'read\n' });
});

test('a PDF is opened whatever a page may take', async () => {
  const reader = new PdfiumReader(1);
  try {
    const file = await reader.open(numberedPdf(3), { timeout: 1, memory: MEMORY });
    expect(file.pageCount).toBe(3);
  } finally {
    await reader.close();
  }
});

test('a page that is drawn without end costs the documents beside it nothing', async () => {
  const reader = new PdfiumReader(1);
  try {
    const endless = await reader.open(endlessPdf(), { timeout: 300, memory: MEMORY });
    const other = await reader.open(numberedPdf(2), { timeout: 60_000, memory: MEMORY });
    const given = Promise.allSettled([
      ...[endless.page(1), other.page(1), endless.render(1, { dpi: 72, maxPixels: 1_000_000 })],
      ...[endless.page(1), other.page(2)],
    ]);
    // Opened while the thread draws another document's page for longer than this one's limit.
    const late = await reader.open(numberedPdf(1), { timeout: 1, memory: MEMORY });
    expect(late.pageCount).toBe(1);
    const outcomes = (await given).map((outcome) =>
      outcome.status === 'fulfilled' ? 'read' : (outcome.reason as { code: string }).code,
    );
    expect(outcomes).toEqual(['ocr/page-timeout', 'read', 'ocr/page-timeout', 'ocr/page-timeout', 'read']);
  } finally {
    await reader.close();
  }
});

describe('memory', () => {
  /** Bytes; PDFium alone takes 17 million. */
  const LITTLE = 60_000_000;
  const options = { timeout: 60_000, memory: LITTLE };
  const refusal = {
    code: 'document/too-much-memory',
    retryable: false,
    message: expect.stringMatching(
      /^Page 1 of the PDF takes more memory .* etl\.max_pdf_memory .*\(60000000 bytes\); .* raise the limit/,
    ),
    details: { limit: LITTLE, page: 1 },
  };
  const reader = new PdfiumReader(1);
  afterAll(() => reader.close());

  test('that a page asks for without end is refused and given back, and the documents beside it are read', async () => {
    const other = await reader.open(numberedPdf(2), options);
    const before = process.resourceUsage().maxRSS;
    for (let time = 0; time < 3; time += 1) {
      const endless = await reader.open(endlessPdf(), options);
      await expect(endless.page(1)).rejects.toMatchObject(refusal);
      expect((await other.page(1 + (time % 2))).words.map(({ text }) => text)).toContain('page');
      endless.close();
    }
    other.close();
    // In kilobytes. Without the limit one such page takes 2 GB, and three that are kept would take 180 MB.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(150_000);
  });

  test('that a picture did not get is no blank page', async () => {
    const [small, large] = await Promise.all(
      [1000, 24_000].map((side) => reader.open(pictureInPdf(side), options)),
    );
    const drawing = { dpi: 72, maxPixels: 1_000_000 };
    expect((await small!.render(1, drawing)).width).toBe(300);
    await expect(large!.render(1, drawing)).rejects.toMatchObject(refusal);
    small!.close();
    large!.close();
  });

  test('that other open documents take is not held against a page', async () => {
    const heavy = pdfOf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] >>',
      `<< /Length 40000000 >>\nstream\n${' '.repeat(40_000_000)}\nendstream`,
    ]);
    const more = { ...options, memory: 100_000_000 };
    const [open, drawn] = [await reader.open(heavy, more), await reader.open(numberedPdf(1), more)];
    // 300 × 200 points in 70 million pixels, of a byte each: beside 40 MB and PDFium that is too much, alone it is not.
    const { width, height } = await drawn.render(1, { dpi: 2460, maxPixels: 100_000_000 });
    expect(width * height).toBeGreaterThan(69_000_000);
    expect((await open.page(1)).words).toEqual([]);
    // More than half of what there is: it is not opened again without end.
    const half = await reader.open(heavy, { ...options, memory: 70_000_000 });
    expect((await half.page(1)).words).toEqual([]);
    half.close();
    open.close();
    drawn.close();
  });

  test('that opening a document asks for beyond the limit is refused too', async () => {
    const padded = Buffer.concat([Buffer.from('%PDF-1.7\n%'), Buffer.alloc(LITTLE, 32), numberedPdf(1)]);
    await expect(reader.open(padded, options)).rejects.toMatchObject({
      code: 'document/too-much-memory',
      message: expect.stringMatching(/^The PDF takes more memory/),
    });
  });
});
