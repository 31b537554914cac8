/**
 * Remembers the md5 of files by size, times and inode, so that an unchanged file is not read again.
 *
 * A file written within the clock's grain of being hashed could change once more without its times showing it (git's
 * "racy" problem): such files are not remembered.
 */
import { readFileSync, type Stats } from 'node:fs';
import { writeWholeFile } from '../write-whole-file.js';

/** Kernels stamp files once per tick, at most 10 ms apart; doubled for safety. */
const FINE_GRAIN_MS = 20;
/** File systems without fractions of a second (FAT: two). */
const COARSE_GRAIN_MS = 2000;
const FORMAT = 'docket/stat-index@1';

interface Entry {
  size: number;
  mtime: number;
  ctime: number;
  inode: number;
  md5: string;
}

export class StatIndex {
  private readonly entries = new Map<string, Entry>();
  private changed = false;

  /** @param temporary directory beside the file, which the next run clears away */
  constructor(
    private readonly file: string,
    private readonly temporary: string,
  ) {
    try {
      const [format, ...lines] = readFileSync(file, 'utf8').split('\n');
      if (format !== FORMAT || lines.pop() !== 'end') return;
      for (const line of lines) {
        const [size, mtime, ctime, inode, md5, path] = JSON.parse(line);
        this.entries.set(path, { size, mtime, ctime, inode, md5 });
      }
    } catch {
      // Absent or torn: everything is hashed once more.
      this.entries.clear();
    }
  }

  md5(path: string, stats: Stats): string | undefined {
    const entry = this.entries.get(path);
    return entry !== undefined &&
      entry.size === stats.size &&
      entry.mtime === stats.mtimeMs &&
      entry.ctime === stats.ctimeMs &&
      entry.inode === stats.ino
      ? entry.md5
      : undefined;
  }

  /** @param stats taken before hashing
   * @param now wall clock before hashing; Infinity where nobody else could have written the file since */
  remember(path: string, stats: Stats, md5: string, now: number): void {
    this.changed = true;
    const touched = Math.max(stats.mtimeMs, stats.ctimeMs);
    const grain = Number.isInteger(stats.mtimeMs / 1000) ? COARSE_GRAIN_MS : FINE_GRAIN_MS;
    // A time in the future (a clock that jumped) is never trusted either.
    if (now - touched < grain) this.entries.delete(path);
    else {
      this.entries.set(path, {
        size: stats.size,
        mtime: stats.mtimeMs,
        ctime: stats.ctimeMs,
        inode: stats.ino,
        md5,
      });
    }
  }

  /** Forgets what a complete scan of a directory did not meet. */
  keepOnly(directory: string, seen: ReadonlySet<string>): void {
    const prefix = directory === '' ? '' : `${directory}/`;
    for (const path of this.entries.keys()) {
      if (!path.startsWith(prefix) || seen.has(path)) continue;
      this.entries.delete(path);
      this.changed = true;
    }
  }

  save(): void {
    if (!this.changed) return;
    const lines = [FORMAT];
    for (const [path, { size, mtime, ctime, inode, md5 }] of this.entries) {
      lines.push(JSON.stringify([size, mtime, ctime, inode, md5, path]));
    }
    lines.push('end');
    writeWholeFile(this.file, lines.join('\n'), this.temporary);
    this.changed = false;
  }
}
