/**
 * Changes many files of a workspace in one step that a kill cannot leave half-done:
 *
 *   1. stage   every new content is copied and verified aside        .docket/change/0, 1, 2 …
 *   2. note    what goes where, on the disk before a file is touched .docket/change/note.json
 *   3. move    by renames; the note goes last
 *
 * Killed before 2, nothing has happened; killed later, `finish` does the rest by the note. What a user wrote in
 * between is moved aside, never overwritten.
 */
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { diskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import { folderProblem } from '#contracts/ground.js';
import { visible } from '#contracts/visible-text.js';
import type { ArtifactCache } from '#ports/artifact-cache.port.js';
import { hashFile } from '../hash-file.js';
import { makeDirectory } from '../make-directory.js';
import { moveFile } from '../move-file.js';
import { flush, writeWholeFile } from '../write-whole-file.js';

export interface FileWrite {
  /** From the workspace's root. */
  path: string;
  /** Of the new content. */
  md5: string;
  /** The content itself, for a file that people edit and that must be no link to the cache; else the cache has it. */
  text?: string | undefined;
  executable: boolean;
  /** md5 of what may be replaced, null where nothing may lie there; undefined: whatever does. */
  before?: string | null | undefined;
}

export interface FileChanges {
  /** The command, for messages: 'docket exp restore calm-heron'. */
  about: string;
  /** Done in this order. */
  writes: readonly FileWrite[];
  removes: readonly { path: string; before?: string | null | undefined }[];
  directories: readonly string[];
}

export interface FinishedChanges {
  about: string;
  /** Where files lie now that a user wrote meanwhile. */
  kept: string[];
}

export class StagedChanges {
  private readonly note: string;

  /**
   * @param root absolute directory of the workspace
   * @param directory absolute, of the staged files alone
   */
  constructor(
    private readonly root: string,
    private readonly directory: string,
    private readonly cache: ArtifactCache,
  ) {
    this.note = join(directory, 'note.json');
  }

  /**
   * Copies and verifies every new content; touches nothing in the workspace.
   * @returns those whose content the cache lacks; with any, there is nothing to `apply`
   */
  async stage(changes: FileChanges): Promise<FileWrite[]> {
    refuseGround(changes);
    this.clear();
    const missing: FileWrite[] = [];
    makeDirectory(this.directory);
    for (const [index, write] of changes.writes.entries()) {
      if (!(await this.install(write, this.staged(index)))) missing.push(write);
    }
    if (missing.length > 0) this.clear();
    return missing;
  }

  /** @throws DomainError 'workspace/disk-full', 'workspace/unreadable'; `finish` goes on when that is mended */
  async apply(changes: FileChanges): Promise<FinishedChanges> {
    try {
      // Few and small, and without them nobody knows what the rest is: params, lock and the like come last.
      for (const [index] of changes.writes.entries()) {
        const staged = this.staged(index);
        if (index >= changes.writes.length - DURABLE && existsSync(staged)) flush(staged);
      }
      writeWholeFile(this.note, JSON.stringify(changes), this.directory, { durable: true });
    } catch (error) {
      throw diskError(error, 'noting a change of files', this.note);
    }
    return this.carryOut(changes);
  }

  /** Whether `finish` has something to do. */
  unfinished(): boolean {
    return existsSync(this.note);
  }

  /** @returns what `finish` would do; null where there is nothing */
  pending(): { about: string; paths: string[] } | null {
    if (!this.unfinished()) return null;
    const { about, writes, removes } = this.noted();
    return { about, paths: [...writes, ...removes].map(({ path }) => path) };
  }

  /** Does what a killed process had noted and not done. @returns null where there was nothing */
  async finish(): Promise<FinishedChanges | null> {
    if (!this.unfinished()) {
      this.clear();
      return null;
    }
    return this.carryOut(this.noted());
  }

  private noted(): FileChanges {
    return JSON.parse(readFileSync(this.note, 'utf8')) as FileChanges;
  }

  private async carryOut({ about, writes, removes, directories }: FileChanges): Promise<FinishedChanges> {
    const kept: string[] = [];
    try {
      for (const { path, before } of removes) {
        const now = await this.md5(path);
        if (now === null) continue;
        if (before !== undefined && now !== before) kept.push(path);
        else rmSync(join(this.root, path), { force: true });
        this.removeEmptyAbove(path);
      }
      for (const [index, write] of writes.entries()) await this.write(index, write, kept, about);
      for (const path of directories) {
        this.makeFolders(`${path}/`, kept);
        makeDirectory(join(this.root, path));
      }
    } catch (error) {
      throw diskError(error, about, this.directory);
    }
    rmSync(this.note, { force: true });
    this.clear();
    return { about, kept };
  }

  private async write(index: number, write: FileWrite, kept: string[], about: string): Promise<void> {
    const target = join(this.root, write.path);
    const now = await this.md5(write.path);
    // Who may read a file that people edit is theirs to say.
    const present = write.text === undefined || now === null ? null : statSync(target).mode & 0o777;
    const mode = present ?? (write.text !== undefined && write.executable ? 0o755 : null);
    if (now === write.md5 && (mode !== null || executable(target) === write.executable)) return;
    if (now !== null && now !== write.md5 && write.before !== undefined && now !== write.before) {
      this.keepAside(target, kept);
    }
    this.makeWay(write.path, now === null, kept);
    makeDirectory(dirname(target));
    const staged = this.staged(index);
    // A power cut may have left less of the staged file than its name; the cache has it once more.
    const whole = existsSync(staged) && (await hashFile(staged, statSync(staged).size)) === write.md5;
    if (whole) {
      if (mode !== null) chmodSync(staged, mode);
      moveFile(staged, target);
    } else if (!(await this.install(write, target))) {
      throw new DomainError(
        'experiment/data-missing',
        `\`${about}\` was interrupted, and the cache has since lost ${write.path} (md5 ${write.md5}). Get it back (docket pull), or give the change up: remove ${this.note}.`,
        { path: write.path, md5: write.md5 },
      );
    } else if (mode !== null) chmodSync(target, mode);
  }

  /** Of folders where the file is to be, and of files where folders above it are: no note may wait for ever. */
  private makeWay(path: string, isNew: boolean, kept: string[]): void {
    this.makeFolders(path, kept);
    const target = join(this.root, path);
    if (!isNew || !existsSync(target)) return;
    if (isEmptyTree(target)) rmSync(target, { recursive: true });
    else this.keepAside(target, kept);
  }

  private makeFolders(path: string, kept: string[]): void {
    for (const above of foldersAbove(path)) {
      const folder = join(this.root, above);
      if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) this.keepAside(folder, kept);
    }
  }

  private keepAside(path: string, kept: string[]): void {
    const aside = freeName(path);
    renameSync(path, aside);
    kept.push(aside.slice(this.root.length + 1));
  }

  private async install({ md5, text, executable }: FileWrite, path: string): Promise<boolean> {
    if (text === undefined) return this.cache.install(md5, path, executable);
    writeWholeFile(path, text, this.directory);
    return true;
  }

  private async md5(path: string): Promise<string | null> {
    const stats = statOf(join(this.root, path));
    return stats?.isFile() ? hashFile(join(this.root, path), stats.size) : null;
  }

  private removeEmptyAbove(path: string): void {
    for (let above = dirname(path); above !== '.'; above = dirname(above)) {
      try {
        rmdirSync(join(this.root, above));
      } catch {
        return;
      }
    }
  }

  private staged(index: number): string {
    return join(this.directory, String(index));
  }

  private clear(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Callers look first; that one of them does not must cost nobody a repository. */
function refuseGround({ about, writes, removes, directories }: FileChanges): void {
  const paths = [...writes, ...removes].map(({ path }) => path);
  for (const path of [...paths, ...directories]) {
    const problem = folderProblem(path);
    if (problem === null) continue;
    const message = `${about}: '${visible(path)}' ${problem}; nothing was changed.`;
    throw new DomainError('pipeline/output-conflict', message, { path });
  }
}

/** The last writes, which are flushed to the disk one by one; a flush takes milliseconds. */
const DURABLE = 32;

const executable = (path: string): boolean => (statSync(path).mode & 0o100) !== 0;

/** @returns undefined where nothing is there, a file above it included */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Outermost first. */
const foldersAbove = (path: string): string[] =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, index, names) => names.slice(0, index + 1).join('/'));

/** A folder without a file in it, links among them; what is no folder is none. */
const isEmptyTree = (path: string): boolean =>
  lstatSync(path).isDirectory() &&
  readdirSync(path, { recursive: true, withFileTypes: true }).every((entry) => entry.isDirectory());

function freeName(path: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${path}.kept` : `${path}.kept-${number}`;
    if (!existsSync(name)) return name;
  }
}
