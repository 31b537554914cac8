/** Batches of the orchestrator in another process. */
import type { Batch, BatchQuery } from '#contracts/batch.schema.js';
import {
  BATCHES_TOPIC,
  type BatchQuestion,
  type BatchReply,
  BatchReplySchema,
} from '#contracts/batch-message.schema.js';
import type { RemoteApp } from '../messages/remote-app.js';
import { Batches } from './batches.js';

/** Milliseconds; the longest ends ten thousand documents. */
const ANSWER_TIMEOUT = 120_000;

export class RemoteBatches extends Batches {
  constructor(private readonly orchestrator: RemoteApp) {
    super();
  }

  override find(id: string): Promise<Batch> {
    return this.one({ ask: 'find', id });
  }

  override page(query: BatchQuery): Promise<{ batches: Batch[]; next: string | null }> {
    return this.ask({ ask: 'page', query });
  }

  override cancel(id: string): Promise<Batch> {
    return this.one({ ask: 'cancel', id });
  }

  override remove(id: string): Promise<Batch> {
    return this.one({ ask: 'remove', id });
  }

  private async one(question: BatchQuestion): Promise<Batch> {
    return (await this.ask(question)).batches[0]!;
  }

  private ask(question: BatchQuestion): Promise<Exclude<BatchReply, { error: unknown }>> {
    return this.orchestrator.ask(BATCHES_TOPIC, question, BatchReplySchema, ANSWER_TIMEOUT);
  }
}
