/** The orchestrator app: owns the database, and runs the prediction flow for each document. */
import {
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
  Optional,
} from '@nestjs/common';
import { AccountsMessages } from '#nest-kit/accounts/accounts.messages.js';
import { BatchesMessages } from '#nest-kit/batches/batches.messages.js';
import { DatabaseMessages } from '#nest-kit/database/database.messages.js';
import { DATABASE, type DatabaseCheck } from '#nest-kit/database/database-token.js';
import { Documents } from '#nest-kit/documents/documents.js';
import { DocumentsMessages } from '#nest-kit/documents/documents.messages.js';
import type { LocalDocuments } from '#nest-kit/documents/local-documents.js';
import { EventsMessages } from '#nest-kit/events/events.messages.js';
import { FeedbackMessages } from '#nest-kit/feedback/feedback.messages.js';
import { LABEL_KEEPER } from '#nest-kit/feedback/feedback-token.js';
import type { LabelKeeper } from '#nest-kit/feedback/label-keeper.js';
import { HealthChecks } from '#nest-kit/health/health-checks.js';
import type { Intake } from '#nest-kit/intake/intake.js';
import { IntakeMessages } from '#nest-kit/intake/intake.messages.js';
import { INTAKE_WATCH } from '#nest-kit/intake/intake-token.js';
import { ModelsMessages } from '#nest-kit/models/models.messages.js';
import { RegistryWatch } from '#nest-kit/models/registry-watch.js';
import { InferenceMessages } from '#nest-kit/orchestrator/inference.messages.js';
import type { LocalOrchestrator } from '#nest-kit/orchestrator/local-orchestrator.js';
import { modelCheck } from '#nest-kit/orchestrator/model-check.js';
import { OrchestratorController } from '#nest-kit/orchestrator/orchestrator.controller.js';
import { Orchestrator } from '#nest-kit/orchestrator/orchestrator.js';
import { RunRecordsMessages } from '#nest-kit/runs/run-records.messages.js';
import type { WebhookSender } from '#nest-kit/webhooks/webhook-sender.js';
import { WebhooksMessages } from '#nest-kit/webhooks/webhooks.messages.js';
import { WEBHOOK_SENDER } from '#nest-kit/webhooks/webhooks-token.js';

@Module({
  controllers: [
    OrchestratorController,
    DatabaseMessages,
    InferenceMessages,
    DocumentsMessages,
    BatchesMessages,
    FeedbackMessages,
    RunRecordsMessages,
    ModelsMessages,
    AccountsMessages,
    EventsMessages,
    WebhooksMessages,
    IntakeMessages,
  ],
  providers: [RegistryWatch],
})
export class OrchestratorModule implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(Orchestrator) private readonly orchestrator: LocalOrchestrator,
    @Inject(Documents) private readonly documents: LocalDocuments,
    @Inject(DATABASE) private readonly database: DatabaseCheck,
    @Inject(WEBHOOK_SENDER) private readonly webhooks: WebhookSender,
    @Inject(LABEL_KEEPER) private readonly labels: LabelKeeper,
    private readonly health: HealthChecks,
    private readonly registry: RegistryWatch,
    @Optional() @Inject(INTAKE_WATCH) private readonly intake?: Intake,
  ) {}

  onModuleInit(): void {
    this.health.add('database', (milliseconds) => this.database.check(milliseconds));
    this.health.add('model', modelCheck(this.orchestrator));
    this.health.add('stages', () => this.orchestrator.checkStages());
  }

  /** Listening does not wait for it. */
  onApplicationBootstrap(): void {
    this.documents.start();
    this.registry.start();
    this.webhooks.start();
    this.labels.start();
    this.intake?.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.intake?.close();
    await this.registry.close();
    await this.webhooks.close();
    await this.labels.close();
    await this.documents.close();
    await this.orchestrator.close();
  }
}
