/** Objects as files of a local directory: `<root>/<first two hex digits>/<the other 62>`. */
import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DomainError } from '#contracts/domain-error.js';
import { ObjectStore } from '#ports/object-store.port.js';
import { makeDirectory } from '../make-directory.js';
import { flushDirectory, readFileWhole, sizeOf, writeFileFlushed } from '../short-files.js';
import { tryWriting } from '../try-writing.js';
import { checkedName, sha256Of, verified } from './sha256.js';

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';

/** Milliseconds after which a half-written file is what a kill left: no write takes so long. */
const LITTER_AGE = 60 * 60 * 1000;

export class LocalDirectoryObjectStore extends ObjectStore {
  private swept: Promise<void> | undefined;

  constructor(private readonly root: string) {
    super();
  }

  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = sha256Of(bytes);
    const path = this.pathOf(sha256);
    // A file of another size is what a power cut left; it is written again.
    if (sizeOf(path) === bytes.byteLength) return sha256;
    this.swept ??= this.sweep().catch(() => undefined);
    const temporary = join(this.root, 'tmp', `${sha256}.${randomUUID()}`);
    try {
      makeDirectory(dirname(path));
      makeDirectory(dirname(temporary));
      await writeFileFlushed(temporary, bytes);
      renameSync(temporary, path);
      await flushDirectory(dirname(path));
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw this.failure('written to', error);
    }
    return sha256;
  }

  async get(sha256: string): Promise<Uint8Array> {
    const path = this.pathOf(sha256);
    let bytes: Uint8Array;
    try {
      bytes = await readFileWhole(path);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw this.failure('read', error);
      throw new DomainError(
        'object-store/missing',
        `Object ${sha256} is not in ${this.root}; it was deleted, or another store is configured (DOCKET_OBJECT_STORE).`,
        { sha256 },
      );
    }
    return verified(bytes, sha256, this.root);
  }

  async has(sha256: string): Promise<boolean> {
    return sizeOf(this.pathOf(sha256)) !== undefined;
  }

  async delete(sha256: string): Promise<void> {
    const path = this.pathOf(sha256);
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw this.failure('deleted from', error);
    }
  }

  async check(): Promise<void> {
    try {
      await tryWriting(join(this.root, 'tmp'));
    } catch (error) {
      throw this.failure('written to', error);
    }
  }

  private async sweep(): Promise<void> {
    const folder = join(this.root, 'tmp');
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (Date.now() - (await stat(path)).mtimeMs > LITTER_AGE) await rm(path, { force: true });
    }
  }

  private pathOf(sha256: string): string {
    const name = checkedName(sha256);
    return join(this.root, name.slice(0, 2), name.slice(2));
  }

  private failure(verb: string, error: unknown): DomainError {
    if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') {
      return new DomainError(
        'workspace/disk-full',
        `The disk of ${this.root} is full; free some space, then try again.`,
        {},
        { cause: error },
      );
    }
    return new DomainError(
      'object-store/unavailable',
      `The object store ${this.root} cannot be ${verb} (${codeOf(error)}); check that the folder exists and belongs to this user.`,
      {},
      { cause: error },
    );
  }
}
