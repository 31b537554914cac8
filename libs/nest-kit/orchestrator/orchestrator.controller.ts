/** The orchestrator's messages: classify a document, say whether a model answers. */
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { Observable } from 'rxjs';
import {
  type ClassifyReply,
  ClassifyRequestSchema,
  ORCHESTRATOR_TOPICS,
} from '#contracts/classify-message.schema.js';
import { domainErrorOf } from '../http/problem-details.js';
import { LOG, type Log } from '../observability/log.js';
import { Orchestrator } from './orchestrator.js';

@Controller()
export class OrchestratorController {
  constructor(
    private readonly orchestrator: Orchestrator,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** The last reply is 'answer' or 'failed'; the stream itself never fails. */
  @MessagePattern(ORCHESTRATOR_TOPICS.classify)
  classify(@Payload() message: unknown): Observable<ClassifyReply> {
    return new Observable((replies) => {
      const gone = new AbortController();
      const answer = async (): Promise<ClassifyReply> => {
        const request = ClassifyRequestSchema.parse(message);
        return this.orchestrator.classify(request, {
          signal: gone.signal,
          onState: (state) => replies.next({ type: 'state', state }),
        });
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
      return () => gone.abort();
    });
  }

  @MessagePattern(ORCHESTRATOR_TOPICS.status)
  status() {
    return this.orchestrator.status();
  }
}
