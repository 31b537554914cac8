/** Engines that hang or are killed: the page pays, not the document, and nothing is left running. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { NativeTesseractEngine } from '#adapters/ocr-engine/native-tesseract-engine.js';
import { extract, OCR_CACHE, openTools } from '../../support/document-reader.js';
import { drawPage, ENGLISH, toPng, wordsRead } from '../../support/drawn-pages.js';
import { handWrittenTiff } from '../../support/hand-written-tiff.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

const tools = await openTools();
afterAll(() => tools.close());
afterEach(removeScratchWorkspaces);

/** Widths by which the played program knows the pages. */
const GOOD = 400;
const HANGING = 401;
const DYING = 402;
/** Seconds that no other program of this machine sleeps. */
const LONG = 98_761;

const pages = (...widths: number[]): Buffer =>
  handWrittenTiff(
    widths.map((width) => ({ width, height: 100, grey: new Uint8Array(width * 100).fill(255) })),
  );

/** A program that plays tesseract: it reads a word, or hangs with a child of its own, or dies. */
async function played(dying: string) {
  const workspace = await scratchWorkspace({
    tesseract: `#!/bin/sh
cd "$(dirname "$0")"
if [ "$1" = --version ]; then echo 'tesseract 5.3.0'; exit; fi
width=$(head -c 9 | tr '\\n' ' ' | cut -d' ' -f2)
cat > /dev/null
echo "$width" >> read.log
if [ "$width" = ${HANGING} ]; then sleep ${LONG} & wait; fi
if [ "$width" = ${DYING} ]; then ${dying}; fi
printf '5\\t1\\t1\\t1\\t1\\t1\\t10\\t10\\t50\\t20\\t96\\tword\\n'
`,
  });
  chmodSync(workspace.path('tesseract'), 0o755);
  const ocr = new NativeTesseractEngine({
    workers: 2,
    cacheDirectory: OCR_CACHE,
    environment: process.env,
    program: workspace.path('tesseract'),
  });
  return {
    tools: { ...tools, ocr },
    read: async () => (await workspace.text('read.log')).trim().split('\n'),
  };
}

const running = (pattern: string): string => {
  try {
    return execFileSync('pgrep', ['-f', pattern], { encoding: 'utf8' });
  } catch {
    return '';
  }
};

test('a page that hangs is given up with its children; the others are read', async () => {
  const play = await played('true');
  const document = await extract(pages(GOOD, HANGING, GOOD), play.tools, { page_timeout: 2 });
  expect(document.pages.map(({ source, text }) => [source, text])).toEqual([
    ['ocr', 'word'],
    ['failed', ''],
    ['ocr', 'word'],
  ]);
  expect(document.pages[1]!.error).toEqual({
    code: 'ocr/page-timeout',
    message: expect.stringContaining('raise etl.page_timeout'),
  });
  expect(running(`sleep ${LONG}`)).toBe('');
});

test('a document of one page that hangs fails with what may pass, so that it is not remembered as bad', async () => {
  const play = await played('true');
  await expect(extract(pages(HANGING), play.tools, { page_timeout: 1 })).rejects.toMatchObject({
    code: 'ocr/page-timeout',
    retryable: true,
  });
});

test('an engine killed once is started again for the same page', async () => {
  const play = await played('test -e died || { touch died; kill -9 $$; }');
  const document = await extract(pages(GOOD, DYING), play.tools);
  expect(document.pages.map(({ text }) => text)).toEqual(['word', 'word']);
  expect((await play.read()).filter((width) => width === String(DYING))).toHaveLength(2);
});

test('a page that kills every engine fails alone, after two tries', async () => {
  const play = await played('kill -9 $$');
  const document = await extract(pages(GOOD, DYING, GOOD), play.tools);
  expect(document.pages.map(({ source }) => source)).toEqual(['ocr', 'failed', 'ocr']);
  expect(document.pages[1]!.error!.code).toBe('ocr/engine-failed');
  expect((await play.read()).filter((width) => width === String(DYING))).toHaveLength(2);
});

test('a program that is not there stops the document with the remedy', async () => {
  const ocr = new NativeTesseractEngine({
    cacheDirectory: OCR_CACHE,
    program: '/nowhere/tesseract',
    environment: process.env,
  });
  await expect(extract(pages(GOOD, GOOD), { ...tools, ocr })).rejects.toMatchObject({
    code: 'ocr/engine-missing',
    message: expect.stringContaining('DOCKET_OCR_ENGINE'),
  });
});

test('a language without data stops the document; it is not the document’s fault', async () => {
  await expect(extract(pages(GOOD, GOOD), tools, { languages: ['tlh'] })).rejects.toMatchObject({
    code: 'ocr/language-missing',
  });
});

const installed = ['tesseract', 'pgrep'].every((name) => spawnSync(name, ['--version']).status === 0);
(installed ? test : test.skip)(
  'the real program killed while it reads: the page comes nevertheless (needs tesseract and pgrep)',
  async () => {
    const ocr = new NativeTesseractEngine({
      workers: 1,
      cacheDirectory: OCR_CACHE,
      environment: process.env,
    });
    const reading = extract(await toPng(await drawPage(ENGLISH), 200), { ...tools, ocr });
    let killed = '';
    while (killed === '') {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const found = spawnSync('pgrep', ['-P', String(process.pid), 'tesseract'], { encoding: 'utf8' });
      killed = found.stdout.trim();
    }
    process.kill(Number(killed.split('\n')[0]), 'SIGKILL');
    expect(wordsRead(ENGLISH, (await reading).pages[0]!.text)).toBeGreaterThan(0.95);
  },
);

test('where no file can be made the page goes through the pipe', async () => {
  const play = await played('true');
  const before = process.env.TMPDIR;
  process.env.TMPDIR = '/nowhere';
  try {
    const document = await extract(pages(GOOD, GOOD), play.tools);
    expect(document.pages.map(({ text }) => text)).toEqual(['word', 'word']);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});
