/**
 * Batches: documents that came in one upload, counted, cancelled and removed together.
 *
 * Promises: what a call has resolved for survives a kill of any process. They are made by `DocumentRecords.add`, in the
 * transaction of their documents: there is no batch without its documents.
 * All calls throw DomainError 'database/unavailable' where the database cannot be reached.
 */
import type { Batch, BatchQuery } from '#contracts/batch.schema.js';
import type { DocumentEnd, History } from './document-records.port.js';

export abstract class BatchRecords {
  /** @returns undefined where there is none of this id */
  abstract find(id: string): Promise<Batch | undefined>;
  /** Newest first; `next` is the cursor of the page after, null where nothing comes after. */
  abstract page(query: BatchQuery): Promise<{ batches: Batch[]; next: string | null }>;
  /** From now on none of its documents gets an answer that has none yet. @returns false where there is no such batch */
  abstract cancel(id: string): Promise<boolean>;
  /**
   * Ends jobs of a batch, whoever works on them.
   * @param entry the end of the history of each
   * @param answerOf what each document is answered, given its name
   * @param most at most so many
   * @returns which documents
   */
  abstract endJobs(
    id: string,
    entry: History[number],
    answerOf: (name: string) => DocumentEnd['answer'],
    most: number,
  ): Promise<string[]>;
  /** With its documents, their jobs and texts, at once. @returns false where there is no such batch */
  abstract remove(id: string): Promise<boolean>;
}
