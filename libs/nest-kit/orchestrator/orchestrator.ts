/** Whether documents can be answered, and answers that leave nothing behind: asked here or in another process. */
import type { Inferred } from '#contracts/inference-message.schema.js';
import type { ModelStatus } from '#contracts/model-status.schema.js';

export interface InferenceCall {
  /** Of a registered version; null for the model that is live. */
  signature: string | null;
  /** The files themselves; none: whether the model could answer. */
  documents: readonly Uint8Array[];
  /** Milliseconds after which nobody waits any more. */
  milliseconds: number;
}

export abstract class Orchestrator {
  /**
   * Whether an answer could be given now.
   * @param milliseconds how long another process may take to tell
   * @throws DomainError 'service/unavailable'
   */
  abstract status(milliseconds?: number): Promise<ModelStatus>;
  /**
   * Answers documents that are kept nowhere, all by one model. One that cannot be read is among the answers, as 'failed'.
   * @throws DomainError 'service/busy', 'service/timeout', 'model/…' and others that are no fault of a document
   */
  abstract infer(call: InferenceCall, signal: AbortSignal): Promise<Inferred>;
  abstract close(): Promise<void>;
}
