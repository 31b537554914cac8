/**
 * One warm Tesseract in WebAssembly: answers { image, dpi, languages } with the TSV that Tesseract makes of the page.
 *
 * JavaScript, because Node starts it by its path, from the sources (tests) as from dist/. It talks to
 * tesseract.js-core itself rather than through tesseract.js' own worker: that one forgets a language when it loads
 * another, would fetch missing data from a CDN, and a crash while it starts ends the process.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
/**
 * The plain SIMD build: relaxed SIMD is 1 to 3 % faster, but behind an experimental flag in Node 20, and it may
 * round differently on other processors, so that two machines would read a page differently.
 */
const startCore = require('tesseract.js-core/tesseract-core-simd-lstm');
/** Tesseract's PSM_AUTO: full layout analysis, no orientation detection. */
const AUTOMATIC_LAYOUT = '3';
/** Tesseract's OEM_LSTM_ONLY; the language data of npm has no other. */
const LSTM_ONLY = 1;
/** Each holds 10 to 30 MB of weights; a page is read in one language at a time. */
const MOST_READY_ENGINES = 4;

const silence = () => {};
/** Module of one core; a crashed one takes its thread with it. */
const core = startCore({ TesseractProgress: silence, print: silence, printErr: silence });
/** Languages joined by '+' to a ready engine, least recently used first. */
const engines = new Map();
/** Languages whose data lies in the core's own file system. */
const unpacked = new Set();

const engineFor = (tesseract, languages) => {
  const key = languages.join('+');
  let engine = engines.get(key);
  if (engine) {
    engines.delete(key);
  } else {
    for (const language of languages) {
      if (unpacked.has(language)) continue;
      const data = gunzipSync(readFileSync(workerData.languageFiles[language]));
      tesseract.FS.writeFile(`/${language}.traineddata`, data);
      unpacked.add(language);
    }
    engine = new tesseract.TessBaseAPI();
    if (engine.Init(null, key, LSTM_ONLY) !== 0)
      throw new Error(`Tesseract refuses the language data of ${key}`);
    engine.SetVariable('tessedit_pageseg_mode', AUTOMATIC_LAYOUT);
    if (engines.size >= MOST_READY_ENGINES) {
      const [oldest, unused] = engines.entries().next().value;
      unused.End();
      engines.delete(oldest);
    }
  }
  engines.set(key, engine);
  return engine;
};

const read = async ({ image, dpi, languages }) => {
  const tesseract = await core;
  const engine = engineFor(tesseract, languages);
  parentPort.postMessage({ begun: true });
  const header = Buffer.from(`P5\n${image.width} ${image.height}\n255\n`, 'latin1');
  // The name under which SetImageFile looks.
  tesseract.FS.writeFile('/input', Buffer.concat([header, image.data]));
  engine.SetVariable('user_defined_dpi', String(Math.round(dpi)));
  // EXIF orientation 1 (upright), turned by 0 radians.
  if (engine.SetImageFile(1, 0) === 1) throw new Error('Tesseract refuses the pixels');
  engine.Recognize(null);
  return engine.GetTSVText();
};

parentPort.on('message', async (message) => {
  try {
    parentPort.postMessage({ result: await read(message) });
  } catch (error) {
    // After an abort of WebAssembly its memory cannot be trusted.
    parentPort.postMessage({ error: { message: String(error?.message ?? error) }, fatal: true });
  }
});
