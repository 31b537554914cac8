/** OCR without installation: Tesseract in WebAssembly, one warm worker thread per core, language data from npm. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { DomainError } from '#contracts/domain-error.js';
import type { OcrEngineDescription, OcrRequest, OcrWord } from '#ports/ocr-engine.port.js';
import { OcrEngine } from '#ports/ocr-engine.port.js';
import { WorkerFailure, WorkerPool } from '../worker-pool.js';
import { LANGUAGE_DATA_EDITION, languageFiles } from './language-data.js';
import { interrupted, languageMissing, pageTimeout } from './ocr-failures.js';
import { parseTsv } from './parse-tsv.js';

const require = createRequire(import.meta.url);

export class TesseractJsEngine extends OcrEngine {
  readonly parallel: number;
  readonly #pool: WorkerPool;
  readonly #languageFiles = languageFiles();

  /** @param workers threads, each with its own copy of the weights (about 100 MB) */
  constructor(workers: number) {
    super();
    this.parallel = workers;
    this.#pool = new WorkerPool(new URL('./tesseract-js.worker.mjs', import.meta.url), workers, {
      languageFiles: this.#languageFiles,
    });
  }

  async describe(): Promise<OcrEngineDescription> {
    const manifest = JSON.parse(await readFile(require.resolve('tesseract.js-core/package.json'), 'utf8'));
    return {
      name: 'tesseract.js',
      version: manifest.version as string,
      languages: Object.keys(this.#languageFiles).sort(),
      data: LANGUAGE_DATA_EDITION,
    };
  }

  async read({ image, dpi, languages, timeout, signal }: OcrRequest): Promise<OcrWord[]> {
    const missing = languages.filter((language) => !(language in this.#languageFiles));
    if (missing.length > 0 || languages.length === 0) {
      throw languageMissing('tesseract.js', missing, Object.keys(this.#languageFiles));
    }
    const { data, width, height } = image;
    try {
      const tsv = await this.#pool.run(
        { image: { data, width, height }, dpi, languages },
        { timeout, ...(signal && { signal }) },
      );
      return parseTsv(tsv as string);
    } catch (error) {
      if (!(error instanceof WorkerFailure)) throw error;
      if (error.kind === 'timeout') throw pageTimeout(timeout);
      if (error.kind === 'cancelled' || error.kind === 'closed') throw interrupted();
      throw new DomainError('ocr/engine-failed', `tesseract.js failed on this page: ${error.message}.`);
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
