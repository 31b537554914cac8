/** Takes files out of the intake folder: bytes into the object store, then on record, each file once. */
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { FolderFile } from '#adapters/intake-folder/list-folder.js';
import { type OpenedFile, openFile } from '#adapters/intake-folder/open-file.js';
import { diskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import { ArchiveAllowance, type ArchiveLimits } from '#core/documents/archive-allowance.js';
import { tooManyBytes } from '#core/documents/archive-entry.js';
import { shownPath } from '#core/documents/shown-name.js';
import { intakeTurn } from '#core/documents/upload-turn.js';
import type { LocalDocuments } from '../documents/local-documents.js';
import { keptOf, type TakenFile, takeFile } from '../documents/take-file.js';

export interface TakerParts {
  /** Absolute. */
  folder: string;
  documents: Pick<LocalDocuments, 'keep' | 'giveUp' | 'accept'>;
  limits: ArchiveLimits & { max_file_bytes: number; max_archive_bytes: number; max_open: number };
  /** Directory where a ZIP file may lie while it is unpacked. */
  spoolFolder: string;
}

/** 'changed': somebody writes it still, or it is gone. */
export type Taking = { state: 'taken'; documents: number; refused: boolean } | { state: 'changed' | 'known' };

/** Bytes read at once. */
const CHUNK = 256 * 1024;

const isZip = (path: string): boolean => /\.zip$/i.test(path);

/** Refusals that waiting does not mend. */
const NEVER: ReadonlySet<string> = new Set(['quota/upload-too-large', 'request/too-many-files']);

export class IntakeTaker {
  constructor(private readonly parts: TakerParts) {}

  /**
   * @param owner id of the account
   * @throws DomainError for what is no fault of the file: 'service/busy', 'object-store/…', 'workspace/disk-full', …
   */
  async take(file: FolderFile, owner: string): Promise<Taking> {
    const { folder, documents } = this.parts;
    const path = `${folder}/${file.path}`;
    const opened = await openFile(folder, file).catch((error: unknown) => {
      throw diskError(error, 'taking a file from the intake folder', path);
    });
    if (opened === null) return { state: 'changed' };
    try {
      const { files, archive } = await this.read(file, opened);
      if (!(await opened.unchanged())) {
        await documents.giveUp(keptOf(files));
        return { state: 'changed' };
      }
      return await this.accept(file, { files, archive }, owner).catch((error: unknown) => {
        // At no time could it come in; what passes, or somebody can clear away, is in the way of all files.
        if (!(error instanceof DomainError) || !NEVER.has(error.code)) throw error;
        return this.accept(file, refused(file, error), owner);
      });
    } finally {
      await opened.handle.close();
    }
  }

  private async accept(file: FolderFile, { files, archive }: TakenFile, owner: string): Promise<Taking> {
    const { folder, documents, limits } = this.parts;
    const records = await documents.accept(files, {
      ...intakeTurn(files.length, limits.max_open),
      ...{ owner, intake: { folder, ...file } },
      ...(archive && { batch: { name: shownPath(file.path) } }),
    });
    if (records.length === 0) return { state: 'known' };
    return { state: 'taken', documents: files.length, refused: files.some((each) => 'error' in each) };
  }

  private async read(file: FolderFile, { handle }: OpenedFile): Promise<TakenFile> {
    const { limits, documents: target, spoolFolder } = this.parts;
    const name = shownPath(file.path);
    const most = isZip(file.path) ? limits.max_archive_bytes : limits.max_file_bytes;
    if (file.bytes > most) return refused(file, tooManyBytes(most));
    const stream = Readable.from(chunksOf(handle), { objectMode: false });
    try {
      return await takeFile(stream, name, {
        ...{ target, spoolFolder, maxFileBytes: limits.max_file_bytes },
        allowance: new ArchiveAllowance(limits),
      });
    } catch (error) {
      // An archive beyond the limits is a file that failed; what is in the way of all files is not.
      if (error instanceof DomainError && error.code.startsWith('request/')) return refused(file, error);
      if (error instanceof DomainError) throw error;
      throw diskError(error, 'taking a file from the intake folder', `${this.parts.folder}/${file.path}`);
    } finally {
      stream.destroy();
    }
  }
}

/** A stream of the handle's own would keep it open when the reading ends early. */
async function* chunksOf(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(CHUNK), 0, CHUNK, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

const refused = ({ path, bytes }: FolderFile, { code, message }: DomainError): TakenFile => ({
  files: [{ name: shownPath(path), bytes, error: { code, message } }],
  archive: false,
});
