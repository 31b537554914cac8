/** Both engines keep the promises of the port, whatever else the machine does to them. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeTesseractEngine } from '../../../libs/adapters/ocr-engine/native-tesseract-engine.js';
import { TesseractJsEngine } from '../../../libs/adapters/ocr-engine/tesseract-js-engine.js';
import type { OcrEngine, OcrRequest, OcrWord } from '../../../libs/ports/ocr-engine.port.js';
import type { GreyImage } from '../../../libs/ports/page-image.js';
import { OCR_CACHE } from '../../support/document-reader.js';
import { drawPage, ENGLISH, FRENCH, wordsRead } from '../../support/drawn-pages.js';

const WORKERS = 2;
const ENGINES: [name: string, present: boolean, open: () => OcrEngine][] = [
  ['tesseract.js', true, () => new TesseractJsEngine(WORKERS)],
  [
    'native-tesseract',
    spawnSync('tesseract', ['--version']).status === 0,
    () =>
      new NativeTesseractEngine({ workers: WORKERS, cacheDirectory: OCR_CACHE, environment: process.env }),
  ],
];

const DPI = 150;
const LINES = ENGLISH.slice(1, 3);
const picture = async (lines: readonly string[]): Promise<GreyImage> => ({
  ...(await drawPage(lines, DPI)),
  dpi: DPI,
});
const english = await picture(LINES);
const french = await picture(FRENCH.slice(1, 3));
const blank: GreyImage = { data: new Uint8Array(400 * 300).fill(255), width: 400, height: 300, dpi: DPI };

const request = (image: GreyImage, more: Partial<OcrRequest> = {}): OcrRequest => ({
  image,
  dpi: DPI,
  languages: ['eng'],
  timeout: 60_000,
  ...more,
});
const textOf = (words: OcrWord[]): string => words.map(({ text }) => text).join(' ');

for (const [name, present, open] of ENGINES) {
  (present ? describe : describe.skip)(present ? name : `${name} (not installed here)`, () => {
    let engine: OcrEngine;
    beforeAll(() => {
      engine = open();
    });
    afterAll(() => engine.close());

    test('says what it is, without a network', async () => {
      const { version, languages, data, ...description } = await engine.describe();
      expect(description.name).toBe(name);
      expect(version).toMatch(/^\d+\.\d+/);
      expect(languages).toEqual(expect.arrayContaining(['deu', 'eng', 'fra']));
      expect(data).not.toBe('');
      expect(engine.parallel).toBe(WORKERS);
    });

    test('reads words with their places, in order, line by line', async () => {
      const words = await engine.read(request(english));
      expect(wordsRead(LINES, textOf(words))).toBe(1);
      expect(words.map(({ line }) => line)).toEqual(words.map(({ line }) => line).sort((a, b) => a - b));
      expect(new Set(words.map(({ line }) => line)).size).toBe(LINES.length);
      expect(words[0]).toMatchObject({ line: 0, block: 0 });
      for (const { box, confidence, text } of words) {
        const [left, top, right, bottom] = box;
        expect(left >= 0 && top >= 0 && right <= english.width && bottom <= english.height).toBe(true);
        expect(right > left && bottom > top).toBe(true);
        expect(confidence).toBeGreaterThan(0.5);
        expect(confidence).toBeLessThanOrEqual(1);
        // Boxes are of this picture: there is ink in each.
        const middle = Math.floor((top + bottom) / 2) * english.width;
        const row = english.data.subarray(middle + left, middle + right);
        expect({ text, darkest: Math.min(...row) < 128 }).toEqual({ text, darkest: true });
      }
    });

    test('the same page gives the same words, after pages in other languages too', async () => {
      const first = await engine.read(request(english));
      const abroad = await engine.read(request(french, { languages: ['fra'] }));
      expect(textOf(abroad)).toContain('à notre bureau au début du printemps');
      expect(await engine.read(request(english))).toEqual(first);
    });

    test('a page without text has no words', async () => {
      expect(await engine.read(request(blank))).toEqual([]);
    });

    test('a picture of one pixel does no harm', async () => {
      const dot: GreyImage = { data: new Uint8Array([0]), width: 1, height: 1, dpi: null };
      const outcome = await engine.read(request(dot)).catch((error) => error.code);
      expect([[], 'ocr/engine-failed']).toContainEqual(outcome);
      expect(textOf(await engine.read(request(english)))).toContain('thank you');
    });

    test('more calls at once than workers all come, each with its own page', async () => {
      const texts = await Promise.all(
        [english, french, blank, english, french].map(async (image) =>
          textOf(await engine.read(request(image, { languages: [image === french ? 'fra' : 'eng'] }))),
        ),
      );
      expect(texts.map((text) => text.split(' ')[0])).toEqual(['thank', 'nous', '', 'thank', 'nous']);
    });

    test('a language it has no data for is told with the remedy', async () => {
      await expect(engine.read(request(english, { languages: ['eng', 'tlh'] }))).rejects.toMatchObject({
        code: 'ocr/language-missing',
        message: expect.stringContaining('npm install @tesseract.js-data/tlh'),
      });
    });

    test('a page beyond its time is stopped for good, and the next one is read', async () => {
      await expect(engine.read(request(english, { timeout: 1 }))).rejects.toMatchObject({
        code: 'ocr/page-timeout',
        message: expect.stringContaining('etl.page_timeout'),
      });
      expect(textOf(await engine.read(request(english)))).toContain('thank you');
      expect(children()).toBe('');
    });

    test('what is cancelled ends at once, waiting or working; the others go on', async () => {
      const stop = new AbortController();
      const cancelled = [1, 2, 3].map(() => engine.read(request(english, { signal: stop.signal })));
      const going = engine.read(request(english));
      stop.abort();
      for (const reading of cancelled)
        await expect(reading).rejects.toMatchObject({ code: 'pipeline/interrupted' });
      expect(textOf(await going)).toContain('thank you');
      await expect(engine.read(request(english, { signal: stop.signal }))).rejects.toMatchObject({
        code: 'pipeline/interrupted',
      });
    });

    test('closing ends what works and what waits, and leaves nothing behind', async () => {
      const other = open();
      const readings = [1, 2, 3].map(() => other.read(request(english)).catch(({ code }) => code));
      await other.close();
      for (const outcome of await Promise.all(readings)) expect(outcome).toBe('pipeline/interrupted');
      expect(children()).toBe('');
    });
  });
}

describe('a program that fails says how', () => {
  const failing = async (end: string): Promise<unknown> => {
    const directory = mkdtempSync(join(tmpdir(), 'docket-ocr-'));
    const program = join(directory, 'tesseract');
    writeFileSync(program, `#!/bin/sh\n[ "$1" = --version ] && echo 'tesseract 5.0.0' && exit\n${end}\n`, {
      mode: 0o755,
    });
    const engine = new NativeTesseractEngine({
      ...{ workers: 1, cacheDirectory: OCR_CACHE, environment: process.env, program },
    });
    try {
      return await engine.read(request(blank)).catch(({ code, message }) => ({ code, message }));
    } finally {
      await engine.close();
      rmSync(directory, { recursive: true });
    }
  };
  test.each([
    ['kill -9 $$', /the system ended it \(SIGKILL\)/],
    ['kill -SEGV $$', /: ended by SIGSEGV\.$/],
    ['echo "Image too small." >&2; exit 3', /: Image too small \(exit code 3\)\.$/],
  ])('%s', async (end, message) => {
    expect(await failing(end)).toEqual({
      code: 'ocr/engine-failed',
      message: expect.stringMatching(message),
    });
  });
});

/** The OCR programs that this process has running now. */
function children(): string {
  try {
    return execFileSync('pgrep', ['-P', String(process.pid), 'tesseract'], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
