/**
 * A remote in a directory of this machine or of a mounted disk.
 *
 * Uploads are written beside it (`tmp/<machine>-<process>/…`), checked, then moved into place, so that readers never see
 * half an object. What a killed process left there, the next one on that machine clears away.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  createReadStream,
  createWriteStream,
  fchmodSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { DomainError } from '#contracts/domain-error.js';
import { type Download, Remote, type RemoteObject, type Upload } from '#ports/remote.port.js';
import { isAlive, processSpace, startedAt } from '../process-identity.js';
import { damagedSource } from './damaged-source.js';

/** Objects are read-only, as DVC's are; run records are not. */
const OBJECT_MODE = 0o444;
const RECORD_MODE = 0o644;
/** Above this, files go through as a stream instead of whole. */
const LARGE = 4 * 1024 * 1024;
/** Milliseconds; another machine's process that has been silent for so long was killed. */
const ABANDONED = 24 * 3600 * 1000;

export class DirectoryRemote extends Remote {
  /** The disk is the limit; more at once only costs memory. */
  readonly concurrency = { start: 4, most: 4 };
  readonly namesPerListing = 1;
  private readonly temporaryDirectory: string;
  private readonly made = new Set<string>();
  private counter = 0;

  /** @param address absolute path */
  constructor(readonly address: string) {
    super();
    const machine = createHash('md5').update(`${hostname()} ${processSpace()}`).digest('hex').slice(0, 12);
    this.temporaryDirectory = join(
      address,
      'tmp',
      `${machine}-${process.pid}-${startedAt(process.pid) || 0}`,
    );
  }

  override async prepare(): Promise<void> {
    this.make(this.address);
    this.sweepDead(Date.now() - ABANDONED);
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

  override async upload({ key, md5, source, size, signal, moved }: Upload): Promise<void> {
    const temporary = this.temporary();
    try {
      if (typeof source === 'string' && size > LARGE)
        await this.stream(source, temporary, md5, key, signal, moved);
      else this.writeWhole(typeof source === 'string' ? readSource(source) : source, temporary, md5, key);
      this.moveInto(temporary, join(this.address, key));
    } catch (error) {
      rmSync(temporary, { force: true });
      throw this.failure(error, 'writing', key);
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
      if (size > LARGE)
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
        rmSync(join(this.address, key), { force: true });
      } catch (error) {
        throw this.failure(error, 'deleting', key);
      }
    }
  }

  override async sweep(before: number): Promise<number> {
    return this.sweepDead(before);
  }

  override async check(): Promise<void> {
    try {
      mkdirSync(this.address, { recursive: true });
      accessSync(this.address, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      throw this.failure(error, 'opening', '');
    }
  }

  override async close(): Promise<void> {
    rmSync(this.temporaryDirectory, { recursive: true, force: true });
    removeIfEmpty(dirname(this.temporaryDirectory));
    this.made.clear();
  }

  private sweepDead(before: number): number {
    const root = join(this.address, 'tmp');
    const [mine] = this.temporaryDirectory.slice(root.length + 1).split('-');
    let removed = 0;
    for (const name of namesIn(root)) {
      const [machine, pid, started] = name.split('-');
      const path = join(root, name);
      const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      const dead =
        machine === mine ? !isAlive(Number(pid), started === '0' ? '' : started!) : touched < before;
      if (!dead) continue;
      removed += namesIn(path).length;
      rmSync(path, { recursive: true, force: true });
    }
    removeIfEmpty(root);
    return removed;
  }

  /** A disk that is not mounted must not look like a remote without objects. */
  private mustExist(): void {
    if (statSync(this.address, { throwIfNoEntry: false }) !== undefined) return;
    throw new DomainError(
      'remote/missing-bucket',
      `The remote ${this.address} does not exist; check its path and that its disk is mounted. \`docket push\` makes it.`,
      { address: this.address },
    );
  }

  private temporary(): string {
    this.make(this.temporaryDirectory);
    return join(this.temporaryDirectory, `${++this.counter}-${randomBytes(4).toString('hex')}`);
  }

  private make(directory: string): void {
    if (this.made.has(directory)) return;
    try {
      mkdirSync(directory, { recursive: true });
    } catch (error) {
      throw this.failure(error, 'writing', '');
    }
    this.made.add(directory);
  }

  private writeWhole(bytes: Uint8Array, path: string, md5: string | null, key: string): void {
    if (md5 !== null && createHash('md5').update(bytes).digest('hex') !== md5) throw damagedSource(key);
    const file = openSync(path, 'wx', RECORD_MODE);
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      if (md5 !== null) fchmodSync(file, OBJECT_MODE);
    } finally {
      closeSync(file);
    }
  }

  private async stream(
    source: string,
    path: string,
    md5: string | null,
    key: string,
    signal: AbortSignal,
    moved: Upload['moved'],
  ): Promise<void> {
    const hash = createHash('md5');
    let over = 0;
    const hashing = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        over += chunk.length;
        moved?.(over);
        done(null, chunk);
      },
    });
    const mode = md5 === null ? RECORD_MODE : OBJECT_MODE;
    const reading = createReadStream(source, { highWaterMark: 1024 * 1024 });
    // Opened at once: a stream that opens its file later may do so after the file of an aborted upload was removed.
    const writing = createWriteStream(path, { fd: openSync(path, 'wx', mode), flush: true });
    await pipeline(reading, hashing, writing, { signal });
    if (md5 !== null && hash.digest('hex') !== md5) throw damagedSource(key);
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
    return told(
      'remote/unavailable',
      `The remote ${where} does not answer (${code ?? String(error)}, ${doing}); check that its disk is mounted.`,
    );
  }
}

/** A workspace's file may be gone since it was seen. */
function readSource(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw damagedSource(path, error);
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // Another process is at work there.
  }
}
