/** The orchestrator in another process, over any of Nest's message transports. */
import type { ClientProxy } from '@nestjs/microservices';
import { firstValueFrom, timeout } from 'rxjs';
import {
  type ClassifyCancel,
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

/** Milliseconds in which an orchestrator that works stops; one that hangs must not hold up a delete, or our own stop. */
const CANCEL_PATIENCE = 5_000;

export class RemoteOrchestrator extends Orchestrator {
  constructor(private readonly client: ClientProxy) {
    super();
  }

  override classify(request: ClassifyRequest, { signal, onState }: ClassifyOptions): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let patience: NodeJS.Timeout | undefined;
      const settle = (act: () => void) => {
        signal.removeEventListener('abort', cancel);
        clearTimeout(patience);
        act();
      };
      const subscription = this.client.send<unknown>(ORCHESTRATOR_TOPICS.classify, request).subscribe({
        next: (value) => {
          const parsed = ClassifyReplySchema.safeParse(value);
          if (!parsed.success) return settle(() => reject(unavailable('it answers in an unknown way')));
          const reply = parsed.data;
          if (reply.type === 'state') onState?.(reply.state);
          else if (reply.type === 'answer') settle(() => resolve(reply));
          else settle(() => reject(DomainError.fromJSON(reply.error as DomainErrorJson)));
        },
        error: (error: unknown) => settle(() => reject(unavailable(reason(error)))),
        // Every good end has settled before; a second reject does nothing.
        complete: () => settle(() => reject(unavailable('it ended without an answer'))),
      });
      // The orchestrator's own end is waited for: after it, nothing is written of a document that is deleted.
      const cancel = () => {
        const message: ClassifyCancel = { id: request.id };
        this.client.emit(ORCHESTRATOR_TOPICS.cancel, message).subscribe({ error: () => undefined });
        patience = setTimeout(() => {
          subscription.unsubscribe();
          settle(() => reject(handedBack()));
        }, CANCEL_PATIENCE);
      };
      if (signal.aborted) cancel();
      else signal.addEventListener('abort', cancel, { once: true });
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

const handedBack = (): DomainError =>
  new DomainError('pipeline/interrupted', 'The document was handed back because it is stopped here.');

const unavailable = (why: string): DomainError =>
  new DomainError(
    'service/unavailable',
    `The orchestrator cannot be reached (${why}); start it with \`docket start --app orchestrator\`, or check DOCKET_TRANSPORT.`,
  );
