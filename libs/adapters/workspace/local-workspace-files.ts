/** The files of a workspace in a directory of this machine. */
import {
  chmodSync,
  copyFileSync,
  type Dirent,
  existsSync,
  lstatSync,
  readdirSync,
  realpathSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { readFile, rm, rmdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { diskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import {
  type FileState,
  type Scan,
  type UnreadableFile,
  WorkspaceFiles,
} from '#ports/workspace-files.port.js';
import { hashFile } from '../hash-file.js';
import { makeDirectory } from '../make-directory.js';
import { moveFile } from '../move-file.js';
import { temporaryPath, writeWholeFile } from '../write-whole-file.js';
import { IGNORE_FILE, type IgnoreRules, isIgnored, rulesAbove, withRules } from './ignored-paths.js';
import { makeWay, removeFiles } from './make-way.js';
import { StatIndex } from './stat-index.js';

/** Files between two looks at the event loop: short enough for timers and Ctrl-C, long enough to cost nothing. */
const FILES_PER_TURN = 500;

/** What is asked of a walk through directories, and what it has found. */
interface Listing {
  wanted: (path: string) => boolean;
  /** Of the folders above. */
  rules: IgnoreRules | null;
  paths: string[];
  /** Files that are there and not wanted. */
  others: string[];
  unreadable: UnreadableFile[];
  empty: string[];
  outside: string[];
}

export class LocalWorkspaceFiles extends WorkspaceFiles {
  private index: StatIndex | undefined;

  /**
   * @param root absolute directory of the workspace
   * @param state absolute directory for what is Docket's own (`.docket`)
   */
  constructor(
    private readonly root: string,
    private readonly state: string,
  ) {
    super();
  }

  override absolute(path: string): string {
    return join(this.root, path);
  }

  override async exists(path: string): Promise<boolean> {
    return existsSync(this.absolute(path));
  }

  override async scan(path: string, wanted: (path: string) => boolean = () => true): Promise<Scan> {
    const stats = statSync(this.absolute(path), { throwIfNoEntry: false });
    if (stats === undefined) return { kind: 'absent', files: [], unreadable: [] };
    const files: FileState[] = [];
    const unreadable: UnreadableFile[] = [];
    if (stats.isFile()) {
      await this.addFile(path, files, unreadable);
      return { kind: 'file', files, unreadable };
    }
    const outside = this.leadsOutside(path) ? [path] : [];
    const rules = rulesAbove(this.root, path);
    const listing: Listing = { wanted, rules, paths: [], others: [], unreadable, empty: [], outside };
    this.list(path, this.identitiesDownTo(path), listing);
    const { paths, others, empty } = listing;
    sortByCodePoint(paths);
    let turn = 0;
    for (const file of paths) {
      await this.addFile(file, files, unreadable);
      if (++turn % FILES_PER_TURN === 0) await setImmediate();
    }
    // What this stage does not want may be another's, which would hash it anew each time.
    this.statIndex().keepOnly(path, new Set([...paths, ...others]));
    return { kind: 'directory', files, unreadable, empty, ...(outside.length > 0 && { outside }) };
  }

  private leadsOutside(path: string): boolean {
    const real = realpathSync(this.absolute(path));
    const root = realpathSync(this.root);
    return real !== root && !real.startsWith(root + sep);
  }

  /** Of the directory and all above it within the workspace: a link to any of them would go round for ever. */
  private identitiesDownTo(path: string): string[] {
    const parts = path === '' ? [] : path.split('/');
    return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))].map((directory) => {
      const { dev, ino } = statSync(this.absolute(directory));
      return `${dev}:${ino}`;
    });
  }

  private list(path: string, above: string[], listing: Listing): void {
    const { wanted, paths, others, unreadable, empty } = listing;
    let entries: Dirent[];
    try {
      entries = readdirSync(this.absolute(path), { withFileTypes: true });
    } catch (error) {
      unreadable.push({ path, reason: unreadableReason(path, error) });
      return;
    }
    const rules = entries.some(({ name }) => name === IGNORE_FILE)
      ? withRules(this.root, path, listing.rules)
      : listing.rules;
    if (path !== '' && entries.length === 0) empty.push(path);
    for (const entry of entries) {
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      if (path === '' && entry.name === '.docket') continue;
      if (entry.isFile()) {
        if (!isIgnored(rules, below, entry.name, false)) (wanted(below) ? paths : others).push(below);
        continue;
      }
      let stats: Stats;
      try {
        stats = statSync(this.absolute(below));
      } catch (error) {
        if (wanted(below) && !isIgnored(rules, below, entry.name, false))
          unreadable.push({ path: below, reason: unreadableReason(below, error) });
        continue;
      }
      if (isIgnored(rules, below, entry.name, stats.isDirectory())) continue;
      if (stats.isFile()) (wanted(below) ? paths : others).push(below);
      if (!stats.isDirectory()) {
        if (!stats.isFile() && wanted(below))
          unreadable.push({ path: below, reason: notAFile(below, stats) });
        continue;
      }
      const identity = `${stats.dev}:${stats.ino}`;
      if (above.includes(identity)) {
        unreadable.push({
          path: below,
          reason: `${below} is a symbolic link to a directory above it; remove the link.`,
        });
        continue;
      }
      if (entry.isSymbolicLink() && this.leadsOutside(below)) listing.outside.push(below);
      this.list(below, [...above, identity], { ...listing, rules });
    }
  }

  private async addFile(path: string, files: FileState[], unreadable: UnreadableFile[]): Promise<void> {
    try {
      const absolute = this.absolute(path);
      const now = Date.now();
      const stats = statSync(absolute);
      let md5 = this.statIndex().md5(path, stats);
      if (md5 === undefined) {
        md5 = await hashFile(absolute, stats.size);
        const after = statSync(absolute);
        // Written to while it was read: whoever compares later must not find it in the index.
        const still = after.size === stats.size && after.mtimeMs === stats.mtimeMs && after.ino === stats.ino;
        this.statIndex().remember(path, stats, md5, still ? now : 0);
      }
      files.push({ path, size: stats.size, md5, executable: (stats.mode & 0o100) !== 0 });
    } catch (error) {
      unreadable.push({ path, reason: unreadableReason(path, error) });
    }
  }

  override async read(path: string): Promise<Uint8Array> {
    try {
      return await readFile(this.absolute(path));
    } catch (error) {
      throw new DomainError('document/unreadable-file', unreadableReason(path, error), { path });
    }
  }

  override async write(path: string, bytes: Uint8Array): Promise<void> {
    try {
      writeWholeFile(this.absolute(path), bytes, this.temporaryDirectory);
    } catch (error) {
      throw diskError(error, 'writing a file', path);
    }
  }

  override async remove(path: string): Promise<void> {
    await rm(this.absolute(path), { recursive: true, force: true });
  }

  override async makeWay(output: string, files: Iterable<string>): Promise<boolean> {
    return makeWay(this.root, output, files);
  }

  override async removeFiles(output: string, files: Iterable<string>): Promise<void> {
    removeFiles(this.root, output, files);
  }

  override async makeDirectory(path: string): Promise<void> {
    makeDirectory(this.absolute(path));
  }

  override async release(path: string, isObjects: (absolutePath: string) => boolean): Promise<void> {
    const isLink = (absolute: string): boolean =>
      (lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink() ?? false) && isObjects(absolute);
    const { kind, files, unreadable } = await this.scan(path);
    const own = files.map((file) => this.absolute(file.path));
    // All are looked at first: one may lead to the cache by way of another.
    for (const absolute of own.filter((each) => statSync(each).nlink > 1 || isLink(each)))
      await this.copyInPlace(absolute);
    for (const each of kind === 'absent' ? [path] : unreadable.map((file) => file.path)) {
      const absolute = this.absolute(each);
      if (!existsSync(absolute) && isLink(absolute)) rmSync(absolute);
    }
  }

  private async copyInPlace(absolute: string): Promise<void> {
    const { mode } = statSync(absolute);
    const temporary = await this.temporary();
    copyFileSync(absolute, temporary);
    chmodSync(temporary, (mode & 0o100) === 0 ? 0o644 : 0o755);
    moveFile(temporary, absolute);
  }

  override async removeEmptyDirectories(path: string): Promise<void> {
    const absolute = this.absolute(path);
    if (!existsSync(absolute) || !lstatSync(absolute).isDirectory()) return;
    for (const entry of readdirSync(absolute, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      await this.removeEmptyDirectories(`${path}/${entry.name}`);
      await rmdir(join(absolute, entry.name)).catch(() => undefined);
    }
  }

  override async temporary(): Promise<string> {
    makeDirectory(this.temporaryDirectory);
    return temporaryPath(this.temporaryDirectory);
  }

  override async discard(temporaryPath: string): Promise<void> {
    await rm(temporaryPath, { recursive: true, force: true });
  }

  override async sweep(): Promise<void> {
    await rm(this.temporaryDirectory, { recursive: true, force: true });
  }

  override async save(): Promise<void> {
    try {
      makeDirectory(this.state);
      this.index?.save();
    } catch {
      // A full or write-protected disk: the next process hashes once more what this one has.
    }
  }

  private get temporaryDirectory(): string {
    return join(this.state, 'tmp');
  }

  /** Read at the first scan, so that commands that scan nothing do not pay for it. */
  private statIndex(): StatIndex {
    this.index ??= new StatIndex(join(this.state, 'stat-index'), this.temporaryDirectory);
    return this.index;
  }
}

function sortByCodePoint(paths: string[]): void {
  // UTF-16 order is code-point order unless a path has characters beyond the basic plane.
  if (paths.some((path) => /[\ud800-\udfff]/.test(path))) {
    const keys = new Map(paths.map((path) => [path, Buffer.from(path)]));
    paths.sort((left, right) => Buffer.compare(keys.get(left)!, keys.get(right)!));
  } else paths.sort();
}

/** Of what has no content that could be kept. */
function notAFile(path: string, stats: Stats): string {
  const kind = stats.isFIFO() ? 'a named pipe' : stats.isSocket() ? 'a socket' : 'a device';
  return `${path} is ${kind}, not a file; remove it.`;
}

function unreadableReason(path: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM')
    return `${path} may not be read; give this user the right to (chmod a+rX).`;
  if (code === 'ELOOP') return `${path} is a symbolic link that leads to itself; remove it.`;
  if (code === 'ENOENT' && path.includes('\ufffd')) return `${path} has a name that is not UTF-8; rename it.`;
  if (code === 'ENOENT')
    return `${path} is gone, or a symbolic link to nothing; put the file back or remove the link.`;
  return `${path} cannot be read (${code ?? (error as Error).message}); check the disk.`;
}
