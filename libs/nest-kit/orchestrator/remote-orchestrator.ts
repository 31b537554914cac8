/** The orchestrator in another process, over any of Nest's message transports. */
import type { ClientProxy } from '@nestjs/microservices';
import { firstValueFrom, timeout } from 'rxjs';
import {
  type ClassifyReply,
  ClassifyReplySchema,
  type ClassifyRequest,
  type ModelStatus,
  ModelStatusSchema,
  ORCHESTRATOR_TOPICS,
} from '#contracts/classify-message.schema.js';
import { DomainError, type DomainErrorJson } from '#contracts/domain-error.js';
import { type ClassifyOptions, Orchestrator } from './orchestrator.js';

type Answer = Extract<ClassifyReply, { type: 'answer' }>;

/** Milliseconds; it answers from memory, or after one look at the model's signature. */
const STATUS_TIMEOUT = 10_000;

export class RemoteOrchestrator extends Orchestrator {
  constructor(private readonly client: ClientProxy) {
    super();
  }

  override classify(request: ClassifyRequest, { signal, onState }: ClassifyOptions): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const subscription = this.client.send<unknown>(ORCHESTRATOR_TOPICS.classify, request).subscribe({
        next: (value) => {
          const parsed = ClassifyReplySchema.safeParse(value);
          if (!parsed.success) reject(unavailable('it answers in an unknown way'));
          else if (parsed.data.type === 'state') onState?.(parsed.data.state);
          else if (parsed.data.type === 'answer') resolve(parsed.data);
          else reject(DomainError.fromJSON(parsed.data.error as DomainErrorJson));
        },
        error: (error: unknown) => reject(unavailable(reason(error))),
        // Every good end has settled before; a second reject does nothing.
        complete: () => reject(unavailable('it ended without an answer')),
      });
      signal.addEventListener(
        'abort',
        () => {
          subscription.unsubscribe();
          reject(
            new DomainError(
              'pipeline/interrupted',
              'The document was handed back because the gateway stops.',
            ),
          );
        },
        { once: true },
      );
    });
  }

  override async status(): Promise<ModelStatus> {
    try {
      const reply = this.client.send<unknown>(ORCHESTRATOR_TOPICS.status, {}).pipe(timeout(STATUS_TIMEOUT));
      return ModelStatusSchema.parse(await firstValueFrom(reply));
    } catch (error) {
      throw unavailable(reason(error));
    }
  }

  override async close(): Promise<void> {
    await this.client.close();
  }
}

const reason = (error: unknown): string =>
  error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);

const unavailable = (why: string): DomainError =>
  new DomainError(
    'service/unavailable',
    `The orchestrator cannot be reached (${why}); start it with \`docket start --app orchestrator\`, or check DOCKET_TRANSPORT.`,
  );
