/** The labelled documents of a workspace that has none yet: the bundled samples, so that a first start can learn. */
import { cp, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectory } from '#adapters/make-directory.js';
import { DomainError } from '#contracts/domain-error.js';
import { packageDirectory } from './package-directory.js';

/**
 * Copies the folder of every class; all of them appear at once, or none.
 * @returns how many documents were copied; 0 where `target` has documents already
 * @throws DomainError 'dataset/empty' where this installation has no samples
 */
export async function copySampleDocuments(target: string): Promise<number> {
  if (await hasDocuments(target)) return 0;
  const source = join(packageDirectory(), 'data', 'samples');
  const classes = await classesIn(source);
  if (classes.length === 0) {
    throw new DomainError(
      'dataset/empty',
      'This installation has no sample documents; put your own into data/raw/<class>/, or install Docket again.',
    );
  }
  // On the target's disk, under one name: what a kill left gives way to the next start's.
  const temporary = join(dirname(target), '.samples.tmp');
  try {
    await rm(temporary, { recursive: true, force: true });
    for (const name of classes) await cp(join(source, name), join(temporary, name), { recursive: true });
    const files = await readdir(temporary, { recursive: true, withFileTypes: true });
    makeDirectory(target);
    // An empty folder gives way; one that got documents meanwhile stays.
    await rmdir(target);
    await rename(temporary, target);
    return files.filter((entry) => entry.isFile()).length;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOTEMPTY') return 0;
    throw error;
  }
}

/** Whether there is the folder of a class. */
export const hasDocuments = async (folder: string): Promise<boolean> => (await classesIn(folder)).length > 0;

async function classesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}
