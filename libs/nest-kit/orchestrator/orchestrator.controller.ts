/** The orchestrator's messages: classify a document, say whether a model answers. */
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { Observable } from 'rxjs';
import {
  ClassifyCancelSchema,
  type ClassifyReply,
  ClassifyRequestSchema,
  ORCHESTRATOR_TOPICS,
} from '#contracts/classify-message.schema.js';
import { domainErrorOf } from '../http/problem-details.js';
import { LOG, type Log } from '../observability/log.js';
import { Orchestrator } from './orchestrator.js';

@Controller()
export class OrchestratorController {
  /** Work in progress by the id of its document. */
  private readonly running = new Map<string, AbortController>();

  constructor(
    private readonly orchestrator: Orchestrator,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** The last reply is 'answer' or 'failed'; the stream itself never fails. */
  @MessagePattern(ORCHESTRATOR_TOPICS.classify)
  classify(@Payload() message: unknown): Observable<ClassifyReply> {
    return new Observable((replies) => {
      const controller = new AbortController();
      const answer = async (): Promise<ClassifyReply> => {
        const request = ClassifyRequestSchema.parse(message);
        this.running.set(request.id, controller);
        try {
          return await this.orchestrator.classify(request, {
            signal: controller.signal,
            onState: (state) => replies.next({ type: 'state', state }),
          });
        } finally {
          // A gateway that was killed and started again asks twice for the same document.
          if (this.running.get(request.id) === controller) this.running.delete(request.id);
        }
      };
      answer()
        .catch((error: unknown): ClassifyReply => {
          const told = domainErrorOf(error, { method: 'classify', path: 'document' });
          if (told !== error) this.log.error({ err: error }, 'A document failed in an unexpected way.');
          return { type: 'failed', error: told.toJSON() };
        })
        .then((reply) => {
          replies.next(reply);
          replies.complete();
        });
    });
  }

  /** Nothing happens where the work has ended. */
  @EventPattern(ORCHESTRATOR_TOPICS.cancel)
  cancel(@Payload() message: unknown): void {
    const parsed = ClassifyCancelSchema.safeParse(message);
    if (parsed.success) this.running.get(parsed.data.id)?.abort();
  }

  @MessagePattern(ORCHESTRATOR_TOPICS.status)
  status() {
    return this.orchestrator.status();
  }
}
