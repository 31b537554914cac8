/**
 * Which objects are put before anything refers to them, in a file that outlives the process: what a kill leaves is known
 * by name. One file a process, which is there while the process holds something.
 */
import { randomUUID } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diskError } from '#contracts/disk-error.js';
import { makeDirectory } from '../make-directory.js';
import { writeWholeFile } from '../write-whole-file.js';

/** What a process that is gone has held. */
export interface Leftover {
  path: string;
  sha256s: string[];
}

const SUFFIX = '.held';
const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Synchronous: a line is there before the object is, and takes microseconds. A power cut may lose the last seconds. */
export class HoldJournal {
  private readonly path: string;

  /** @param folder absolute; that of all processes that share a workspace */
  constructor(private readonly folder: string) {
    this.path = join(folder, `${randomUUID()}${SUFFIX}`);
  }

  /** @throws the disk's errors as DomainErrors */
  note(sha256: string): void {
    try {
      try {
        appendFileSync(this.path, `${sha256}\n`);
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error;
        makeDirectory(dirname(this.path));
        appendFileSync(this.path, `${sha256}\n`);
      }
    } catch (error) {
      throw diskError(error, 'noting an upload', this.path);
    }
  }

  /** What else was noted has an end. Also a sign of life: a process that holds something calls it every few minutes. */
  keepOnly(held: readonly string[]): void {
    try {
      if (held.length === 0) rmSync(this.path, { force: true });
      else writeWholeFile(this.path, held.map((sha256) => `${sha256}\n`).join(''), this.folder);
    } catch (error) {
      throw diskError(error, 'noting uploads', this.path);
    }
  }

  /** Of processes that have given no sign of life for so long. */
  leftovers(milliseconds: number): Leftover[] {
    const paths = filesOlderThan(this.folder, milliseconds).filter((path) => path !== this.path);
    // What a kill left of a file that was being written anew; the one before it is there.
    for (const path of paths.filter((each) => !each.endsWith(SUFFIX))) rmSync(path, { force: true });
    return paths
      .filter((path) => path.endsWith(SUFFIX))
      .map((path) => ({
        path,
        // The last line may be half a name.
        sha256s: [...new Set(readFileSync(path, 'utf8').split('\n'))].filter((line) =>
          /^[0-9a-f]{64}$/.test(line),
        ),
      }));
  }

  forget({ path }: Leftover): void {
    rmSync(path, { force: true });
  }
}

/** @returns paths; none where there is no such folder */
export function filesOlderThan(folder: string, milliseconds: number): string[] {
  const before = Date.now() - milliseconds;
  const paths = namesIn(folder).map((name) => join(folder, name));
  return paths.filter((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() === true && found.mtimeMs < before;
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
