/** Classifies documents by the prediction flow: here or in another process. */
import type {
  ClassifyReply,
  ClassifyRequest,
  ModelStatus,
  WorkingState,
} from '#contracts/classify-message.schema.js';

export interface ClassifyOptions {
  signal: AbortSignal;
  onState?: (state: WorkingState) => void;
}

export abstract class Orchestrator {
  /**
   * A document that cannot be read is an answer with status 'failed'.
   * @throws DomainError for what is no fault of the document: 'service/unavailable', 'service/busy', 'model/missing' …
   */
  abstract classify(
    request: ClassifyRequest,
    options: ClassifyOptions,
  ): Promise<Extract<ClassifyReply, { type: 'answer' }>>;
  /** Whether an answer could be given now. @throws DomainError 'service/unavailable' */
  abstract status(): Promise<ModelStatus>;
  /** Waits for documents being worked on, or hands them back. */
  abstract close(): Promise<void>;
}
