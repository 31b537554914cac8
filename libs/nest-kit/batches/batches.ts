/** Batches of documents: here, where the orchestrator is, or in another process. */
import type { Batch, BatchQuery } from '#contracts/batch.schema.js';
import { DomainError } from '#contracts/domain-error.js';

export abstract class Batches {
  /** @throws DomainError 'request/not-found' */
  abstract find(id: string): Promise<Batch>;
  /** Newest first. */
  abstract page(query: BatchQuery): Promise<{ batches: Batch[]; next: string | null }>;
  /**
   * Its documents that have no answer yet fail, with that as the reason; none of them gets one any more when it resolves.
   * @throws DomainError 'request/not-found'
   */
  abstract cancel(id: string): Promise<Batch>;
  /**
   * Its documents are gone when it resolves, with answers and texts; their bytes are deleted behind it.
   * @returns as it was @throws DomainError 'request/not-found'
   */
  abstract remove(id: string): Promise<Batch>;
}

export const noSuchBatch = (id: string): DomainError =>
  new DomainError('request/not-found', `There is no batch '${id.slice(0, 80)}'.`);
