/** The composition root: which part does each job in this process, given the apps that it is made of. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type DynamicModule, Global, Module, type Provider, type Type } from '@nestjs/common';
import { RemoteStageInvoker } from '#adapters/transport/remote-stage-invoker.js';
import { TravellingValues } from '#adapters/transport/travelling-values.js';
import { LocalAccounts } from '#composition/accounts/local-accounts.js';
import { LABELLED, LabelledFiles } from '#composition/feedback/labelled-files.js';
import { LocalFeedback } from '#composition/feedback/local-feedback.js';
import { InProcessStageInvoker, type StageToolbox } from '#composition/in-process-stage-invoker.js';
import { intakeFolder } from '#composition/intake-folder.js';
import { LocalModels } from '#composition/models/local-models.js';
import { Models } from '#composition/models/models.js';
import { modelDirectory, openClassifier } from '#composition/open-classifier.js';
import type { OpenDatabase } from '#composition/open-database.js';
import { openObjectStore } from '#composition/open-object-store.js';
import { openOutgoing } from '#composition/open-outgoing.js';
import type { Workspace } from '#composition/open-workspace.js';
import { reproduceInChild } from '#composition/reproduce-in-child.js';
import { LocalWebhooks } from '#composition/webhooks/local-webhooks.js';
import { ensureSigningSecret } from '#composition/workspace-token.js';
import { type EtlParams, EtlParamsSchema } from '#config/params/etl.params.js';
import { type GatewayParams, GatewayParamsSchema } from '#config/params/gateway.params.js';
import { type OrchestratorParams, OrchestratorParamsSchema } from '#config/params/orchestrator.params.js';
import { readParamsFile, stageParams } from '#config/params-file.js';
import { ACCOUNT_CALLS, ACCOUNTS_TOPIC } from '#contracts/account-call.schema.js';
import type { AppName } from '#contracts/app-name.js';
import { DomainError, type DomainErrorJson } from '#contracts/domain-error.js';
import { FEEDBACK_CALLS, FEEDBACK_TOPIC } from '#contracts/feedback-call.schema.js';
import { INTAKE_CALLS, INTAKE_TOPIC, type IntakeCalls, NO_INTAKE } from '#contracts/intake.schema.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import { WEBHOOK_CALLS, WEBHOOKS_TOPIC } from '#contracts/webhook-call.schema.js';
import { EventLog } from '#ports/event-log.port.js';
import { ObjectStore } from '#ports/object-store.port.js';
import { RunRecords } from '#ports/run-records.port.js';
import { StageInvoker } from '#ports/stage-invoker.port.js';
import { STAGES } from '#stages/stage-registry.js';
import { ACCOUNTS } from '../accounts/accounts-token.js';
import { KnownIdentities } from '../accounts/known-identities.js';
import { Sessions } from '../accounts/sessions.js';
import { Batches } from '../batches/batches.js';
import { LocalBatches } from '../batches/local-batches.js';
import { RemoteBatches } from '../batches/remote-batches.js';
import { DATABASE } from '../database/database-token.js';
import { Documents } from '../documents/documents.js';
import { LocalDocuments } from '../documents/local-documents.js';
import { PagePictures } from '../documents/page-pictures.js';
import { RemoteDocuments } from '../documents/remote-documents.js';
import { RemoteEventLog } from '../events/remote-event-log.js';
import { FEEDBACK, LABEL_KEEPER } from '../feedback/feedback-token.js';
import { LabelKeeper } from '../feedback/label-keeper.js';
import { HealthController } from '../health/health.controller.js';
import { HealthChecks } from '../health/health-checks.js';
import { Intake } from '../intake/intake.js';
import { INTAKE, INTAKE_WATCH } from '../intake/intake-token.js';
import { remoteCalls } from '../messages/call-messages.js';
import { RemoteApp } from '../messages/remote-app.js';
import { clientOf, stageLines } from '../messages/transports.js';
import { RemoteModels } from '../models/remote-models.js';
import { LOG, type Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { currentTrace } from '../observability/trace.js';
import { FileSplitter } from '../orchestrator/file-splitter.js';
import { LocalOrchestrator } from '../orchestrator/local-orchestrator.js';
import { Orchestrator } from '../orchestrator/orchestrator.js';
import { RemoteOrchestrator } from '../orchestrator/remote-orchestrator.js';
import { PROCESS_IDENTITY, type ProcessIdentity } from '../process-identity.js';
import { LocalRuns } from '../runs/local-runs.js';
import { RemoteRunRecords } from '../runs/remote-run-records.js';
import { RemoteRuns } from '../runs/remote-runs.js';
import { Runs } from '../runs/runs.js';
import { MeteredStageInvoker } from '../stages/metered-stage-invoker.js';
import { RoutedStageInvoker } from '../stages/routed-stage-invoker.js';
import { WebhookSender } from '../webhooks/webhook-sender.js';
import { WEBHOOK_SENDER, WEBHOOKS } from '../webhooks/webhooks-token.js';
import { GATEWAY_PARAMS, WORKSPACE } from './tokens.js';

export interface PlatformParts {
  workspace: Workspace;
  /** The apps of this process with their modules. */
  apps: ReadonlyMap<AppName, Type>;
  /** `tcp://…` or `amqp://…`; undefined where all apps are in this process. */
  transport: string | undefined;
  identity: ProcessIdentity;
  toolbox: StageToolbox;
  /** Where the orchestrator is among the apps; the others ask it. Lent: the caller closes it. */
  database: OpenDatabase | undefined;
  log: Log;
  /** Called with how to close what was opened for the platform's own use. */
  onOpened: (close: () => Promise<unknown>) => void;
  onRunEvent?: ((event: PipelineEvent) => void) | undefined;
  onRunEnd?: ((run: RunRecord) => void) | undefined;
}

