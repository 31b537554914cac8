/** OCR by the installed `tesseract` program: one process per page, one thread each, killed with its children. */
import { availableParallelism } from 'node:os';
import { DomainError } from '#contracts/domain-error.js';
import type { OcrEngineDescription, OcrRequest, OcrWord } from '#ports/ocr-engine.port.js';
import { OcrEngine } from '#ports/ocr-engine.port.js';
import type { RunningProcesses } from '../running-processes.js';
import { handOverPage } from './hand-over-page.js';
import { LANGUAGE_DATA_EDITION, languageFiles } from './language-data.js';
import { interrupted, languageMissing, pageTimeout } from './ocr-failures.js';
import { parseTsv } from './parse-tsv.js';
import type { ProcessResult } from './run-process.js';
import { runProcess } from './run-process.js';
import { Turnstile } from './turnstile.js';
import { unpackLanguage } from './unpack-language.js';

/** Starting and listing take milliseconds; a program that needs longer is not a tesseract. */
const PROBE_TIMEOUT = 10_000;

/** In words, for people. */
function reasonOf({ code, signal, stderr }: ProcessResult): string {
  // The kernel ends with this what takes more memory than there is.
  if (signal === 'SIGKILL') return 'the system ended it (SIGKILL), which most often means too little memory';
  const said = stderr.trim().split('\n').at(-1)?.replace(/\.$/, '');
  const how = signal === null ? `exit code ${code}` : `ended by ${signal}`;
  return said ? `${said} (${how})` : how;
}

export interface NativeTesseractOptions {
  /** Processes at once. */
  workers?: number;
  /** Where the language data of npm is unpacked, once. */
  cacheDirectory: string;
  /** Program to start; found on the PATH. */
  program?: string;
  /** Variables that the program sees. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Where processes are noted while they read, for whoever comes after a killed one of us. */
  running?: RunningProcesses;
}

export class NativeTesseractEngine extends OcrEngine {
  readonly parallel: number;
  readonly #program: string;
  readonly #cacheDirectory: string;
  readonly #environment: NativeTesseractOptions['environment'];
  readonly #running: RunningProcesses | undefined;
  readonly #turnstile: Turnstile;
  readonly #languageFiles = languageFiles();
  readonly #closing = new AbortController();
  #version: Promise<string> | null = null;

  constructor({
    workers = availableParallelism(),
    cacheDirectory,
    program = 'tesseract',
    environment,
    running,
  }: NativeTesseractOptions) {
    super();
    this.parallel = workers;
    this.#program = program;
    this.#environment = environment;
    this.#running = running;
    this.#cacheDirectory = cacheDirectory;
    this.#turnstile = new Turnstile(workers);
  }

  async describe(): Promise<OcrEngineDescription> {
    this.#version ??= this.#probe();
    return {
      name: 'native-tesseract',
      version: await this.#version,
      languages: Object.keys(this.#languageFiles).sort(),
      data: LANGUAGE_DATA_EDITION,
    };
  }

  async read({ image, dpi, languages, timeout, signal }: OcrRequest): Promise<OcrWord[]> {
    const missing = languages.filter((language) => !(language in this.#languageFiles));
    if (missing.length > 0 || languages.length === 0) {
      throw languageMissing('native-tesseract', missing, Object.keys(this.#languageFiles));
    }
    const stopped = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    const leave = await this.#turnstile.enter(stopped).catch(() => {
      throw interrupted();
    });
    try {
      let tessdata = '';
      for (const language of languages) {
        tessdata = await unpackLanguage(language, this.#languageFiles[language]!, this.#cacheDirectory);
      }
      const page = await handOverPage(image);
      const result = await runProcess(
        this.#program,
        [
          ...[page.argument, 'stdout', '--tessdata-dir', tessdata, '-l', languages.join('+')],
          ...['--oem', '1', '--psm', '3', '--dpi', String(Math.round(dpi)), '-c', 'tessedit_create_tsv=1'],
        ],
        {
          input: page.input,
          // More threads per page than one only steal from the other pages (OCRmyPDF #217, docTR #1886).
          environment: { ...this.#environment, OMP_THREAD_LIMIT: '1' },
          timeout,
          signal: stopped,
          onStart: (pid) => this.#running?.note(pid, { owned: true }),
        },
      ).finally(() => page.done());
      return parseTsv(this.#checked(result, timeout).stdout);
    } finally {
      leave();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  #checked(result: ProcessResult, timeout: number): ProcessResult {
    if (result.ended === 'timeout') throw pageTimeout(timeout);
    if (result.ended === 'cancelled') throw interrupted();
    if (result.ended === 'not-started') throw this.#engineMissing(result.stderr);
    if (result.code !== 0) {
      throw new DomainError(
        'ocr/engine-failed',
        `${this.#program} failed on this page: ${reasonOf(result)}.`,
        { code: result.code, signal: result.signal },
      );
    }
    return result;
  }

  async #probe(): Promise<string> {
    const result = await runProcess(this.#program, ['--version'], {
      environment: this.#environment,
      timeout: PROBE_TIMEOUT,
    });
    const version = /^tesseract v?(\d+\.\d+(\.\d+)?)/m.exec(`${result.stdout}\n${result.stderr}`)?.[1];
    if (result.ended !== 'exit' || !version) throw this.#engineMissing(result.stderr);
    return version;
  }

  #engineMissing(reason: string): DomainError {
    return new DomainError(
      'ocr/engine-missing',
      `The program '${this.#program}' cannot be started here; install tesseract-ocr, or set DOCKET_OCR_ENGINE=tesseract.js.`,
      { reason: reason.trim().slice(0, 500) },
    );
  }
}
