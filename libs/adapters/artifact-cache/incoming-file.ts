/** An object that comes into the cache piece by piece: a temporary file, hashed as it grows. */
import { createHash } from 'node:crypto';
import { chmodSync, closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { diskError } from '#contracts/disk-error.js';
import type { IncomingObject } from '#ports/artifact-cache.port.js';

const OBJECT_MODE = 0o444;

export class IncomingFile implements IncomingObject {
  private readonly hash = createHash('md5');
  private file: number | null;
  received = 0;

  /**
   * @param md5 that the bytes must have in the end
   * @param keep moves the finished file to its place
   */
  constructor(
    private readonly path: string,
    private readonly md5: string,
    private readonly keep: (path: string) => void,
  ) {
    this.file = openSync(path, 'wx', 0o644);
  }

  async write(chunk: Uint8Array): Promise<void> {
    try {
      for (let written = 0; written < chunk.length; ) written += writeSync(this.file!, chunk, written);
    } catch (error) {
      await this.discard();
      throw diskError(error, 'writing the cache', this.path);
    }
    this.hash.update(chunk);
    this.received += chunk.length;
  }

  async finish(): Promise<boolean> {
    if (this.hash.digest('hex') !== this.md5) {
      await this.discard();
      return false;
    }
    try {
      this.close();
      chmodSync(this.path, OBJECT_MODE);
      this.keep(this.path);
    } catch (error) {
      await this.discard();
      throw diskError(error, 'writing the cache', this.path);
    }
    return true;
  }

  async discard(): Promise<void> {
    this.close();
    rmSync(this.path, { force: true });
  }

  private close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }
}
