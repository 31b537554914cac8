/**
 * Keeps pipelines.lock.
 *
 * Promises: the file is replaced whole, and on the disk before `write` resolves.
 */
import type { LockedStage, PipelineLock } from '#contracts/pipeline-lock.schema.js';

export abstract class LockStore {
  /** An empty lock where there is no file. @throws DomainError 'config/unreadable' with the remedy */
  abstract read(): Promise<PipelineLock>;
  /** @throws DomainError 'workspace/disk-full', 'workspace/unreadable' */
  abstract write(lock: PipelineLock): Promise<void>;
  /** One stage's entry as the run cache keeps it, in the lock's own writing. */
  abstract text(entry: LockedStage): string;
  /** @returns null where the text is none */
  abstract parse(text: string): unknown;
}