@Global()
@Module({})
class PlatformModule {}

export async function platformModule(parts: PlatformParts): Promise<DynamicModule> {
  const providers = await providersOf(parts);
  return {
    module: PlatformModule,
    imports: [...parts.apps.values()],
    controllers: [HealthController],
    providers,
    exports: providers.map((provider) => ('provide' in provider ? provider.provide : provider)),
  };
}

async function providersOf(parts: PlatformParts): Promise<Provider[]> {
  const { workspace, apps, database, log } = parts;
  const metrics = new Metrics();
  const params = await readParamsFile(workspace.directory, 'params.yaml');
  const gateway = stageParams(params, 'gateway', GatewayParamsSchema) as GatewayParams;
  const reading = stageParams(params, 'etl', EtlParamsSchema) as EtlParams;
  const objects = await openObjectStore(workspace);
  const invoker = openInvoker(parts, objects, metrics);
  const runRecords = database?.runs ?? new RemoteRunRecords(remoteApp(parts, 'orchestrator'));
  const runs = apps.has('admin-backend')
    ? new LocalRuns({
        ...{ workspace, log, records: runRecords },
        reproduce: reproduceInChild,
        ...(parts.onRunEvent && { onEvent: parts.onRunEvent }),
        ...(parts.onRunEnd && { onEnd: parts.onRunEnd }),
      })
    : new RemoteRuns(remoteApp(parts, 'admin-backend'));
  const models = database
    ? new LocalModels({
        ...{ workspace, registry: database.models, log: (sentence) => log.info(sentence) },
        directory: await modelDirectory(workspace),
      })
    : new RemoteModels(remoteApp(parts, 'orchestrator'));
  const accounts = database
    ? new LocalAccounts(database.accounts)
    : remoteCalls(ACCOUNTS_TOPIC, ACCOUNT_CALLS, remoteApp(parts, 'orchestrator'));
  const events = database?.events ?? new RemoteEventLog(remoteApp(parts, 'orchestrator'));
  const { orchestrator, documents, batches } = await openDocuments(parts, {
    params,
    objects,
    invoker,
    metrics,
  });
  return [
    HealthChecks,
    KnownIdentities,
    { provide: ACCOUNTS, useValue: accounts },
    { provide: Sessions, useValue: new Sessions(() => ensureSigningSecret(workspace)) },
    { provide: WORKSPACE, useValue: workspace },
    { provide: GATEWAY_PARAMS, useValue: gateway },
    { provide: PROCESS_IDENTITY, useValue: parts.identity },
    { provide: LOG, useValue: log },
    { provide: Metrics, useValue: metrics },
    { provide: ObjectStore, useValue: objects },
    { provide: StageInvoker, useValue: invoker },
    { provide: Orchestrator, useValue: orchestrator },
    { provide: Runs, useValue: runs },
    { provide: Documents, useValue: documents },
    { provide: Batches, useValue: batches },
    { provide: PagePictures, useValue: new PagePictures(parts.toolbox, reading) },
    { provide: RunRecords, useValue: runRecords },
    { provide: Models, useValue: models },
    { provide: EventLog, useValue: events },
    ...webhookProviders(parts),
    ...feedbackProviders(parts, objects, orchestrator),
    ...intakeProviders(parts, { params, gateway, documents, orchestrator, metrics }),
    ...(database ? [{ provide: DATABASE, useValue: database }] : []),
  ];
}

