/** Batches in this process: counted in the database, cancelled and removed with the work on their documents. */
import type { Batch, BatchQuery } from '#contracts/batch.schema.js';
import { failedAnswer } from '#core/prediction/classify-document.js';
import type { BatchRecords } from '#ports/batch-records.port.js';
import { CANCELLED, cancelledNow } from '../documents/cancelled.js';
import type { LocalDocuments } from '../documents/local-documents.js';
import { Batches, noSuchBatch } from './batches.js';

/** Documents ended in one transaction, so that others need not wait long in between. */
const ENDED_AT_ONCE = 500;

export class LocalBatches extends Batches {
  constructor(
    private readonly records: BatchRecords,
    private readonly documents: Pick<LocalDocuments, 'dropLost' | 'deleteDiscarded' | 'tell'>,
  ) {
    super();
  }

  override async find(id: string): Promise<Batch> {
    const batch = await this.records.find(id);
    if (batch === undefined) throw noSuchBatch(id);
    return batch;
  }

  override page(query: BatchQuery): Promise<{ batches: Batch[]; next: string | null }> {
    return this.records.page(query);
  }

  /** What a kill leaves open of it is ended by whoever takes it up. */
  override async cancel(id: string): Promise<Batch> {
    if (!(await this.records.cancel(id))) throw noSuchBatch(id);
    const entry = cancelledNow();
    for (;;) {
      const ended = await this.records.endJobs(
        id,
        entry,
        (name) => failedAnswer(name, CANCELLED),
        ENDED_AT_ONCE,
      );
      if (ended.length === 0) break;
      await this.documents.dropLost();
      for (const document of ended) this.documents.tell(document);
    }
    return this.find(id);
  }

  override async remove(id: string): Promise<Batch> {
    const batch = await this.find(id);
    if (!(await this.records.remove(id))) throw noSuchBatch(id);
    await this.documents.dropLost();
    this.documents.deleteDiscarded();
    return batch;
  }
}
