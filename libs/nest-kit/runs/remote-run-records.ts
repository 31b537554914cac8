/** Records of runs in the database of the orchestrator, which is another process. */
import type { RunPage, RunRecord } from '#contracts/run-record.schema.js';
import {
  RUN_RECORDS_TOPIC,
  type RunRecordsQuestion,
  RunRecordsReplySchema,
} from '#contracts/run-records-message.schema.js';
import { RunRecords } from '#ports/run-records.port.js';
import type { RemoteApp } from '../messages/remote-app.js';

export class RemoteRunRecords extends RunRecords {
  constructor(private readonly orchestrator: RemoteApp) {
    super();
  }

  override async save(record: RunRecord): Promise<void> {
    await this.ask({ ask: 'save', record });
  }

  override async find(id: string): Promise<RunRecord | undefined> {
    return (await this.ask({ ask: 'find', id })).runs[0];
  }

  override page(limit: number, before?: string): Promise<RunPage> {
    return this.ask({ ask: 'page', limit, ...(before !== undefined && { before }) });
  }

  override async unfinished(): Promise<RunRecord[]> {
    return (await this.ask({ ask: 'unfinished' })).runs;
  }

  private ask(question: RunRecordsQuestion): Promise<RunPage> {
    return this.orchestrator.ask(RUN_RECORDS_TOPIC, question, RunRecordsReplySchema);
  }
}
