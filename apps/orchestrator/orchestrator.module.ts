/** The orchestrator app: runs the prediction flow for each document. */
import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HealthChecks } from '#nest-kit/health/health-checks.js';
import type { LocalOrchestrator } from '#nest-kit/orchestrator/local-orchestrator.js';
import { modelCheck } from '#nest-kit/orchestrator/model-check.js';
import { OrchestratorController } from '#nest-kit/orchestrator/orchestrator.controller.js';
import { Orchestrator } from '#nest-kit/orchestrator/orchestrator.js';

@Module({ controllers: [OrchestratorController] })
export class OrchestratorModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(Orchestrator) private readonly orchestrator: LocalOrchestrator,
    private readonly health: HealthChecks,
  ) {}

  onModuleInit(): void {
    this.health.add('model', modelCheck(this.orchestrator));
    this.health.add('stages', () => this.orchestrator.checkStages());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.orchestrator.close();
  }
}
