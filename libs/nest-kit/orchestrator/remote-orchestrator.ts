/** The orchestrator in another process, over any of Nest's message transports. */
import type { ClientProxy } from '@nestjs/microservices';
import { firstValueFrom, timeout } from 'rxjs';
import { type ModelStatus, ModelStatusSchema, ORCHESTRATOR_TOPICS } from '#contracts/model-status.schema.js';
import { Orchestrator } from './orchestrator.js';
import { orchestratorAway } from './orchestrator-away.js';

/** Milliseconds; it answers from memory, or after one look at the model's signature. */
const STATUS_TIMEOUT = 10_000;

export class RemoteOrchestrator extends Orchestrator {
  constructor(private readonly client: ClientProxy) {
    super();
  }

  override async status(): Promise<ModelStatus> {
    try {
      const reply = this.client.send<unknown>(ORCHESTRATOR_TOPICS.status, {}).pipe(timeout(STATUS_TIMEOUT));
      return ModelStatusSchema.parse(await firstValueFrom(reply));
    } catch (error) {
      throw orchestratorAway(error);
    }
  }

  override async close(): Promise<void> {
    await this.client.close();
  }
}
