/** Takes the files of a ZIP archive on the disk out of it, one after the other. */
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import type { RefusedFile, UploadedFile } from '#contracts/document-message.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ArchiveAllowance } from '#core/documents/archive-allowance.js';
import { type ArchiveEntry, isDocumentEntry, refusalOfEntry } from '#core/documents/archive-entry.js';
import { shownPath } from '#core/documents/shown-name.js';
import { KeepSlots } from './keep-slots.js';
import type { SpoolFile } from './spool-file.js';

/** How a ZIP file begins: with its first entry, or with the end of its table of contents where it has none. */
const BEGINNINGS = new Set([0x04034b50, 0x06054b50]);

export interface UnpackOptions {
  /** As uploaded, made safe to show. */
  name: string;
  allowance: ArchiveAllowance;
  maxFileBytes: number;
  keep: (bytes: Uint8Array) => Promise<string>;
}

export async function isArchive({ handle, bytes }: SpoolFile): Promise<boolean> {
  const start = Buffer.alloc(4);
  return bytes >= 4 && (await handle.read(start, 0, 4, 0)) && BEGINNINGS.has(start.readUInt32LE());
}

/**
 * Each entry is kept as soon as it is unpacked, so that a few of them are in memory. Nothing is kept before all are known
 * to be within the limits.
 * @param kept what was taken out, also where it throws
 * @throws DomainError 'request/too-many-files', 'request/too-large', and those of `keep`
 */
export async function unpackArchive(
  file: SpoolFile,
  kept: UploadedFile[],
  { name, allowance, maxFileBytes, keep }: UnpackOptions,
): Promise<void> {
  const whole = (error: DomainError) => void kept.push(refused(name, file.bytes, error));
  let entries = 0;
  let bytes = 0;
  try {
    for await (const { entry } of entriesOf(file)) {
      if (!isDocumentEntry(entry)) continue;
      entries++;
      bytes += entry.size;
    }
  } catch (error) {
    return whole(unreadable(error));
  }
  if (entries === 0) return whole(new DomainError('document/empty', 'The ZIP file holds no files.'));
  allowance.take(entries, bytes, file.bytes);
  const slots = new KeepSlots(kept, keep);
  try {
    for await (const { entry, read } of entriesOf(file)) {
      if (!isDocumentEntry(entry)) continue;
      const shown = shownPath(entry.path);
      await slots.free(entry.size);
      const content = refusalOfEntry(entry, maxFileBytes) ?? (await read());
      if (content instanceof DomainError) slots.tell(refused(shown, entry.size, content));
      else slots.keep(shown, content);
    }
  } finally {
    await slots.ended();
  }
}

interface ReadableEntry {
  entry: ArchiveEntry;
  /** At most as many bytes as the table of contents says. @returns why not, where they cannot be unpacked */
  read(): Promise<Buffer | DomainError>;
}

/** As the table of contents has them, which is read piece by piece. */
async function* entriesOf({ handle }: SpoolFile): AsyncGenerator<ReadableEntry> {
  // Names are decoded and made safe by us: one that is not would end the reading of all others.
  const archive = await yauzl.fromFdPromise(handle.fd, { autoClose: false, decodeStrings: false });
  for await (const found of archive.eachEntry()) {
    const flags = found.generalPurposeBitFlag;
    const entry = {
      path: yauzl.getFileNameLowLevel(flags, found.fileNameRaw, found.extraFields, false),
      encrypted: found.isEncrypted(),
      method: found.compressionMethod,
      unpackable: found.canDecodeFileData(),
      size: found.uncompressedSize,
      attributes: found.externalFileAttributes,
    };
    const read = async () => {
      try {
        const content = Buffer.concat(await (await archive.openReadStreamPromise(found)).toArray());
        if (crc32(content) === found.crc32) return content;
        return damaged('its checksum is another one');
      } catch (error) {
        return damaged((error as Error).message);
      }
    };
    yield { entry, read };
  }
}

const refused = (name: string, bytes: number, { code, message }: DomainError): RefusedFile => ({
  ...{ name, bytes },
  error: { code, message },
});

const damaged = (why: string): DomainError =>
  new DomainError('document/damaged', `It is damaged in its ZIP file (${why}); pack it again.`);

function unreadable(error: unknown): DomainError {
  const { message } = error as Error;
  if (/strong encryption/i.test(message)) {
    return new DomainError(
      'document/password-protected',
      'The ZIP file is encrypted, its table of contents too; pack it again without a password.',
    );
  }
  return new DomainError('document/damaged', `The ZIP file cannot be read (${message}); pack it again.`);
}
