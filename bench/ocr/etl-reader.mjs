/** The etl stage as a function from file to document, on the tools that its host would give it. */
import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStageTools } from '#composition/stage-tools.js';
import { etl } from '#stages/etl.stage.js';

export const CORES = availableParallelism();
/** Language data is unpacked here once, for the plain program as well. */
export const CACHE = join(tmpdir(), 'docket-bench-ocr');

export async function openReader(ocrEngine, overrides = {}) {
  const tools = await createStageTools({ ocrEngine, workers: CORES, cacheDirectory: CACHE });
  const params = etl.params.parse(overrides);
  const context = { signal: new AbortController().signal, progress() {}, log() {} };
  return {
    readBytes: async (path, bytes) =>
      (await etl.run({ inputs: { file: { path, bytes } }, params, tools, context })).document,
    async read(path) {
      return this.readBytes(path, await readFile(path));
    },
    close: () => tools.close(),
  };
}

export const textOf = (document) => document.pages.map(({ text }) => text).join('\n');

export const scratch = () => mkdtempSync(join(tmpdir(), 'docket-bench-'));
