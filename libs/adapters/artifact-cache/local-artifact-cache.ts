/** The cache in a directory, laid out as DVC 3 lays out its own. */
import { createHash } from 'node:crypto';
import { constants, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { chmod, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { diskError } from '#contracts/disk-error.js';
import type { LinkType } from '#contracts/link-type.js';
import { objectPath } from '#contracts/object-name.js';
import { ArtifactCache, type CachedObject, type IncomingObject } from '#ports/artifact-cache.port.js';
import { hashFile } from '../hash-file.js';
import { makeDirectory } from '../make-directory.js';
import { moveFile } from '../move-file.js';
import { temporaryPath, writeWholeFile } from '../write-whole-file.js';
import { IncomingFile } from './incoming-file.js';
import { leadsToObject } from './leads-to-object.js';
import { linkFile } from './link-file.js';

/** Objects are read-only, as DVC's are. */
const OBJECT_MODE = 0o444;
/** Above this, files are copied by the kernel (a reflink where it can) instead of through memory. */
const LARGE = 4 * 1024 * 1024;

export class LocalArtifactCache extends ArtifactCache {
  private readonly temporaryDirectory: string;

  /**
   * @param directory absolute; may be a DVC project's `.dvc/cache`
   * @param options.links ways of installing, the first that the file system can
   * @param options.outgoing absolute directory for files on their way out, on the workspace's disk
   */
  constructor(
    private readonly directory: string,
    private readonly options: { links?: readonly LinkType[]; outgoing?: string } = {},
  ) {
    super();
    this.temporaryDirectory = join(directory, 'tmp');
  }

  override async has(md5: string): Promise<boolean> {
    return existsSync(this.objectPath(md5));
  }

  override async read(md5: string): Promise<Uint8Array | null> {
    const path = this.objectPath(md5);
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch {
      return null;
    }
    if (hashOf(bytes) === hashPart(md5)) return bytes;
    rmSync(path, { force: true });
    return null;
  }

  override async put(bytes: Uint8Array, md5: string = hashOf(bytes)): Promise<string> {
    const path = this.objectPath(md5);
    // Of another size: cut off by a power cut, or tampered with.
    if (statSync(path, { throwIfNoEntry: false })?.size === bytes.length) return md5;
    this.writeWhole(path, bytes, OBJECT_MODE);
    return md5;
  }

  override async store(absolutePath: string): Promise<string> {
    const { size } = statSync(absolutePath);
    if (size <= LARGE) return this.put(readFileSync(absolutePath));
    const temporary = this.temporary();
    try {
      await copyFile(absolutePath, temporary, constants.COPYFILE_FICLONE);
      const md5 = await hashFile(temporary, size);
      await chmod(temporary, OBJECT_MODE);
      moveFile(temporary, this.objectPath(md5));
      return md5;
    } catch (error) {
      rmSync(temporary, { force: true });
      throw diskError(error, 'writing the cache', absolutePath);
    }
  }

  override async install(md5: string, absolutePath: string, executable: boolean): Promise<boolean> {
    const object = this.objectPath(md5);
    const size = statSync(object, { throwIfNoEntry: false })?.size;
    if (size === undefined) return false;
    const mode = executable ? 0o755 : 0o644;
    const links = this.linksFor(executable);
    if (size <= LARGE && !links.includes('hardlink')) {
      const bytes = await this.read(md5);
      if (bytes === null) return false;
      this.writeWhole(absolutePath, bytes, mode, this.outgoing);
      return true;
    }
    const temporary = this.temporary(this.outgoing);
    try {
      const linked = await linkFile(object, temporary, links);
      if ((await hashFile(temporary, size)) !== hashPart(md5)) {
        rmSync(object, { force: true });
        rmSync(temporary, { force: true });
        return false;
      }
      if (linked !== 'hardlink') await chmod(temporary, mode);
      moveFile(temporary, absolutePath);
      return true;
    } catch (error) {
      rmSync(temporary, { force: true });
      throw diskError(error, 'copying from the cache', absolutePath);
    }
  }

  override async share(md5: string, absolutePath: string, executable: boolean): Promise<void> {
    const links = this.linksFor(executable);
    if (!links.includes('hardlink')) return;
    const temporary = this.temporary(this.outgoing);
    try {
      const linked = await linkFile(this.objectPath(md5), temporary, links);
      if (linked === 'hardlink') moveFile(temporary, absolutePath);
      else rmSync(temporary, { force: true });
    } catch (error) {
      rmSync(temporary, { force: true });
      throw diskError(error, 'linking to the cache', absolutePath);
    }
  }

  /** The links' permissions are the object's: what must be executable cannot be one. */
  private linksFor(executable: boolean): LinkType[] {
    const links = this.options.links ?? ['reflink', 'copy'];
    return links.filter((type) => type !== 'hardlink' || !executable);
  }

  override async locate(md5: string): Promise<{ path: string; size: number } | null> {
    const path = this.objectPath(md5);
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    return size === undefined ? null : { path, size };
  }

  override leadsIn(absolutePath: string): boolean {
    return leadsToObject(this.directory, absolutePath);
  }

  override async receive(md5: string): Promise<IncomingObject> {
    try {
      return new IncomingFile(this.temporary(), hashPart(md5), (temporary) =>
        moveFile(temporary, this.objectPath(md5)),
      );
    } catch (error) {
      throw diskError(error, 'writing the cache', this.directory);
    }
  }

  override async *list(): AsyncIterable<CachedObject> {
    const root = join(this.directory, 'files', 'md5');
    for (const folder of namesIn(root)) {
      for (const rest of namesIn(join(root, folder))) {
        const name = `${folder}${rest}`;
        const stats = statSync(join(root, folder, rest), { throwIfNoEntry: false });
        if (stats === undefined || !/^[0-9a-f]{32}(\.dir)?$/.test(name)) continue;
        yield { name, size: stats.size, modified: stats.mtimeMs };
      }
      // Between folders others get their turn.
      await setImmediate();
    }
  }

  override async remove(md5: string): Promise<void> {
    try {
      rmSync(this.objectPath(md5), { force: true });
    } catch (error) {
      throw diskError(error, 'removing from the cache', this.objectPath(md5));
    }
  }

  override async sweep(): Promise<void> {
    rmSync(this.temporaryDirectory, { recursive: true, force: true });
  }

  override async readListing(md5: string): Promise<string | null> {
    for (const path of [this.listingPath(md5), this.objectPath(md5)]) {
      try {
        const text = readFileSync(path, 'utf8');
        if (hashOf(text) === hashPart(md5)) return text;
      } catch {
        // Not there: try the next place.
      }
    }
    return null;
  }

  override async writeListing(md5: string, text: string): Promise<void> {
    if (!existsSync(this.listingPath(md5))) this.writeWhole(this.listingPath(md5), Buffer.from(text), 0o644);
  }

  override async readRuns(key: string): Promise<string[]> {
    const directory = this.runsPath(key);
    if (!existsSync(directory)) return [];
    return readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'));
  }

  override async writeRun(key: string, name: string, text: string): Promise<void> {
    const path = join(this.runsPath(key), name);
    if (!existsSync(path)) this.writeWhole(path, Buffer.from(text), 0o644);
  }

  override async *listRuns(): AsyncIterable<{ key: string; name: string; text: string }> {
    const root = join(this.directory, 'runs');
    for (const folder of namesIn(root)) {
      for (const key of namesIn(join(root, folder))) {
        for (const name of namesIn(join(root, folder, key))) {
          yield { key, name, text: readFileSync(join(root, folder, key, name), 'utf8') };
        }
      }
    }
  }

  override async removeRun(key: string, name: string): Promise<void> {
    rmSync(join(this.runsPath(key), name), { force: true });
  }

  private objectPath(md5: string): string {
    return join(this.directory, objectPath(md5));
  }

  private listingPath(md5: string): string {
    return join(this.directory, 'listings', md5);
  }

  private runsPath(key: string): string {
    return join(this.directory, 'runs', key.slice(0, 2), key);
  }

  private get outgoing(): string {
    return this.options.outgoing ?? this.temporaryDirectory;
  }

  private temporary(directory: string = this.temporaryDirectory): string {
    makeDirectory(directory);
    return temporaryPath(directory);
  }

  private writeWhole(path: string, bytes: Uint8Array, mode: number, by = this.temporaryDirectory): void {
    try {
      writeWholeFile(path, bytes, by, { mode });
    } catch (error) {
      throw diskError(error, 'writing', path);
    }
  }
}

const hashOf = (bytes: Uint8Array | string): string => createHash('md5').update(bytes).digest('hex');
const hashPart = (md5: string): string => md5.replace(/\.dir$/, '');

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
