/** Writes sample documents, a folder per class, and on request the truth about each beside them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSample, type SampleTruth } from './generate-sample.js';
import { type SampleClass, sampleClasses } from './sample-classes.js';

export interface WriteOptions {
  readonly out: string;
  /** Documents per class. */
  readonly count: number;
  readonly seed: string;
  readonly classes?: readonly SampleClass[];
  /** Where a JSON file of the truth goes for every document; nowhere where absent. */
  readonly truth?: string;
  readonly onWritten?: (done: number, total: number, path: string) => void;
}

export interface Written {
  readonly path: string;
  readonly bytes: number;
  readonly mediaType: string;
  readonly truth: SampleTruth;
}

/** Enough for every file type and both languages in training and test, small enough for a repository. */
export const bundled = { count: 26, seed: 'docket' } as const;

export const writeSamples = async ({
  out,
  count,
  seed,
  classes = sampleClasses,
  truth,
  onWritten,
}: WriteOptions): Promise<Written[]> => {
  const written: Written[] = [];
  for (const name of classes) {
    await mkdir(join(out, name), { recursive: true });
    if (truth) await mkdir(join(truth, name), { recursive: true });
    for (let index = 0; index < count; index++) {
      const sample = await generateSample({ class: name, index, seed });
      const path = join(name, sample.fileName);
      await writeFile(join(out, path), sample.bytes);
      if (truth) await writeFile(join(truth, `${path}.json`), `${JSON.stringify(sample.truth, null, 2)}\n`);
      written.push({ path, bytes: sample.bytes.length, mediaType: sample.mediaType, truth: sample.truth });
      onWritten?.(written.length, count * classes.length, path);
    }
  }
  return written;
};
