/** The gateway app: the public door with uploads, answers, runs, status and the upload page. */
import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { UploadReceiver } from '#nest-kit/documents/upload-receiver.js';
import { HealthChecks } from '#nest-kit/health/health-checks.js';
import { modelCheck } from '#nest-kit/orchestrator/model-check.js';
import { ModelWatch } from '#nest-kit/orchestrator/model-watch.js';
import { Orchestrator } from '#nest-kit/orchestrator/orchestrator.js';
import { DocumentsController } from './documents.controller.js';
import { ModelsController } from './models.controller.js';
import { PageController } from './page.controller.js';
import { RunsController } from './runs.controller.js';
import { StatusController } from './status.controller.js';

@Module({
  controllers: [DocumentsController, ModelsController, RunsController, StatusController, PageController],
  providers: [ModelWatch, UploadReceiver],
})
export class GatewayModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly health: HealthChecks,
    private readonly orchestrator: Orchestrator,
  ) {}

  onModuleInit(): void {
    this.health.add('model', modelCheck(this.orchestrator));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.orchestrator.close();
  }
}
