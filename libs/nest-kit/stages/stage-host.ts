/** Answers messages that ask for a stage: runs it here, tells how far it is, and stops it when asked. */
import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { Observable, type Subscriber } from 'rxjs';
import { TravellingValues } from '#adapters/transport/travelling-values.js';
import { DomainError } from '#contracts/domain-error.js';
import { schemaReason } from '#contracts/schema-reason.js';
import type { StageName } from '#contracts/stage.js';
import {
  type EnginesReply,
  StageCancelSchema,
  type StageReply,
  type StageRequest,
  StageRequestSchema,
} from '#contracts/stage-message.schema.js';
import { ObjectStore } from '#ports/object-store.port.js';
import { StageInvoker } from '#ports/stage-invoker.port.js';
import { STAGES } from '#stages/stage-registry.js';
import { domainErrorOf } from '../http/problem-details.js';
import { LOG, type Log } from '../observability/log.js';
import { withTrace } from '../observability/trace.js';

@Injectable()
export class StageHost {
  private readonly running = new Map<string, AbortController>();
  private readonly values: TravellingValues;

  constructor(
    private readonly invoker: StageInvoker,
    objects: ObjectStore,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.values = new TravellingValues(objects);
  }

  /** The last reply is 'done' or 'failed'; the stream itself never fails. */
  run(stage: StageName, message: unknown): Observable<StageReply> {
    return new Observable((replies) => {
      this.answer(stage, message, replies)
        .catch((error: unknown) => replies.next({ type: 'failed', error: this.told(stage, error).toJSON() }))
        .finally(() => replies.complete());
    });
  }

  /** Nothing happens where the call has ended. */
  cancel(message: unknown): void {
    const parsed = StageCancelSchema.safeParse(message);
    if (parsed.success) this.running.get(parsed.data.call)?.abort();
  }

  async engines(stage: StageName): Promise<EnginesReply> {
    try {
      const engines = await this.invoker.engines(stage);
      return { type: 'engines', version: STAGES[stage]!.version, engines };
    } catch (error) {
      return { type: 'failed', error: this.told(stage, error).toJSON() };
    }
  }

  /** Stops what runs; callers are told 'pipeline/interrupted'. */
  stopAll(): void {
    for (const controller of this.running.values()) controller.abort();
  }

  private async answer(stage: StageName, message: unknown, replies: Subscriber<StageReply>): Promise<void> {
    const request = parsedRequest(message);
    await this.refuseOthers(stage, request.requires);
    const controller = new AbortController();
    this.running.set(request.call, controller);
    try {
      const definition = STAGES[stage]!;
      const outputs = await withTrace(
        request.trace === undefined ? {} : { document_id: request.trace },
        async () => {
          const inputs = await this.values.unpack(request.inputs, definition.inputs).catch(notFound);
          const made = await this.invoker.invoke({
            stage,
            inputs,
            params: definition.params.parse(request.params),
            context: {
              signal: controller.signal,
              progress: (done, total, note) =>
                replies.next({ type: 'progress', done, total, ...(note === undefined ? {} : { note }) }),
              log: (sentence) => replies.next({ type: 'log', sentence }),
              provenance: request.provenance,
            },
          });
          const packed = await this.values.pack(made, definition.outputs);
          // A caller that has stopped waiting will not delete what was packed for it.
          if (controller.signal.aborted) {
            await this.values.release(packed);
            throw new DomainError('pipeline/interrupted', `Stage '${stage}' was stopped.`);
          }
          return packed;
        },
      );
      replies.next({ type: 'done', outputs });
    } finally {
      this.running.delete(request.call);
    }
  }

  /** What is made with other engines would get another fingerprint where the caller keeps it. */
  private async refuseOthers(stage: StageName, requires: StageRequest['requires']): Promise<void> {
    if (requires === undefined) return;
    const here = { version: STAGES[stage]!.version, engines: await this.invoker.engines(stage) };
    if (isDeepStrictEqual(here, requires)) return;
    const words = ({ version, engines }: typeof here) =>
      [`version ${version}`, ...Object.entries(engines).map(([tool, engine]) => `${tool} ${engine}`)].join(
        ', ',
      );
    throw new DomainError(
      'service/misconfigured',
      `A worker of stage '${stage}' on ${hostname()} would make other results: it has ${words(here)}; the run has ${words(requires)}. Give both the same Docket, DOCKET_OCR_ENGINE and languages.`,
      { stage, worker: here, run: requires },
    );
  }

  private told(stage: StageName, error: unknown): DomainError {
    const told = domainErrorOf(error, { method: 'run', path: stage });
    if (told !== error)
      this.log.error({ err: error, stage }, `Stage '${stage}' failed in an unexpected way.`);
    return told;
  }
}

function notFound(error: unknown): never {
  if (!(error instanceof DomainError) || error.code !== 'object-store/missing') throw error;
  throw new DomainError(
    'object-store/missing',
    `A worker on ${hostname()} does not find what it was sent. Caller and workers need the same object store: one workspace directory, or DOCKET_OBJECT_STORE=s3://bucket for all of them.`,
    error.details,
    { cause: error },
  );
}

function parsedRequest(message: unknown): StageRequest {
  const parsed = StageRequestSchema.safeParse(message);
  if (parsed.success) return parsed.data;
  throw new DomainError(
    'request/invalid',
    `The message is not of the agreed shape (${schemaReason(parsed.error)}); caller and stage are of different versions of Docket.`,
  );
}
