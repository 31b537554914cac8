/** Whether documents can be answered: asked here or in another process. */
import type { ModelStatus } from '#contracts/model-status.schema.js';

export abstract class Orchestrator {
  /** Whether an answer could be given now. @throws DomainError 'service/unavailable' */
  abstract status(): Promise<ModelStatus>;
  abstract close(): Promise<void>;
}
