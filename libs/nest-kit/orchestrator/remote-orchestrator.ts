/** The orchestrator in another process. */
import { type ModelStatus, ModelStatusSchema, ORCHESTRATOR_TOPICS } from '#contracts/model-status.schema.js';
import type { RemoteApp } from '../messages/remote-app.js';
import { Orchestrator } from './orchestrator.js';

export class RemoteOrchestrator extends Orchestrator {
  constructor(private readonly orchestrator: RemoteApp) {
    super();
  }

  override status(): Promise<ModelStatus> {
    return this.orchestrator.ask(ORCHESTRATOR_TOPICS.status, {}, ModelStatusSchema);
  }

  override close(): Promise<void> {
    return this.orchestrator.close();
  }
}
