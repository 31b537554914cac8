/** The orchestrator itself: takes documents in turn, runs the flow on the live model, keeps what was read. */
import { Buffer } from 'node:buffer';
import { availableParallelism } from 'node:os';
import type { Classifier } from '#composition/open-classifier.js';
import type { OrchestratorParams } from '#config/params/orchestrator.params.js';
import type { ClassifyReply, ClassifyRequest, ModelStatus } from '#contracts/classify-message.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { failedAnswer } from '#core/prediction/classify-document.js';
import { isDocumentsOwn } from '#core/prediction/is-documents-own.js';
import type { ObjectStore } from '#ports/object-store.port.js';
import type { Log } from '../observability/log.js';
import type { Metrics } from '../observability/metrics.js';
import { withTrace } from '../observability/trace.js';
import { type ClassifyOptions, Orchestrator } from './orchestrator.js';
import { TurnTaking } from './turn-taking.js';

type Answer = Extract<ClassifyReply, { type: 'answer' }>;

export interface LocalOrchestratorParts {
  classifier: Classifier;
  objects: ObjectStore;
  params: OrchestratorParams;
  metrics: Metrics;
  log: Log;
}

export class LocalOrchestrator extends Orchestrator {
  private readonly turns: TurnTaking;
  private readonly closing = new AbortController();

  constructor(private readonly parts: LocalOrchestratorParts) {
    super();
    const { documents_at_once: atOnce, max_waiting } = parts.params;
    this.turns = new TurnTaking(atOnce || availableParallelism() + 1, max_waiting);
    parts.metrics.documentsWaiting.reset();
    // Asked for when Prometheus looks, so that it is never stale.
    Object.assign(parts.metrics.documentsWaiting, {
      collect: () => parts.metrics.documentsWaiting.set(this.turns.size),
    });
    Object.assign(parts.metrics.modelReady, {
      collect: async () => parts.metrics.modelReady.set((await this.status()).model === null ? 0 : 1),
    });
  }

  override async classify(request: ClassifyRequest, { signal, onState }: ClassifyOptions): Promise<Answer> {
    return withTrace({ document_id: request.id }, async () => {
      const { classifier, objects, log } = this.parts;
      // Before the queue: without a model there is nothing to wait for.
      await classifier.model();
      const stop = AbortSignal.any([signal, this.closing.signal]);
      const answer = await this.turns.take(async () => {
        throwIfStopped(stop);
        const bytes = await objects.get(request.sha256);
        try {
          const { answer, extracted } = await classifier.classify(
            { path: request.name, bytes },
            { signal: stop, ...(onState && { onState }), log: (sentence) => log.info({}, sentence) },
          );
          throwIfStopped(stop);
          const text = extracted && (await objects.put(Buffer.from(JSON.stringify(extracted))));
          return { type: 'answer' as const, answer, extracted: text };
        } catch (error) {
          if (!isDocumentsOwn(error)) throw error;
          return { type: 'answer' as const, answer: failedAnswer(request.name, error), extracted: null };
        }
      }, stop);
      this.count(answer);
      return answer;
    });
  }

  override async status(): Promise<ModelStatus> {
    try {
      const { name, version, labels } = await this.parts.classifier.model();
      return { model: { name, version, labels: [...labels] }, problem: null };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { model: null, problem: error.toJSON() };
    }
  }

  /** Resolves where every stage of the flow answers. @throws DomainError 'service/unavailable', 'service/timeout' */
  async checkStages(): Promise<void> {
    await this.parts.classifier.checkStages();
  }

  override async close(): Promise<void> {
    this.closing.abort();
  }

  private count({ answer }: Answer): void {
    const { metrics, log } = this.parts;
    metrics.documents.inc({ status: answer.status });
    if (answer.error) metrics.documentFailures.inc({ code: answer.error.code });
    const { status, label, confidence, error } = answer;
    log.info(
      { status, label, confidence, model: answer.model?.version, code: error?.code },
      error
        ? `The document cannot be classified: ${error.message}`
        : `The document is ${status}${label === null ? '' : ` as '${label}'`}.`,
    );
  }
}

function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted)
    throw new DomainError(
      'pipeline/interrupted',
      'The document was handed back because the orchestrator stops.',
    );
}