function webhookProviders(parts: PlatformParts): Provider[] {
  const { workspace, database, log, identity } = parts;
  if (database === undefined) {
    const webhooks = remoteCalls(WEBHOOKS_TOPIC, WEBHOOK_CALLS, remoteApp(parts, 'orchestrator'));
    return [{ provide: WEBHOOKS, useValue: webhooks }];
  }
  const { webhooks: records, embedded } = database;
  const outgoing = openOutgoing(workspace);
  const sender = new WebhookSender({
    ...{ records, outgoing, log, alone: embedded },
    agent: `Docket/${identity.version}`,
  });
  return [
    { provide: WEBHOOKS, useValue: new LocalWebhooks(records, outgoing, sender.wake) },
    { provide: WEBHOOK_SENDER, useValue: sender },
  ];
}

function feedbackProviders(
  parts: PlatformParts,
  objects: ObjectStore,
  orchestrator: Orchestrator,
): Provider[] {
  const { workspace, database, log } = parts;
  if (database === undefined) {
    const feedback = remoteCalls(FEEDBACK_TOPIC, FEEDBACK_CALLS, remoteApp(parts, 'orchestrator'));
    return [{ provide: FEEDBACK, useValue: feedback }];
  }
  const { feedback: records } = database;
  const keeper = new LabelKeeper(new LabelledFiles(workspace, records, objects), log);
  const labels = async () => (await orchestrator.status()).model?.labels ?? [];
  const folder = join(workspace.directory, LABELLED);
  return [
    { provide: FEEDBACK, useValue: new LocalFeedback({ records, folder, labels, onSaid: keeper.wake }) },
    { provide: LABEL_KEEPER, useValue: keeper },
  ];
}

interface IntakeNeeds extends Pick<Opened, 'params' | 'metrics'> {
  gateway: GatewayParams;
  documents: Documents;
  orchestrator: Orchestrator;
}

function intakeProviders(parts: PlatformParts, needs: IntakeNeeds): Provider[] {
  const { workspace, database, log } = parts;
  if (database === undefined) {
    const intake = remoteCalls(INTAKE_TOPIC, INTAKE_CALLS, remoteApp(parts, 'orchestrator'));
    return [{ provide: INTAKE, useValue: intake }];
  }
  const folder = intakeFolder(workspace);
  if (folder === null) {
    const off: IntakeCalls = { status: async () => NO_INTAKE };
    return [{ provide: INTAKE, useValue: off }];
  }
  const { metrics, params, gateway, orchestrator } = needs;
  const { intake_look, intake_settle, intake_waiting } = stageParams(
    params,
    'orchestrator',
    OrchestratorParamsSchema,
  ) as OrchestratorParams;
  const intake = new Intake({
    ...{ folder, log, sort: workspace.settings.intakeSort, owner: workspace.settings.intakeOwner },
    ...{ accounts: database.accounts, records: database.intake, limits: gateway },
    documents: needs.documents as LocalDocuments,
    spoolFolder: join(workspace.state, 'uploads'),
    waiting: () => database.documents.waiting(),
    model: async () => {
      const { problem } = await orchestrator.status();
      if (problem !== null) throw DomainError.fromJSON(problem as DomainErrorJson);
    },
    ...{ look: intake_look * 1000, settle: intake_settle * 1000, mostWaiting: intake_waiting },
    onOutcome: (outcome) => metrics.intake.inc({ outcome }),
  });
  metrics.watchIntake(async () => {
    const { waiting, state } = await intake.status();
    return { waiting, reachable: state === 'watching' };
  });
  return [
    { provide: INTAKE, useValue: intake },
    { provide: INTAKE_WATCH, useValue: intake },
  ];
}

