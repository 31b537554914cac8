/** Lays documents whose right label is known among the labelled ones, and takes away those that are no longer to lie there. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of } from '#adapters/object-store/sha256.js';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import { diskError } from '#contracts/disk-error.js';
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

export class LabelledFiles {
  constructor(
    private readonly workspace: Workspace,
    private readonly records: FeedbackRecords,
    private readonly objects: ObjectStore,
  ) {}

  /**
   * All that is due. A kill at any moment leaves what is due so, and the next call does it again.
   * @returns how many files were placed or taken away
   * @throws DomainError 'workspace/locked' while a run has the workspace: it would find its inputs changed; and the
   *   errors of database, store and disk
   */
  async settle(): Promise<number> {
    let settled = 0;
    for (let due = await this.records.due(AT_ONCE); due.length > 0; due = await this.records.due(AT_ONCE)) {
      const held = { wait: false, command: 'filing labelled documents' };
      await holdWorkspace(this.workspace, held, async (signal) => {
        for (const file of due) {
          signal.throwIfAborted();
          await this.place(file);
        }
      });
      settled += due.length;
    }
    return settled;
  }

  private async place(file: DueFile): Promise<void> {
    const path = file.label === null ? null : `${file.label}/${file.document_id}-${nameOf(file)}`;
    if (path !== null) {
      const bytes = await this.objects.get(file.sha256);
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

  /** What somebody has changed since is theirs. */
  private async takeAway(path: string, sha256: string): Promise<void> {
    const target = this.pathOf(path);
    const bytes = await readFile(target).catch(() => null);
    if (bytes !== null && sha256Of(bytes) === sha256) await rm(target, { force: true });
  }

  private pathOf(path: string): string {
    return join(this.workspace.directory, LABELLED, path);
  }
}

/** The end of its name, which says what kind of file it is; safe on every file system. */
const nameOf = ({ name }: DueFile): string =>
  [...shownName(name).replaceAll(/[:*?"<>|]/g, '_')].slice(-NAME).join('');
