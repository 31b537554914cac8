/** Runs of the admin backend in another process. */
import {
  RUN_TOPIC,
  type RunAnswer,
  RunAnswerSchema,
  type RunQuestion,
} from '#contracts/run-message.schema.js';
import type { RunPage, RunRecord, RunRequest } from '#contracts/run-record.schema.js';
import type { RemoteApp } from '../messages/remote-app.js';
import { Runs } from './runs.js';

type Answer = Exclude<RunAnswer, { error: unknown }>;

const ANOTHER = 'it answers another question';

export class RemoteRuns extends Runs {
  constructor(private readonly backend: RemoteApp) {
    super();
  }

  override async start(request: RunRequest, cause: string): Promise<RunRecord> {
    return this.runOf(await this.ask({ ask: 'start', request, cause }));
  }

  override async page(limit: number, before?: string): Promise<RunPage> {
    const answer = await this.ask({ ask: 'page', limit, ...(before !== undefined && { before }) });
    if ('page' in answer) return answer.page;
    throw this.backend.away(ANOTHER);
  }

  override async find(id: string): Promise<RunRecord> {
    return this.runOf(await this.ask({ ask: 'find', id }));
  }

  override async cancel(id: string): Promise<RunRecord> {
    return this.runOf(await this.ask({ ask: 'cancel', id }));
  }

  override async current(): Promise<RunRecord | null> {
    const answer = await this.ask({ ask: 'current' });
    return 'run' in answer ? answer.run : null;
  }

  private ask(question: RunQuestion): Promise<Answer> {
    return this.backend.ask(RUN_TOPIC, question, RunAnswerSchema);
  }

  private runOf(answer: Answer): RunRecord {
    if ('run' in answer && answer.run) return answer.run;
    throw this.backend.away(ANOTHER);
  }
}
