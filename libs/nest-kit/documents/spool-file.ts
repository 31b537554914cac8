/** A file on the disk that has no name, and is gone with the process however that ends. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '#adapters/make-directory.js';
import { diskError } from '#contracts/disk-error.js';

export interface SpoolFile {
  handle: FileHandle;
  bytes: number;
}

/** @returns for the caller to close @throws the disk's errors as DomainErrors, and those of the source */
export async function spool(
  source: AsyncIterable<Uint8Array>,
  folder: string,
  doing = 'receiving an archive',
): Promise<SpoolFile> {
  const path = join(folder, randomUUID());
  let handle: FileHandle;
  try {
    makeDirectory(folder);
    handle = await open(path, 'wx+');
    await rm(path);
  } catch (error) {
    throw diskError(error, doing, path);
  }
  try {
    let bytes = 0;
    for await (const chunk of source) {
      await handle.appendFile(chunk).catch((error: unknown) => {
        throw diskError(error, doing, path);
      });
      bytes += chunk.byteLength;
    }
    return { handle, bytes };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** All of it; a system may give less than it is asked for at once. */
export async function readSpooled({ handle, bytes }: SpoolFile): Promise<Buffer> {
  const content = Buffer.alloc(bytes);
  for (let read = 0; read < bytes; ) {
    const { bytesRead } = await handle.read(content, read, bytes - read, read);
    if (bytesRead === 0) throw new Error(`A file of ${bytes} bytes ends after ${read}.`);
    read += bytesRead;
  }
  return content;
}
