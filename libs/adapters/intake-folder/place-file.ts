/** Puts a file into a folder of its class: whole or not at all, over no other one, and not where a link leads. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  copyFile,
  link,
  lstat,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '#contracts/domain-error.js';
import { makeDirectory } from '../make-directory.js';

/** Hidden, so that nobody takes what is in it for a document. */
const UNFINISHED = '.docket-unfinished';
/** Milliseconds after which what lies there is that of a killed process. */
const LEFT_BEHIND = 3_600_000;

export interface PlacedFile {
  /** Below the root. */
  path: string;
  /** Its bytes, or the path of a file that has them. */
  content: Uint8Array | { copyOf: string };
  /** Of what it is made from. */
  modified?: Date;
}

/**
 * One of the same name and content is taken for this one: after a kill nothing lies there twice.
 * @param nameFor the place to try at the nth time, from 1
 * @returns the place that it got, below the root
 * @throws the error of the system; DomainError 'workspace/unreadable' where a folder on the way is a link out of the root
 */
export async function placeFile(
  root: string,
  { path, content, modified }: PlacedFile,
  nameFor: (path: string, number: number) => string,
): Promise<string> {
  const unfinished = join(root, UNFINISHED);
  makeDirectory(unfinished);
  const temporary = join(unfinished, randomBytes(9).toString('hex'));
  try {
    if ('copyOf' in content) await copyFile(content.copyOf, temporary);
    else await writeFile(temporary, content, { flag: 'wx', flush: true });
    if (modified) await utimes(temporary, modified, modified);
    for (let number = 1; ; number++) {
      const place = nameFor(path, number);
      const target = join(root, place);
      makeDirectory(dirname(target));
      await refuseLinks(root, dirname(target));
      if (await linked(temporary, target)) return place;
      if (await sameContent(temporary, target)) return place;
    }
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A few lines beside a file; in the place of an earlier note. */
export async function placeNote(root: string, path: string, text: string): Promise<void> {
  const target = join(root, path);
  makeDirectory(dirname(target));
  await refuseLinks(root, dirname(target));
  const unfinished = join(root, UNFINISHED);
  makeDirectory(unfinished);
  const temporary = join(unfinished, randomBytes(9).toString('hex'));
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** What a killed process left half written. */
export async function clearUnfinished(root: string): Promise<void> {
  const folder = join(root, UNFINISHED);
  for (const name of await readdir(folder).catch(() => [])) {
    const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > LEFT_BEHIND) await rm(join(folder, name), { force: true });
  }
}

/** @returns false where there is something of that name */
async function linked(temporary: string, target: string): Promise<boolean> {
  try {
    await link(temporary, target);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // Shares and sticks without hard links.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    if (await lstat(target).catch(() => null)) return false;
    await rename(temporary, target);
    return true;
  }
}

async function sameContent(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([lstat(one), lstat(other)]);
  if (!b.isFile() || a.size !== b.size) return false;
  const [first, second] = await Promise.all([hashOf(one), hashOf(other)]);
  return first === second;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function refuseLinks(root: string, folder: string): Promise<void> {
  const [real, base] = await Promise.all([realpath(folder), realpath(root)]);
  if (real === base || real.startsWith(`${base}/`)) return;
  throw new DomainError(
    'workspace/unreadable',
    `${folder} is a link that leads out of ${root}, where nothing is written; put a folder there.`,
  );
}
