/** How a page comes to `tesseract`: as a file without a name where there is such a thing, else through the pipe. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, open as openFile, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GreyImage } from '#ports/page-image.js';

export interface HandedPage {
  /** What `tesseract` is told to read. */
  argument: string;
  /** For its standard input: bytes to write there, or the file to put in its place. */
  input: Uint8Array[] | FileHandle;
  /** To be called when it has ended. */
  done(): Promise<void>;
}

/** Tesseract reads a pipe character by character: 12 ms a megabyte, and a page of 300 dpi has eight. */
export async function handOverPage(image: GreyImage): Promise<HandedPage> {
  const page = [Buffer.from(`P5\n${image.width} ${image.height}\n255\n`, 'latin1'), image.data];
  const file = process.platform === 'linux' ? await writeNameless(page) : undefined;
  if (file === undefined) return { argument: 'stdin', input: page, done: async () => undefined };
  return { argument: '/dev/stdin', input: file, done: () => file.close() };
}

/** Gone with the last process that holds it, however that ends. @returns undefined where it cannot be written */
async function writeNameless(parts: Uint8Array[]): Promise<FileHandle | undefined> {
  const path = join(tmpdir(), `docket-page-${randomUUID()}`);
  const open: FileHandle[] = [];
  try {
    const written = await openFile(path, 'wx', 0o600);
    open.push(written);
    // Its own position, at the beginning.
    const read = await openFile(path, 'r');
    open.push(read);
    await unlink(path);
    for (const part of parts) await written.writeFile(part);
    await written.close();
    return read;
  } catch {
    await unlink(path).catch(() => undefined);
    for (const file of open) await file.close().catch(() => undefined);
    return undefined;
  }
}
