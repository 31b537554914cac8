/** Takes one file of a form into the object store, or all files of a ZIP file. */
import type { Readable } from 'node:stream';
import type { UploadedFile } from '#contracts/document-message.schema.js';
import type { ArchiveAllowance } from '#core/documents/archive-allowance.js';
import { tooManyBytes } from '#core/documents/archive-entry.js';
import { readSpooled, type SpoolFile, spool } from './spool-file.js';
import { isArchive, unpackArchive } from './unpack-archive.js';

/** Where the bytes go: `Documents`. */
export interface UploadTarget {
  keep(bytes: Uint8Array): Promise<string>;
  giveUp(sha256s: readonly string[]): Promise<void>;
}

export interface TakeOptions {
  target: UploadTarget;
  maxFileBytes: number;
  allowance: ArchiveAllowance;
  /** Directory where a ZIP file may lie while it is unpacked. */
  spoolFolder: string;
}

export interface TakenFile {
  files: UploadedFile[];
  /** Whether they came in a ZIP file. */
  archive: boolean;
}

/**
 * A file with more bytes than are allowed is refused as {@link tooManyBytes} among the others.
 * @param name as uploaded, made safe to show
 */
export async function takeFile(stream: Readable, name: string, options: TakeOptions): Promise<TakenFile> {
  if (/\.zip$/i.test(name)) return takeArchive(stream, name, options);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes <= options.maxFileBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return { files: [await takeBytes(Buffer.concat(chunks), bytes, name, options)], archive: false };
}

async function takeArchive(stream: Readable, name: string, options: TakeOptions): Promise<TakenFile> {
  const { target, allowance, maxFileBytes, spoolFolder } = options;
  // Its end before the form's would be told as a damaged form, whatever the reason.
  const file = await spool(stream.iterator({ destroyOnReturn: false }), spoolFolder);
  const files: UploadedFile[] = [];
  try {
    if (!(await isArchive(file))) return { files: [await takeSpooled(file, name, options)], archive: false };
    const keep = (bytes: Uint8Array) => target.keep(bytes);
    await unpackArchive(file, files, { name, allowance, maxFileBytes, keep });
    return { files, archive: true };
  } catch (error) {
    await target.giveUp(keptOf(files));
    throw error;
  } finally {
    await file.handle.close();
  }
}

/** What is called a ZIP file and is none is a document like others. */
async function takeSpooled(file: SpoolFile, name: string, options: TakeOptions) {
  const content = file.bytes <= options.maxFileBytes ? await readSpooled(file) : Buffer.alloc(0);
  return takeBytes(content, file.bytes, name, options);
}

/** @param content all of it, unless it has too many bytes */
async function takeBytes(
  content: Uint8Array,
  bytes: number,
  name: string,
  { target, maxFileBytes }: TakeOptions,
): Promise<UploadedFile> {
  if (bytes <= maxFileBytes) return { name, bytes, sha256: await target.keep(content) };
  const { code, message } = tooManyBytes(maxFileBytes);
  return { name, bytes, error: { code, message } };
}

/** What is kept of these, for giving it up. */
export const keptOf = (files: readonly UploadedFile[]): string[] =>
  files.flatMap((file) => ('sha256' in file ? [file.sha256] : []));
