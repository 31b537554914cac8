/** Lays documents whose right label is known among the labelled ones, and takes away those that are no longer to lie there. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of } from '#adapters/object-store/sha256.js';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import { diskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import { shownName } from '#core/documents/shown-name.js';
import type { DueFile, FeedbackRecords } from '#ports/feedback-records.port.js';
import type { ObjectStore } from '#ports/object-store.port.js';
import { holdWorkspace } from '../hold-workspace.js';
import type { Workspace } from '../open-workspace.js';

/** Folder of the labelled documents in a workspace. */
export const LABELLED = 'data/raw';
/** Files for which the workspace is held at a time. */
const AT_ONCE = 50;
/** Characters of a document's own name; with its id it is shorter than file systems allow, whatever its letters. */
const NAME = 60;
/**
 * Seconds between two attempts to find bytes that are not in the store; after the last one they are gone. Together 21
 * minutes: the disk of a store may be mounted late, and then all its objects seem to be missing.
 */
const SEARCH = [10, 60, 300, 900];
/** Seconds until what a person has to mend, such as a place that cannot be written, is tried again. */
const BLOCKED = 60;

export interface HeldUpFile {
  file: DueFile;
  reason: DomainError;
  /** It is given up, and that is on record; else it is tried again. */
  over: boolean;
}

export interface SettleOptions {
  signal?: AbortSignal;
  /** Told of each file that could not be placed; the others go on. */
  onHeldUp?: (held: HeldUpFile) => void;
}

export class LabelledFiles {
  constructor(
    private readonly workspace: Workspace,
    private readonly records: FeedbackRecords,
    private readonly objects: ObjectStore,
  ) {}

  /**
   * All that is due. A kill at any moment leaves what is due so, and the next call does it again.
   * @returns how many files were placed or taken away
   * @throws DomainError 'workspace/locked' while a run has the workspace: it would find its inputs changed; and what is in
   *   the way of all files: the errors of the database, a store that is away, a full disk
   */
  async settle({ signal: stop, onHeldUp }: SettleOptions = {}): Promise<number> {
    let settled = 0;
    for (let due = await this.records.due(AT_ONCE); due.length > 0; due = await this.records.due(AT_ONCE)) {
      const held = { wait: false, command: 'filing labelled documents', ...(stop && { signal: stop }) };
      await holdWorkspace(this.workspace, held, async (signal) => {
        for (const file of due) {
          signal.throwIfAborted();
          const heldUp = await this.placeOrPutOff(file);
          if (heldUp === null) settled++;
          else onHeldUp?.(heldUp);
        }
      });
    }
    return settled;
  }

  private async placeOrPutOff(file: DueFile): Promise<HeldUpFile | null> {
    try {
      await this.place(file);
      return null;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (isGone(error)) return this.searchAgain(file, error);
      if (!(await this.isItsOwn(error))) throw error;
      await this.records.postpone(file, { seconds: BLOCKED, attempts: file.attempts });
      return { file, reason: error, over: false };
    }
  }

  private async searchAgain(file: DueFile, error: DomainError): Promise<HeldUpFile> {
    const seconds = SEARCH[file.attempts];
    if (seconds !== undefined) {
      await this.records.postpone(file, { seconds, attempts: file.attempts + 1 });
      return { file, reason: error, over: false };
    }
    const { code } = error;
    const reason = new DomainError(code, GONE, {}, { cause: error });
    return { file, reason, over: await this.records.giveUp(file, { code, message: GONE }) };
  }

  /** Whether it is in the way of this file alone. @throws what is in the way of all */
  private async isItsOwn({ code }: DomainError): Promise<boolean> {
    if (code !== 'object-store/unavailable') return code === 'workspace/unreadable';
    await this.objects.check();
    return true;
  }

  private async place(file: DueFile): Promise<void> {
    const path = file.label === null ? null : `${file.label}/${file.document_id}-${nameOf(file)}`;
    if (path !== null && (await this.ours(path, file.sha256)) === null) {
      const bytes = await this.bytesOf(file);
      const target = this.pathOf(path);
      try {
        writeWholeFile(target, bytes, this.workspace.scratch, { durable: true });
      } catch (error) {
        throw diskError(error, 'filing a labelled document', target);
      }
    }
    if (file.path !== null && file.path !== path) await this.takeAway(file.path, file.sha256);
    await this.records.placed(file, path);
  }

  /** What the store has lost may still lie where it is to be moved from. */
  private async bytesOf({ sha256, path }: DueFile): Promise<Uint8Array> {
    try {
      return await this.objects.get(sha256);
    } catch (error) {
      const bytes = isGone(error) && path !== null ? await this.ours(path, sha256) : null;
      if (bytes === null) throw error;
      return bytes;
    }
  }

  /** What somebody has changed since is theirs. */
  private async takeAway(path: string, sha256: string): Promise<void> {
    const target = this.pathOf(path);
    if ((await this.ours(path, sha256)) === null) return;
    await rm(target, { force: true }).catch((error: unknown) => {
      throw diskError(error, 'taking back a labelled document', target);
    });
  }

  /** @returns what lies there; null where that is something else, or nothing that can be read */
  private async ours(path: string, sha256: string): Promise<Uint8Array | null> {
    const bytes = await readFile(this.pathOf(path)).catch(() => null);
    return bytes !== null && sha256Of(bytes) === sha256 ? bytes : null;
  }

  private pathOf(path: string): string {
    return join(this.workspace.directory, LABELLED, path);
  }
}

/** What somebody reads who looks why a document is not among the labelled ones. */
const GONE =
  'The file of this document is lost from the object store, so that it cannot lie among the labelled documents. Upload it again and say there what it is; where it was put back into the store, say the label once more.';

const isGone = (error: unknown): error is DomainError =>
  error instanceof DomainError &&
  (error.code === 'object-store/missing' || error.code === 'object-store/damaged');

/** The end of its name, which says what kind of file it is; safe on every file system. */
const nameOf = ({ name }: DueFile): string =>
  [...shownName(name).replaceAll(/[:*?"<>|]/g, '_')].slice(-NAME).join('');
