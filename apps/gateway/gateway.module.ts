/** The gateway app: the public door with uploads, answers, runs, status and the upload page. */
import {
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Documents } from '#nest-kit/documents/documents.js';
import { UploadReceiver } from '#nest-kit/documents/upload-receiver.js';
import { HealthChecks } from '#nest-kit/health/health-checks.js';
import { LOG, type Log } from '#nest-kit/observability/log.js';
import { modelCheck } from '#nest-kit/orchestrator/model-check.js';
import { ModelWatch } from '#nest-kit/orchestrator/model-watch.js';
import { Orchestrator } from '#nest-kit/orchestrator/orchestrator.js';
import { DocumentsController } from './documents.controller.js';
import { PageController } from './page.controller.js';
import { RunsController } from './runs.controller.js';
import { StatusController } from './status.controller.js';

@Module({
  controllers: [DocumentsController, RunsController, StatusController, PageController],
  providers: [ModelWatch, UploadReceiver],
})
export class GatewayModule implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly documents: Documents,
    private readonly health: HealthChecks,
    private readonly orchestrator: Orchestrator,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.health.add('model', modelCheck(this.orchestrator));
  }

  /** Listening does not wait for it. */
  onApplicationBootstrap(): void {
    void this.documents.resume().catch((error: Error) => this.log.error({ err: error }, error.message));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.documents.close();
    await this.orchestrator.close();
  }
}
