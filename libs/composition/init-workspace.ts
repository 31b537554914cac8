/** Makes a new workspace: pipeline, params, and a place for the documents. */
import { existsSync } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { makeDirectory } from '#adapters/make-directory.js';
import { commentedParams } from '#config/commented-params.js';
import { DomainError } from '#contracts/domain-error.js';
import { forWorkspace, writeEditorSchema } from './editor-schema.js';
import { keepStatePrivate } from './keep-state-private.js';
import { packageDirectory } from './package-directory.js';
import { refuseFile } from './refuse-file.js';

const GITIGNORE = `# Docket's own data; pipelines.lock says which, and is kept
/.docket/
/data/raw/
/data/extracted/
/data/clean/
/data/dataset/
/models/
.env
`;

const DATA_NOTE = `# Documents

Put labelled documents into \`raw/<class>/\`: one folder for each class, named as you like, in any language.
PNG, JPEG, TIFF (also with many pages), WebP, PDF and plain text. Then run \`docket repro\`.
`;

/**
 * The lines, capitals and marks of drawn pages are too regular: a model that looks at them takes fewer real pages for
 * what they are (docs/decisions/0023-samples-with-open-words.md). Words, layout and picture carry over.
 */
const SAMPLE_PARAMS = { train: { shape: { weight: 0 } } };

/**
 * @returns how many sample documents were copied
 * @throws DomainError 'workspace/exists' where there is one already, 'request/invalid' where a file is in the way
 */
export async function initWorkspace(
  directory: string,
  { sample }: { sample: boolean },
): Promise<{ documents: number }> {
  if (existsSync(join(directory, 'pipelines.yaml'))) {
    throw new DomainError(
      'workspace/exists',
      `${directory} is a workspace already; nothing was changed. Name another directory.`,
    );
  }
  if (existsSync(join(directory, 'dvc.yaml'))) {
    throw new DomainError(
      'workspace/exists',
      `${directory} has a dvc.yaml, which a pipelines.yaml beside it would hide; nothing was changed. \`docket repro\` runs it as it is, \`docket import-dvc\` makes it a workspace. Or name another directory.`,
    );
  }
  refuseFile(directory);
  const samples = join(packageDirectory(), 'data', 'samples');
  if (sample && !existsSync(samples)) {
    throw new DomainError(
      'dataset/empty',
      'This installation has no sample documents; leave out --sample, or install Docket again.',
    );
  }
  const { STAGES } = await import('#stages/stage-registry.js');
  const sections: Record<string, z.ZodType> = {};
  for (const [name, stage] of Object.entries(STAGES)) sections[name] = stage.params;
  makeDirectory(join(directory, 'data', 'raw'));
  const pipelines = await readFile(join(packageDirectory(), 'pipelines.yaml'), 'utf8');
  await writeMissing(join(directory, 'params.yaml'), commentedParams(sections, sample ? SAMPLE_PARAMS : {}));
  await writeMissing(join(directory, '.gitignore'), GITIGNORE);
  await writeMissing(join(directory, 'data', 'README.md'), DATA_NOTE);
  if (sample) await copyClasses(samples, join(directory, 'data', 'raw'));
  await writeEditorSchema(directory);
  keepStatePrivate(join(directory, '.docket'));
  // Last: what makes it a workspace appears when all else is there.
  await writeFile(join(directory, 'pipelines.yaml'), forWorkspace(pipelines), { flag: 'wx' });
  return { documents: sample ? await countFiles(join(directory, 'data', 'raw')) : 0 };
}

/** A file of the user's own stays as it is. */
async function writeMissing(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** The folders alone: a file beside them (the samples' README) is no document. */
async function copyClasses(samples: string, target: string): Promise<void> {
  for (const entry of await readdir(samples, { withFileTypes: true })) {
    if (entry.isDirectory())
      await cp(join(samples, entry.name), join(target, entry.name), { recursive: true });
  }
}

async function countFiles(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}
