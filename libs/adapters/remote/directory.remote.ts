/**
 * A remote in a directory of this machine or of a mounted disk.
 *
 * Uploads are written beside it (`tmp/<machine>-<process>/…`), checked, then moved into place, so that readers never see
 * half an object. What a killed process left there, the next one on that machine clears away.
 */
import {
  accessSync,
  constants,
  createReadStream,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DomainError } from '#contracts/domain-error.js';
import { type Download, Remote, type RemoteObject, type Upload } from '#ports/remote.port.js';
import { makeDirectory } from '../make-directory.js';
import { StagingDirectory } from './staging-directory.js';
import { STREAMED_ABOVE, writeChecked } from './write-checked.js';

/** Milliseconds; another machine's process that has been silent for so long was killed. */
const ABANDONED = 24 * 3600 * 1000;

export class DirectoryRemote extends Remote {
  /** The disk is the limit; more at once only costs memory. */
  readonly concurrency = { start: 4, most: 4 };
  readonly namesPerListing = 1;
  private readonly staging: StagingDirectory;
  private readonly made = new Set<string>();
  private readonly root: string;

  /** @param address absolute path */
  constructor(readonly address: string) {
    super();
    this.root = resolve(address);
    this.staging = new StagingDirectory(join(address, 'tmp'));
  }

  override async prepare(): Promise<void> {
    try {
      this.mustExist();
    } catch (error) {
      throw this.failure(error, 'opening', '');
    }
    this.staging.sweep(Date.now() - ABANDONED);
  }

  override async stat(key: string): Promise<RemoteObject | null> {
    try {
      const stats = statSync(join(this.address, key), { throwIfNoEntry: false });
      if (stats === undefined) this.mustExist();
      if (!stats?.isFile()) return null;
      return { key, size: stats.size, modified: stats.mtimeMs, md5: null };
    } catch (error) {
      throw this.failure(error, 'reading', key);
    }
  }

  override async upload(upload: Upload): Promise<void> {
    const temporary = this.staging.path();
    try {
      this.make(dirname(temporary));
      await writeChecked(temporary, upload);
      this.moveInto(temporary, join(this.address, upload.key));
    } catch (error) {
      rmSync(temporary, { force: true });
      throw this.failure(error, 'writing', upload.key);
    }
  }

  override async download(key: string, from: number, signal: AbortSignal): Promise<Download | null> {
    const path = join(this.address, key);
    try {
      const size = statSync(path, { throwIfNoEntry: false })?.size;
      if (size === undefined) {
        this.mustExist();
        return null;
      }
      if (size > STREAMED_ABOVE)
        return { size, content: createReadStream(path, { start: from, signal, highWaterMark: 1024 * 1024 }) };
      const bytes = readFileSync(path);
      return { size, content: once(bytes.subarray(from)) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw this.failure(error, 'reading', key);
    }
  }

  override async *list(prefix: string): AsyncIterable<RemoteObject> {
    const slash = prefix.lastIndexOf('/') + 1;
    yield* this.below(prefix.slice(0, slash), prefix.slice(slash));
  }

  private async *below(folder: string, start: string): AsyncIterable<RemoteObject> {
    let entries: import('node:fs').Dirent[];
    try {
      entries = readdirSync(join(this.address, folder), { withFileTypes: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return this.mustExist();
      throw this.failure(error, 'listing', folder);
    }
    await setImmediate();
    for (const entry of entries) {
      if (!entry.name.startsWith(start)) continue;
      const key = `${folder}${entry.name}`;
      if (entry.isDirectory()) yield* this.below(`${key}/`, '');
      else {
        const object = await this.stat(key);
        if (object !== null) yield object;
      }
    }
  }

  override async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      try {
        this.remove(join(this.address, key));
      } catch (error) {
        throw this.failure(error, 'deleting', key);
      }
    }
  }

  /** What is gone already need not go; a remote that is gone has lost nothing. */
  private remove(path: string): void {
    try {
      unlinkSync(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
      this.mustExist();
    }
  }

  override async sweep(before: number): Promise<number> {
    try {
      this.mustExist();
    } catch (error) {
      throw this.failure(error, 'clearing', '');
    }
    return this.staging.sweep(before);
  }

  override async check(): Promise<void> {
    try {
      this.mustExist();
      accessSync(this.address, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      throw this.failure(error, 'opening', '');
    }
  }

  override async close(): Promise<void> {
    this.staging.remove();
    this.made.clear();
  }

  /** A disk that is not mounted must not look like a remote without objects. */
  private mustExist(): void {
    const found = statSync(this.address, { throwIfNoEntry: false });
    if (found?.isDirectory()) return;
    throw found === undefined ? this.absent() : this.noDirectory();
  }

  private absent(cause?: unknown): DomainError {
    return new DomainError(
      'remote/missing-bucket',
      `The remote ${this.address} does not exist. Mount its disk, or mend its path; for a new remote make the directory (mkdir -p ${this.address}), then run again.`,
      { address: this.address },
      { cause },
    );
  }

  private noDirectory(cause?: unknown): DomainError {
    return new DomainError(
      'remote/missing-bucket',
      `The remote ${this.address} is a file, or leads through one; name a directory (\`docket remote add NAME DIRECTORY\`).`,
      { address: this.address },
      { cause },
    );
  }

  /** Below the remote's own directory, which may vanish at any moment and is for its user to make. */
  private make(directory: string): void {
    if (this.made.has(directory)) return;
    try {
      this.mustExist();
      if (directory !== this.root) makeDirectory(directory, this.root);
    } catch (error) {
      throw this.failure(error, 'writing', '');
    }
    this.made.add(directory);
  }

  private moveInto(temporary: string, path: string): void {
    this.make(dirname(path));
    try {
      renameSync(temporary, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      this.made.delete(dirname(path));
      this.make(dirname(path));
      renameSync(temporary, path);
    }
  }

  private failure(error: unknown, doing: string, key: string): unknown {
    const { code, name } = error as NodeJS.ErrnoException;
    if (error instanceof DomainError || name === 'AbortError') return error;
    if (code === 'ENOENT' && !existsSync(this.address)) return this.absent(error);
    const where = join(this.address, key);
    const told = (kind: 'remote/full' | 'remote/forbidden' | 'remote/unavailable', sentence: string) =>
      new DomainError(kind, sentence, { address: this.address }, { cause: error });
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      return told(
        'remote/full',
        `The disk of the remote ${this.address} is full; free some space there, then run again.`,
      );
    }
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      return told(
        'remote/forbidden',
        `The remote ${where} may not be touched (${code}, ${doing}); give this user the right to, or name another remote.`,
      );
    }
    if (code === 'ENOTDIR' || code === 'EEXIST') return this.noDirectory(error);
    return told(
      'remote/unavailable',
      `The remote ${where} does not answer (${code ?? String(error)}, ${doing}); check that its disk is mounted.`,
    );
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
