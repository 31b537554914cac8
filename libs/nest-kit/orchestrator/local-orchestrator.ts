/** The orchestrator itself: runs the flow for a document on the live model, and keeps what was read. */
import { Buffer } from 'node:buffer';
import type { Classifier, ReadyModel } from '#composition/open-classifier.js';
import { DomainError } from '#contracts/domain-error.js';
import { type ExtractedDocument, ExtractedDocumentSchema } from '#contracts/extracted-document.schema.js';
import {
  type Inferred,
  type InferredDocument,
  InferredDocumentSchema,
} from '#contracts/inference-message.schema.js';
import type { ModelStatus, WorkingState } from '#contracts/model-status.schema.js';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';
import type { SourceFile } from '#contracts/stage.js';
import { WorkSlots } from '#core/pipeline/work-slots.js';
import { failedAnswer } from '#core/prediction/classify-document.js';
import { isDocumentsOwn } from '#core/prediction/is-documents-own.js';
import { type SplitCall, type SplitPart, splitAnswer } from '#core/prediction/split-document.js';
import type { DocumentRecords } from '#ports/document-records.port.js';
import type { ObjectStore } from '#ports/object-store.port.js';
import type { Log } from '../observability/log.js';
import type { Metrics } from '../observability/metrics.js';
import type { FileSplitter } from './file-splitter.js';
import { type InferenceCall, Orchestrator } from './orchestrator.js';

export interface ClassifyRequest {
  /** Of the document. */
  id: string;
  /** For messages only. */
  name: string;
  /** Where its bytes lie in the object store. */
  sha256: string;
  /** Whose earlier answers count. */
  owner?: string | undefined;
  /** How it is to be split into the documents in it; unset: it is one. */
  split?: SplitCall['split'] | undefined;
}

export interface ClassifyOptions {
  signal: AbortSignal;
  onState?: (state: WorkingState) => void;
}

export interface Answered {
  answer: DocumentAnswer;
  /** The extracted document as JSON in the object store; null where nothing could be read. */
  extracted: string | null;
  /** What was read. */
  text: string;
  /** Of all that the answer rests on besides the bytes; null where the same bytes may get another one tomorrow. */
  basis: string | null;
  /** Where it holds several documents: these, nothing of which is kept yet. */
  parts?: readonly SplitPart[];
}

/**
 * A document that cannot be read is an answer with status 'failed'.
 * @throws DomainError for what is no fault of the document: 'service/unavailable', 'model/missing',
 *   'pipeline/interrupted' where the signal is aborted …
 */
export type Classify = (request: ClassifyRequest, options: ClassifyOptions) => Promise<Answered>;

export interface LocalOrchestratorParts {
  classifier: Classifier;
  splitter: FileSplitter;
  objects: ObjectStore;
  /** Answers that were given before. */
  earlier: Pick<DocumentRecords, 'answered'>;
  metrics: Metrics;
  log: Log;
  /** Documents that are answered and not kept, at the same time; asked for each. */
  inferredAtOnce: () => number;
}

/** Documents that are answered and not kept, and wait for their turn; more are refused. */
const MOST_INFERRED = 500;

export class LocalOrchestrator extends Orchestrator {
  private readonly slots: WorkSlots;
  private inferring = 0;

  constructor(private readonly parts: LocalOrchestratorParts) {
    super();
    const jobs = parts.inferredAtOnce;
    this.slots = new WorkSlots({
      get jobs() {
        return jobs();
      },
      memory: Number.POSITIVE_INFINITY,
    });
    parts.metrics.watchModel(async () => (await this.status()).model !== null);
  }

  readonly classify: Classify = async (request, { signal, onState }) => {
    const answered = await this.answer(request, { signal, ...(onState && { onState }) });
    this.count(answered.answer);
    for (const { answer } of answered.parts ?? []) this.count(answer);
    return answered;
  };

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

  /** Where files lie on their way between processes. */
  get objects(): ObjectStore {
    return this.parts.objects;
  }

