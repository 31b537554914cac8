/** Records of runs in the database of the orchestrator, which is another process. */
import type { ClientProxy } from '@nestjs/microservices';
import { firstValueFrom, timeout } from 'rxjs';
import { DomainError, type DomainErrorJson } from '#contracts/domain-error.js';
import type { RunPage, RunRecord } from '#contracts/run-record.schema.js';
import {
  RUN_RECORDS_TOPIC,
  type RunRecordsQuestion,
  type RunRecordsReply,
  RunRecordsReplySchema,
} from '#contracts/run-records-message.schema.js';
import { RunRecords } from '#ports/run-records.port.js';
import { orchestratorAway } from '../orchestrator/orchestrator-away.js';

/** Milliseconds; each is one statement. */
const ANSWER_TIMEOUT = 10_000;

export class RemoteRunRecords extends RunRecords {
  constructor(private readonly client: ClientProxy) {
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

  private async ask(question: RunRecordsQuestion): Promise<RunPage> {
    let reply: RunRecordsReply;
    try {
      const answer = this.client.send<unknown>(RUN_RECORDS_TOPIC, question).pipe(timeout(ANSWER_TIMEOUT));
      reply = RunRecordsReplySchema.parse(await firstValueFrom(answer));
    } catch (error) {
      throw orchestratorAway(error);
    }
    if ('error' in reply) throw DomainError.fromJSON(reply.error as DomainErrorJson);
    return reply;
  }
}
