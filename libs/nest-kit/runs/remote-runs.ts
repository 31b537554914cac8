/** Runs of the admin backend in another process, over any of Nest's message transports. */
import type { ClientProxy } from '@nestjs/microservices';
import { firstValueFrom, timeout } from 'rxjs';
import { DomainError, type DomainErrorJson } from '#contracts/domain-error.js';
import {
  RUN_TOPIC,
  type RunAnswer,
  RunAnswerSchema,
  type RunQuestion,
} from '#contracts/run-message.schema.js';
import type { RunPage, RunRecord, RunRequest } from '#contracts/run-record.schema.js';
import { Runs } from './runs.js';

/** Milliseconds; every question is answered from memory or the database. */
const ANSWER_TIMEOUT = 10_000;

export class RemoteRuns extends Runs {
  constructor(private readonly client: ClientProxy) {
    super();
  }

  override async start(request: RunRequest, cause: string): Promise<RunRecord> {
    return runOf(await this.ask({ ask: 'start', request, cause }));
  }

  override async page(limit: number, before?: string): Promise<RunPage> {
    const answer = await this.ask({ ask: 'page', limit, ...(before !== undefined && { before }) });
    if ('page' in answer) return answer.page;
    throw unavailable('it answers another question');
  }

  override async find(id: string): Promise<RunRecord> {
    return runOf(await this.ask({ ask: 'find', id }));
  }

  override async cancel(id: string): Promise<RunRecord> {
    return runOf(await this.ask({ ask: 'cancel', id }));
  }

  override async current(): Promise<RunRecord | null> {
    const answer = await this.ask({ ask: 'current' });
    return 'run' in answer ? answer.run : null;
  }

  private async ask(question: RunQuestion): Promise<Exclude<RunAnswer, { error: unknown }>> {
    let answer: RunAnswer;
    try {
      const reply = this.client.send<unknown>(RUN_TOPIC, question).pipe(timeout(ANSWER_TIMEOUT));
      answer = RunAnswerSchema.parse(await firstValueFrom(reply));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw unavailable(code ?? message);
    }
    if ('error' in answer) throw DomainError.fromJSON(answer.error as DomainErrorJson);
    return answer;
  }
}

function runOf(answer: Exclude<RunAnswer, { error: unknown }>): RunRecord {
  if ('run' in answer && answer.run) return answer.run;
  throw unavailable('it answers another question');
}

const unavailable = (why: string): DomainError =>
  new DomainError(
    'service/unavailable',
    `The admin backend cannot be reached (${why}); start it with \`docket start --app admin-backend\`, or check DOCKET_TRANSPORT.`,
  );
