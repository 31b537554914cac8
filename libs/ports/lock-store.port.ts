/**
 * Keeps pipelines.lock, and the `.dvc` files that say what data people put into the workspace.
 *
 * Promises: a file is replaced whole, and on the disk before `write` resolves.
 */
import type { LockEntry, LockedStage, PipelineLock } from '#contracts/pipeline-lock.schema.js';

export abstract class LockStore {
  /** An empty lock where there is no file. @throws DomainError 'config/unreadable' with the remedy */
  abstract read(): Promise<PipelineLock>;
  /** @throws DomainError 'workspace/disk-full', 'workspace/unreadable' */
  abstract write(lock: PipelineLock): Promise<void>;
  /** The outputs of a `.dvc` file. @param file from the workspace's root. @throws as `read` */
  abstract readSource(file: string): Promise<LockEntry[]>;
  /** Changes what the file says of the content of its outputs, and nothing else in it. @throws as `write` */
  abstract writeSource(file: string, entries: readonly LockEntry[]): Promise<void>;
  /** One stage's entry as the run cache keeps it, in the lock's own writing. */
  abstract text(entry: LockedStage): string;
  /** @returns null where the text is none */
  abstract parse(text: string): unknown;
}