  override async infer(
    { signature, documents, milliseconds }: InferenceCall,
    gone: AbortSignal,
  ): Promise<Inferred> {
    const model = await this.parts.classifier.model(signature);
    const { name, version } = model;
    if (this.inferring + documents.length > MOST_INFERRED) {
      throw new DomainError(
        'service/busy',
        `${this.inferring} documents wait to be inferred already; send these again later, or in smaller requests.`,
      );
    }
    const late = AbortSignal.timeout(milliseconds);
    const failed = new AbortController();
    const signal = AbortSignal.any([gone, late, failed.signal]);
    this.inferring += documents.length;
    try {
      const answers = documents.map((bytes, place) =>
        this.slots.use(bytes.byteLength, () =>
          this.inferOne({ path: `document ${place}`, bytes }, model, signal),
        ),
      );
      return { model: { name, version }, answers: await Promise.all(answers) };
    } catch (error) {
      if (!late.aborted) throw error;
      throw new DomainError(
        'service/timeout',
        `The documents could not be read within ${milliseconds / 1000} s; send fewer in a request, or upload them: POST /api/v1/documents.`,
        {},
        { cause: error },
      );
    } finally {
      failed.abort();
      this.inferring -= documents.length;
    }
  }

  override async close(): Promise<void> {}

  private async inferOne(
    source: SourceFile,
    model: ReadyModel,
    signal: AbortSignal,
  ): Promise<InferredDocument> {
    throwIfStopped(signal);
    const { classifier, log } = this.parts;
    const told = { signal, log: (sentence: string) => log.info({}, sentence) };
    const answer = await classifier.classify(source, told, model).then(
      ({ answer }) => answer,
      (error: unknown) => {
        if (!isDocumentsOwn(error)) throw error;
        return failedAnswer(source.path, error);
      },
    );
    this.count(answer);
    return InferredDocumentSchema.parse(answer);
  }

  private async answer(request: ClassifyRequest, { signal, onState }: ClassifyOptions): Promise<Answered> {
    const { classifier, objects, log } = this.parts;
    // Before anything is read: without a model there is nothing to read it for.
    const model = await classifier.model();
    throwIfStopped(signal);
    const again = request.split ? undefined : await this.answeredBefore(request, model.basis);
    if (again !== undefined) return again;
    const bytes = await objects.get(request.sha256);
    try {
      const source = { path: request.name, bytes };
      const told = {
        ...{ signal, ...(onState && { onState }) },
        log: (sentence: string) => log.info({}, sentence),
      };
      const parts = request.split ? await this.parts.splitter.split(source, request.split, told) : null;
      if (parts !== null && parts.length > 1) {
        const answer = splitAnswer(request.name, parts);
        return { answer, extracted: null, text: '', basis: null, parts };
      }
      const { answer, extracted, ...grounds } = parts
        ? asWhole(parts[0]!, source)
        : await classifier.classify(source, told, model);
      throwIfStopped(signal);
      if (extracted === null) return { answer, extracted, text: '', basis: null };
      const kept = await objects.put(Buffer.from(JSON.stringify(extracted)));
      // What stopped the reading of a page may have passed when the same bytes come again.
      const whole = extracted.pages.every(({ error }) => !error);
      return { answer, extracted: kept, text: textOf(extracted), basis: whole ? grounds.basis : null };
    } catch (error) {
      if (!isDocumentsOwn(error)) throw error;
      return { answer: failedAnswer(request.name, error), extracted: null, text: '', basis: null };
    }
  }

  /** The answer to the same bytes, where all that it rests on is as it was. */
  private async answeredBefore(
    { name, sha256, owner }: ClassifyRequest,
    basis: string,
  ): Promise<Answered | undefined> {
    const earlier = await this.parts.earlier.answered(sha256, basis, owner);
    if (earlier === undefined || earlier.extracted === null) return undefined;
    const { id, answer, extracted } = earlier;
    try {
      const read = JSON.parse(new TextDecoder().decode(await this.parts.objects.get(extracted)));
      const text = textOf(ExtractedDocumentSchema.parse(read));
      return { answer: { ...answer, file: name, duplicate_of: id }, extracted, text, basis };
    } catch (error) {
      // Its document was deleted at this moment; the bytes are read anew.
      if (error instanceof DomainError && error.code === 'object-store/missing') return undefined;
      throw error;
    }
  }

  private count(answer: DocumentAnswer): void {
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

/** Of a file that was looked at page by page and is one document. */
const asWhole = ({ answer, extracted }: SplitPart, { path, bytes }: SourceFile) => ({
  answer: { ...answer, file: path },
  extracted: extracted && { ...extracted, bytes: bytes.byteLength },
  basis: null,
});

export const textOf = ({ pages }: ExtractedDocument): string => pages.map(({ text }) => text).join('\n');

function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new DomainError('pipeline/interrupted', 'The work on the document was stopped.');
}
