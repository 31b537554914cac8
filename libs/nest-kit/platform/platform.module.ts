/** The composition root: which part does each job in this process, given the apps that it is made of. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { RemoteStageInvoker } from '#adapters/transport/remote-stage-invoker.js';
import { TravellingValues } from '#adapters/transport/travelling-values.js';
import { LocalAccounts } from '#composition/accounts/local-accounts.js';
import { InProcessStageInvoker } from '#composition/in-process-stage-invoker.js';
import { LocalModels } from '#composition/models/local-models.js';
import { Models } from '#composition/models/models.js';
import { modelDirectory, openClassifier } from '#composition/open-classifier.js';
import { openObjectStore } from '#composition/open-object-store.js';
import { type Outgoing, openOutgoing } from '#composition/open-outgoing.js';
import { reproduceInChild } from '#composition/reproduce-in-child.js';
import { ensureSigningSecret } from '#composition/workspace-token.js';
import { readParamsFile } from '#config/params-file.js';
import { ACCOUNT_CALLS, ACCOUNTS_TOPIC } from '#contracts/account-call.schema.js';
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
import { DATABASE, type DatabaseCheck } from '../database/database-token.js';
import { RemoteDatabaseCheck } from '../database/remote-database-check.js';
import { Documents } from '../documents/documents.js';
import { documentsAtOnce } from '../documents/documents-at-once.js';
import { LocalDocuments } from '../documents/local-documents.js';
import { PagePictures } from '../documents/page-pictures.js';
import { RemoteDocuments } from '../documents/remote-documents.js';
import { RemoteEventLog } from '../events/remote-event-log.js';
import { HealthController } from '../health/health.controller.js';
import { HealthChecks } from '../health/health-checks.js';
import { OpenRequests } from '../http/open-requests.js';
import { remoteCalls } from '../messages/call-messages.js';
import { OpenMessages } from '../messages/open-messages.js';
import { stageLines } from '../messages/transports.js';
import { RemoteModels } from '../models/remote-models.js';
import { LOG } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { currentTrace } from '../observability/trace.js';
import { FileSplitter } from '../orchestrator/file-splitter.js';
import { LocalOrchestrator } from '../orchestrator/local-orchestrator.js';
import { Orchestrator } from '../orchestrator/orchestrator.js';
import { RemoteOrchestrator } from '../orchestrator/remote-orchestrator.js';
import { PROCESS_IDENTITY } from '../process-identity.js';
import { LocalRuns } from '../runs/local-runs.js';
import { RemoteRunRecords } from '../runs/remote-run-records.js';
import { RemoteRuns } from '../runs/remote-runs.js';
import { Runs } from '../runs/runs.js';
import { MeteredStageInvoker } from '../stages/metered-stage-invoker.js';
import { RoutedStageInvoker } from '../stages/routed-stage-invoker.js';
import { feedbackProviders } from './feedback-providers.js';
import { intakeProviders } from './intake-providers.js';
import { type PlatformParams, readPlatformParams } from './platform-params.js';
import { type PlatformParts, remoteApp } from './platform-parts.js';
import { GATEWAY_PARAMS, WORKSPACE } from './tokens.js';
import { webhookProviders } from './webhook-providers.js';

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
  const params = readPlatformParams(await readParamsFile(workspace.directory, 'params.yaml'));
  const outgoing = openOutgoing(workspace);
  const objects = await openObjectStore(workspace);
  const { invoker, readersPlaces } = openInvoker(parts, objects, metrics);
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
  const databaseCheck: DatabaseCheck = database ?? new RemoteDatabaseCheck(remoteApp(parts, 'orchestrator'));
  const { orchestrator, documents, batches } = await openDocuments(parts, {
    ...{ params, objects, invoker, readersPlaces, metrics, outgoing },
  });
  return [
    HealthChecks,
    KnownIdentities,
    OpenMessages,
    OpenRequests,
    { provide: ACCOUNTS, useValue: accounts },
    { provide: Sessions, useValue: new Sessions(() => ensureSigningSecret(workspace)) },
    { provide: WORKSPACE, useValue: workspace },
    { provide: GATEWAY_PARAMS, useValue: params.gateway },
    { provide: PROCESS_IDENTITY, useValue: parts.identity },
    { provide: LOG, useValue: log },
    { provide: Metrics, useValue: metrics },
    { provide: ObjectStore, useValue: objects },
    { provide: StageInvoker, useValue: invoker },
    { provide: Orchestrator, useValue: orchestrator },
    { provide: Runs, useValue: runs },
    { provide: Documents, useValue: documents },
    { provide: Batches, useValue: batches },
    { provide: PagePictures, useValue: new PagePictures(parts.toolbox, params.reading) },
    { provide: RunRecords, useValue: runRecords },
    { provide: Models, useValue: models },
    { provide: EventLog, useValue: events },
    ...webhookProviders(parts, outgoing),
    ...feedbackProviders(parts, objects, orchestrator),
    ...intakeProviders(parts, { params, documents, orchestrator, metrics }),
    { provide: DATABASE, useValue: databaseCheck },
  ];
}

interface Invoker {
  invoker: StageInvoker;
  /** Documents that readers elsewhere take at a time; undefined where they are here, or not known. */
  readersPlaces(): number | undefined;
}

interface Opened extends Invoker {
  params: PlatformParams;
  objects: ObjectStore;
  metrics: Metrics;
  outgoing: Outgoing;
}

async function openDocuments(
  parts: PlatformParts,
  { params, objects, invoker, readersPlaces, metrics, outgoing }: Opened,
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
  const { gateway, orchestration, reading } = params;
  const classifier = await openClassifier(workspace, { invoker, log: (sentence) => log.warn(sentence) });
  const atOnce = () =>
    documentsAtOnce(orchestration.documents_at_once, availableParallelism(), readersPlaces());
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
    maxWaiting: orchestration.max_waiting,
    quota: gateway,
    fetching: {
      ...{ outgoing, agent: `Docket/${parts.identity.version}` },
      ...{ atOnce: orchestration.fetches_at_once, timeout: orchestration.fetch_timeout },
      maxFileBytes: gateway.max_file_bytes,
      spoolFolder: join(workspace.state, 'uploads'),
      onAttempt: (outcome) => metrics.fetches.inc({ outcome }),
    },
    retentionDays: orchestration.retention_days,
    leftovers: {
      journalFolder: join(workspace.state, 'holds'),
      spoolFolder: join(workspace.state, 'uploads'),
    },
  });
  return { orchestrator, documents, batches: new LocalBatches(database.batches, documents) };
}

function openInvoker(parts: PlatformParts, objects: ObjectStore, metrics: Metrics): Invoker {
  const { apps, log, toolbox, transport } = parts;
  const here = new MeteredStageInvoker(new InProcessStageInvoker(STAGES, toolbox), metrics, log);
  if (transport === undefined) return { invoker: here, readersPlaces: () => undefined };
  const values = new TravellingValues(objects);
  const { line, places, close } = stageLines(transport, values, log);
  parts.onOpened(close);
  const elsewhere = new RemoteStageInvoker({
    ...{ line, values },
    definition: (stage) => STAGES[stage]!,
    trace: () => currentTrace().document_id,
  });
  return {
    invoker: new RoutedStageInvoker(here, elsewhere, (stage) => apps.has(stage)),
    readersPlaces: () => (apps.has('etl') ? undefined : places('etl')),
  };
}
