/**
 * Keeps pipelines.lock.
 *
 * Promises: the file is replaced whole, and on the disk before `write` resolves.
 */
import type { PipelineLock } from '#contracts/pipeline-lock.schema.js';

export abstract class LockStore {
  /** An empty lock where there is no file. @throws DomainError 'config/unreadable' with the remedy */
  abstract read(): Promise<PipelineLock>;
  /** @throws DomainError 'workspace/disk-full', 'workspace/unreadable' */
  abstract write(lock: PipelineLock): Promise<void>;
}