interface Opened {
  params: Awaited<ReturnType<typeof readParamsFile>>;
  objects: ObjectStore;
  invoker: StageInvoker;
  metrics: Metrics;
}

async function openDocuments(
  parts: PlatformParts,
  { params, objects, invoker, metrics }: Opened,
): Promise<{ orchestrator: Orchestrator; documents: Documents; batches: Batches }> {
  const { workspace, database, log } = parts;
  if (database === undefined) {
    const app = remoteApp(parts, 'orchestrator');
    return {
      orchestrator: new RemoteOrchestrator(app, new TravellingValues(objects, { files: 'once' })),
      documents: new RemoteDocuments(objects, app),
      batches: new RemoteBatches(app),
    };
  }
  const { documents_at_once, max_waiting, fetches_at_once, fetch_timeout, retention_days } = stageParams(
    params,
    'orchestrator',
    OrchestratorParamsSchema,
  ) as OrchestratorParams;
  const { max_file_bytes } = stageParams(params, 'gateway', GatewayParamsSchema) as GatewayParams;
  const classifier = await openClassifier(workspace, { invoker, log: (sentence) => log.warn(sentence) });
  const atOnce = documents_at_once || availableParallelism() + 1;
  const reading = stageParams(params, 'etl', EtlParamsSchema) as EtlParams;
  const orchestrator = new LocalOrchestrator({
    ...{ classifier, objects, metrics, log },
    splitter: new FileSplitter(classifier, parts.toolbox, reading),
    earlier: database.documents,
    inferredAtOnce: atOnce,
  });
  metrics.countWaiting(() => database.documents.waiting());
  const documents = new LocalDocuments({
    ...{ records: database.documents, objects, log, classify: orchestrator.classify },
    atOnce,
    alone: database.embedded,
    maxWaiting: max_waiting,
    fetching: {
      ...{ outgoing: openOutgoing(workspace), agent: `Docket/${parts.identity.version}` },
      ...{ atOnce: fetches_at_once, timeout: fetch_timeout, maxFileBytes: max_file_bytes },
      spoolFolder: join(workspace.state, 'uploads'),
      onAttempt: (outcome) => metrics.fetches.inc({ outcome }),
    },
    retentionDays: retention_days,
  });
  return { orchestrator, documents, batches: new LocalBatches(database.batches, documents) };
}

function openInvoker(parts: PlatformParts, objects: ObjectStore, metrics: Metrics): StageInvoker {
  const { apps, log, toolbox, transport } = parts;
  const here = new MeteredStageInvoker(new InProcessStageInvoker(STAGES, toolbox), metrics, log);
  if (transport === undefined) return here;
  const values = new TravellingValues(objects);
  const { line, close } = stageLines(transport, values, log);
  parts.onOpened(close);
  const elsewhere = new RemoteStageInvoker({
    ...{ line, values },
    definition: (stage) => STAGES[stage]!,
    trace: () => currentTrace().document_id,
  });
  return new RoutedStageInvoker(here, elsewhere, (stage) => apps.has(stage));
}

const remoteApp = ({ transport }: PlatformParts, app: AppName) =>
  new RemoteApp(app, clientOf(transport!, app));
