/** Puts files of the intake folder where their class is, when their documents have their answers. */
import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileOf } from '#adapters/intake-folder/list-folder.js';
import { isSame } from '#adapters/intake-folder/open-file.js';
import { type PlacedFile, placeFile, placeNote } from '#adapters/intake-folder/place-file.js';
import { diskError } from '#contracts/disk-error.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { shownPath } from '#core/documents/shown-name.js';
import { numbered, sortedPlace } from '#core/intake/sorted-place.js';
import type { IntakeRecords, TakenFile } from '#ports/intake-records.port.js';
import { documentView } from '../documents/document-view.js';
import type { Documents } from '../documents/documents.js';

export interface SorterParts {
  folder: string;
  /** 'copy' leaves the file where it came. */
  sort: 'move' | 'copy';
  records: Pick<IntakeRecords, 'toSort' | 'sorted' | 'forget'>;
  documents: Pick<Documents, 'find' | 'page' | 'file'>;
}

/** Of a ZIP file, read at once. */
const PAGE = 100;
/** Files of one round, so that taking goes on in between. */
const AT_ONCE = 50;

export class IntakeSorter {
  constructor(private readonly parts: SorterParts) {}

  /**
   * @param waits those that are left alone for now
   * @param onSorted after each
   * @param onTrouble where one cannot be sorted; the others still are
   */
  async sort(
    signal: AbortSignal,
    waits: ReadonlySet<string>,
    onSorted: (file: TakenFile) => void,
    onTrouble: (file: TakenFile, error: unknown) => void,
  ): Promise<void> {
    for (const file of await this.parts.records.toSort(this.parts.folder, AT_ONCE + waits.size)) {
      if (signal.aborted) return;
      if (waits.has(file.path)) continue;
      try {
        await this.sortOne(file);
        onSorted(file);
      } catch (error) {
        const known = error instanceof DomainError;
        const path = this.source(file);
        onTrouble(file, known ? error : diskError(error, 'sorting a file of the intake folder', path));
      }
    }
  }

  private async sortOne(file: TakenFile): Promise<void> {
    const { records, sort } = this.parts;
    // A kill between the two finds the placed file again by its name and content.
    const whole =
      file.batch === null ? await this.placeSingle(file) : await this.placeArchive(file, file.batch);
    const deleted = file.document === null && file.batch === null;
    if (sort === 'copy' || deleted) return records.sorted(file);
    if (whole && (await this.isThere(file))) await rm(this.source(file), { force: true });
    await (whole ? records.forget(file) : records.sorted(file));
  }

  /** @returns whether all of its bytes lie there now */
  private async placeSingle(file: TakenFile): Promise<boolean> {
    const record = file.document === null ? null : await this.found(file.document);
    return record === null ? false : this.place(file, record);
  }

  private async placeArchive(file: TakenFile, batch: string): Promise<boolean> {
    const within = shownPath(file.path).replace(/\.zip$/i, '');
    let whole = true;
    let cursor: string | undefined;
    do {
      const page = await this.parts.documents.page({ limit: PAGE, batch, ...(cursor && { cursor }) });
      for (const record of page.records) whole = (await this.place(file, record, within)) && whole;
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    if (whole || !(await this.isThere(file))) return true;
    // Some of it could not be taken out: then the archive itself is kept with what failed.
    await this.put({ path: `failed/${shownPath(file.path)}`, content: { copyOf: this.source(file) } });
    return true;
  }

  /** @param within of the archive that it came in */
  private async place(file: TakenFile, record: DocumentRecord, within?: string): Promise<boolean> {
    const view = documentView(record);
    const path = sortedPlace(view, within);
    const modified = new Date(Number(BigInt(file.modified) / 1_000_000n));
    const content = await this.contentOf(file, record, within !== undefined);
    const placed = content === null ? path : await this.put({ path, content, modified });
    if (view.error) {
      const { code, message } = view.error;
      await placeNote(this.parts.folder, `${placed}.reason.txt`, `${code}\n${message}\n`);
    }
    return content !== null;
  }

  private put(file: PlacedFile): Promise<string> {
    return placeFile(this.parts.folder, file, numbered);
  }

  /** As it was taken; of what was refused as it came, the file itself. Null where neither is there. */
  private async contentOf(
    file: TakenFile,
    record: DocumentRecord,
    inArchive: boolean,
  ): Promise<PlacedFile['content'] | null> {
    if (record.sha256 !== null) return this.parts.documents.file(record);
    return !inArchive && (await this.isThere(file)) ? { copyOf: this.source(file) } : null;
  }

  /** Whether it still lies where it came, as it was taken. */
  private async isThere(file: TakenFile): Promise<boolean> {
    const stats = await lstat(this.source(file), { bigint: true }).catch(() => null);
    return stats?.isFile() === true && isSame(fileOf(file.path, stats), file);
  }

  /** Null where it was deleted meanwhile. */
  private async found(id: string): Promise<DocumentRecord | null> {
    try {
      return await this.parts.documents.find(id);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'request/not-found') return null;
      throw error;
    }
  }

  private source({ path }: TakenFile): string {
    return join(this.parts.folder, path);
  }
}
