/** Runs stages in other processes, over any transport. */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Observable } from 'rxjs';
import { DomainError, type DomainErrorJson } from '#contracts/domain-error.js';
import type { AnyStage, StageName } from '#contracts/stage.js';
import {
  EnginesReplySchema,
  type StageReply,
  StageReplySchema,
  type StageRequest,
} from '#contracts/stage-message.schema.js';
import { type StageCall, StageInvoker } from '#ports/stage-invoker.port.js';
import type { StageLine } from './stage-line.js';
import type { TravellingValues } from './travelling-values.js';

/** Milliseconds in which a stage that is up tells its engines. */
const ENGINES_TIMEOUT = 10_000;

export interface RemoteStageInvokerOptions {
  line: (stage: StageName) => StageLine;
  definition: (stage: StageName) => AnyStage;
  values: TravellingValues;
  /** Id of the request or document being worked on, for the other side's log. */
  trace?: () => string | undefined;
  /** What the other side must be for its results to be those that are expected; unset: it may be any. */
  requires?: (stage: StageName) => Promise<StageRequest['requires']>;
}

export class RemoteStageInvoker extends StageInvoker {
  constructor(private readonly options: RemoteStageInvokerOptions) {
    super();
  }

  async invoke({ stage, inputs, params, context }: StageCall): Promise<Record<string, unknown>> {
    const { definition, values, trace } = this.options;
    const declared = definition(stage);
    context.signal.throwIfAborted();
    const call = randomUUID();
    const traced = trace?.();
    const requires = await this.options.requires?.(stage);
    const request: StageRequest = {
      call,
      ...(traced === undefined ? {} : { trace: traced }),
      inputs: await values.pack(inputs, declared.inputs),
      params,
      provenance: context.provenance,
      ...(requires === undefined ? {} : { requires }),
    };
    const line = this.options.line(stage);
    const cancel = () => line.cancel({ call });
    let outputs: Awaited<ReturnType<typeof lastReply>> = {};
    try {
      outputs = await lastReply(stage, line.run(request), context, cancel);
      return await values.unpack(outputs, declared.outputs);
    } finally {
      await Promise.all([values.release(request.inputs), values.release(outputs)]);
    }
  }

  async engines(stage: StageName): Promise<Record<string, string>> {
    const answer = this.options.line(stage).engines();
    const reply = EnginesReplySchema.parse(await first(stage, answer, ENGINES_TIMEOUT));
    if (reply.type === 'failed') throw DomainError.fromJSON(reply.error as DomainErrorJson);
    return reply.engines;
  }
}

function lastReply(
  stage: StageName,
  replies: Observable<unknown>,
  { signal, progress, log }: StageCall['context'],
  cancel: () => void,
): Promise<Extract<StageReply, { type: 'done' }>['outputs']> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      subscription.unsubscribe();
      cancel();
      reject(new DomainError('pipeline/interrupted', `Stage '${stage}' was stopped before it was done.`));
    };
    const settle = (act: () => void) => {
      signal.removeEventListener('abort', stop);
      act();
    };
    const subscription = replies.subscribe({
      next: (value) => {
        const parsed = StageReplySchema.safeParse(value);
        if (!parsed.success) return settle(() => reject(unavailable(stage, 'it answers in an unknown way')));
        const reply = parsed.data;
        if (reply.type === 'progress') progress(reply.done, reply.total, reply.note);
        else if (reply.type === 'log') log(reply.sentence);
        else if (reply.type === 'done') settle(() => resolve(reply.outputs));
        else settle(() => reject(DomainError.fromJSON(reply.error as DomainErrorJson)));
      },
      error: (error: unknown) => settle(() => reject(unavailable(stage, reason(error)))),
      // Every good end has settled before; a second reject does nothing.
      complete: () => settle(() => reject(unavailable(stage, 'it ended without an answer'))),
    });
    // All calls of a run listen to its one signal; Node takes more than ten for a leak.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', stop, { once: true });
  });
}

function first(stage: StageName, replies: Observable<unknown>, timeout: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      subscription.unsubscribe();
      reject(
        new DomainError(
          'service/timeout',
          `Stage '${stage}' does not answer within ${timeout / 1000} s; check that its app is healthy (/health/ready).`,
        ),
      );
    }, timeout);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    const subscription = replies.subscribe({
      next: (value) => settle(() => resolve(value)),
      error: (error: unknown) => settle(() => reject(unavailable(stage, reason(error)))),
    });
  });
}

const reason = (error: unknown): string =>
  error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);

const unavailable = (stage: StageName, why: string): DomainError =>
  new DomainError(
    'service/unavailable',
    `The app of stage '${stage}' cannot be reached (${why}); start it with \`docket start --app ${stage}\`, or check DOCKET_TRANSPORT.`,
    { stage },
  );
