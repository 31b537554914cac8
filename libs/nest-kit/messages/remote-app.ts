/** Another app of the platform, over any of Nest's message transports: questions to it, and their checked answers. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientProxy } from '@nestjs/microservices';
import { firstValueFrom, timeout } from 'rxjs';
import type { z } from 'zod';
import type { AppName } from '#contracts/app-name.js';
import { DomainError, type DomainErrorJson } from '#contracts/domain-error.js';

/** Milliseconds; most questions are answered from memory, or by one statement in the database. */
const ANSWER_TIMEOUT = 10_000;
/** Milliseconds until a question that had no answer is asked again. */
const ASK_AGAIN = 500;

type Answer<Schema extends z.ZodType> = Exclude<z.infer<Schema>, { error: unknown }>;

/** It gave no answer, not even that it refuses. */
export class AppAway extends DomainError {}

export class RemoteApp {
  constructor(
    private readonly name: AppName,
    private readonly client: ClientProxy,
  ) {}

  /**
   * @param milliseconds how long the answer may take
   * @throws DomainError 'service/unavailable' where none comes or it cannot be one, and whatever the app tells
   */
  async ask<Schema extends z.ZodType>(
    topic: string,
    question: unknown,
    schema: Schema,
    milliseconds: number = ANSWER_TIMEOUT,
  ): Promise<Answer<Schema>> {
    let answer: unknown;
    try {
      const reply = this.client.send<unknown>(topic, question).pipe(timeout(milliseconds));
      answer = schema.parse(await firstValueFrom(reply));
    } catch (error) {
      throw this.away(error);
    }
    if (isRefusal(answer)) throw DomainError.fromJSON(answer.error);
    return answer as Answer<Schema>;
  }

  /** As {@link ask}, asked again for so long where it is not known whether it has happened. */
  async askAgain<Schema extends z.ZodType>(
    topic: string,
    question: unknown,
    schema: Schema,
    { milliseconds, patience }: { milliseconds: number; patience: number },
  ): Promise<Answer<Schema>> {
    const end = performance.now() + patience;
    for (;;) {
      try {
        return await this.ask(topic, question, schema, milliseconds);
      } catch (error) {
        if (!(error instanceof AppAway) || performance.now() > end) throw error;
        await pause(ASK_AGAIN);
      }
    }
  }

  /** What to tell where it cannot be reached, or answers another question than was asked. */
  away(reason: unknown): AppAway {
    const why =
      reason instanceof Error ? ((reason as NodeJS.ErrnoException).code ?? reason.message) : String(reason);
    return new AppAway(
      'service/unavailable',
      `The ${this.name.replace('-', ' ')} cannot be reached (${why}); start it with \`docket start --app ${this.name}\`, or check DOCKET_TRANSPORT.`,
      {},
      { cause: reason },
    );
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}

const isRefusal = (answer: unknown): answer is { error: DomainErrorJson } =>
  typeof answer === 'object' && answer !== null && 'error' in answer;
