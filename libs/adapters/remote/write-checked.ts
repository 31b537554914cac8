/** Writes what is uploaded to a directory, and believes it only where its md5 is the one it is sent under. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  fchmodSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Upload } from '#ports/remote.port.js';
import { damagedSource } from './damaged-source.js';

/** Bytes above which files go through as a stream instead of whole. */
export const STREAMED_ABOVE = 4 * 1024 * 1024;
/** Objects are read-only, as DVC's are; run records are not. */
const OBJECT_MODE = 0o444;
const RECORD_MODE = 0o644;

/**
 * @param path of a new file in a directory that is there; the caller removes it where this throws
 * @throws DomainError 'cache/damaged-object', NodeJS.ErrnoException
 */
export async function writeChecked(path: string, upload: Upload): Promise<void> {
  const { source, size } = upload;
  if (typeof source === 'string' && size > STREAMED_ABOVE) await stream(source, path, upload);
  else writeWhole(typeof source === 'string' ? readSource(source) : source, path, upload);
}

function writeWhole(bytes: Uint8Array, path: string, { md5, key }: Upload): void {
  if (md5 !== null && createHash('md5').update(bytes).digest('hex') !== md5) throw damagedSource(key);
  const file = openSync(path, 'wx', RECORD_MODE);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    if (md5 !== null) fchmodSync(file, OBJECT_MODE);
  } finally {
    closeSync(file);
  }
}

async function stream(source: string, path: string, { md5, key, signal, moved }: Upload): Promise<void> {
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

/** A workspace's file may be gone since it was seen. */
function readSource(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw damagedSource(path, error);
  }
}
