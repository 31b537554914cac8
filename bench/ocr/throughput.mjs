/** Pages a second of both engines and of the whole etl, as a ratio to plain tesseract, one process per core each. */
import { readFile } from 'node:fs/promises';
import { languageFiles } from '#adapters/ocr-engine/language-data.js';
import { unpackLanguage } from '#adapters/ocr-engine/unpack-language.js';
import { createStageTools } from '#composition/stage-tools.js';
import { CACHE, CORES, openReader } from './etl-reader.mjs';
import { inParallel, plainTesseract } from './plain-tesseract.mjs';
import { realPages } from './real-pages.mjs';

const PAGES = 100;
/** Readers take turns after so many pages, so that whatever else the machine does meets all of them alike. */
const ROUND = 9;
const MOST_PIXELS = 150_000_000;
const TIMEOUT = 120_000;
/** Given to plain tesseract and to the engines alike: what it assumes decides how much of a page it takes for text. */
const DPI = 300;

export async function throughput(root, engines, pages = PAGES) {
  const tessdata = await unpackLanguage('eng', languageFiles().eng, CACHE);
  const readers = [{ name: 'plain tesseract', read: (path) => plainTesseract(path, tessdata, DPI) }];
  const closing = [];
  for (const engine of engines) {
    const tools = await createStageTools({ ocrEngine: engine, workers: CORES, cacheDirectory: CACHE });
    const reader = await openReader(engine);
    closing.push(tools, reader);
    readers.push(
      { name: `${engine}, engine alone`, read: (path) => readByEngine(tools, path) },
      { name: `${engine}, whole etl`, read: (path) => reader.read(path) },
    );
  }
  const paths = realPages(root, pages);
  // Threads, weights and the disk's cache are warm before the clock starts, for all of them.
  for (const { read } of readers) await inParallel(paths.slice(0, CORES), CORES, read);
  const seconds = readers.map(() => 0);
  for (let start = 0; start < paths.length; start += ROUND) {
    const round = paths.slice(start, start + ROUND);
    for (let turn = 0; turn < readers.length; turn += 1) {
      const at = (turn + start / ROUND) % readers.length;
      const started = performance.now();
      await inParallel(round, CORES, readers[at].read);
      seconds[at] += (performance.now() - started) / 1000;
    }
  }
  for (const tool of closing) await tool.close();
  return readers.map(({ name }, at) => ({
    reader: name,
    pages: paths.length,
    seconds: seconds[at].toFixed(1),
    'pages/s': (paths.length / seconds[at]).toFixed(2),
    'of plain': (seconds[0] / seconds[at]).toFixed(2),
  }));
}

async function readByEngine({ ocr, images }, path) {
  const image = await images.decodeGrey(await readFile(path), { frame: 0, maxPixels: MOST_PIXELS });
  return ocr.read({ image, dpi: DPI, languages: ['eng'], timeout: TIMEOUT });
}
