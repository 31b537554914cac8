/**
 * Files of some kilobytes, which most are: the system has done each step sooner than it could be handed to a thread. What
 * waits for the disk itself is a thread's all the same, and so is whatever is longer.
 */
import { closeSync, fsync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const SHORT = 65_536;
const flushed = promisify(fsync);

/** @throws as Node's `readFile` */
export async function readFileWhole(path: string): Promise<Uint8Array> {
  const size = sizeOf(path);
  return size !== undefined && size <= SHORT ? readFileSync(path) : readFile(path);
}

/** Resolves when its bytes are on the disk. @param path of nothing yet @throws as Node's `open` and `writeFile` */
export async function writeFileFlushed(path: string, bytes: Uint8Array): Promise<void> {
  if (bytes.byteLength > SHORT) {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    return;
  }
  const file = openSync(path, 'wx');
  try {
    writeFileSync(file, bytes);
    await flushed(file);
  } finally {
    closeSync(file);
  }
}

/** A renamed file has its name after a power cut only where its directory is on the disk too. */
export async function flushDirectory(path: string): Promise<void> {
  const directory = openSync(path, 'r');
  try {
    await flushed(directory);
  } finally {
    closeSync(directory);
  }
}

/** In bytes; undefined where it cannot be looked at. */
export function sizeOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size;
  } catch {
    return undefined;
  }
}
