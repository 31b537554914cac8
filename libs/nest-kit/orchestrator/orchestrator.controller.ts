/** The orchestrator's message: whether a model answers. */
import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { ORCHESTRATOR_TOPICS } from '#contracts/model-status.schema.js';
import { Orchestrator } from './orchestrator.js';

@Controller()
export class OrchestratorController {
  constructor(private readonly orchestrator: Orchestrator) {}

  @MessagePattern(ORCHESTRATOR_TOPICS.status)
  status() {
    return this.orchestrator.status();
  }
}
