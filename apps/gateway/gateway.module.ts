/** The gateway app: the public door with sign-in, uploads, answers, accounts, runs, status and the upload page. */
import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DATABASE, type DatabaseCheck } from '#nest-kit/database/database-token.js';
import { OwnDocuments } from '#nest-kit/documents/own-documents.js';
import { UploadReceiver } from '#nest-kit/documents/upload-receiver.js';
import { EventStreams } from '#nest-kit/events/event-streams.js';
import { EventWatch } from '#nest-kit/events/event-watch.js';
import { HealthChecks } from '#nest-kit/health/health-checks.js';
import { NamedModels } from '#nest-kit/models/named-models.js';
import { modelCheck } from '#nest-kit/orchestrator/model-check.js';
import { ModelWatch } from '#nest-kit/orchestrator/model-watch.js';
import { Orchestrator } from '#nest-kit/orchestrator/orchestrator.js';
import { AuthController } from './auth.controller.js';
import { BatchesController } from './batches.controller.js';
import { DocumentsController } from './documents.controller.js';
import { EventsController } from './events.controller.js';
import { ExportController } from './export.controller.js';
import { FeedbackController } from './feedback.controller.js';
import { InferenceController } from './inference.controller.js';
import { IntakeController } from './intake.controller.js';
import { ModelsController } from './models.controller.js';
import { PageController } from './page.controller.js';
import { RunsController } from './runs.controller.js';
import { StatusController } from './status.controller.js';
import { TokensController } from './tokens.controller.js';
import { UploadReplies } from './upload-replies.js';
import { UsersController } from './users.controller.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({
  controllers: [
    AuthController,
    BatchesController,
    // Before the one that takes 'export' for an id.
    ExportController,
    DocumentsController,
    EventsController,
    FeedbackController,
    InferenceController,
    IntakeController,
    ModelsController,
    RunsController,
    StatusController,
    TokensController,
    UsersController,
    WebhooksController,
    PageController,
  ],
  providers: [EventStreams, EventWatch, ModelWatch, NamedModels, OwnDocuments, UploadReceiver, UploadReplies],
})
export class GatewayModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly health: HealthChecks,
    private readonly orchestrator: Orchestrator,
    @Inject(DATABASE) private readonly database: DatabaseCheck,
  ) {}

  onModuleInit(): void {
    this.health.add('database', (milliseconds) => this.database.check(milliseconds));
    this.health.add('model', modelCheck(this.orchestrator));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.orchestrator.close();
  }
}
