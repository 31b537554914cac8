/** Starts the apps of this process: checks, listens, then works. */
import 'reflect-metadata';
import type { IncomingMessage, Server } from 'node:http';
import type { INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Express } from 'express';
import { brokerAddress, isBroker } from '#adapters/transport/broker-address.js';
import { InProcessStageInvoker } from '#composition/in-process-stage-invoker.js';
import { guardState } from '#composition/keep-out-of-git.js';
import { openDatabase } from '#composition/open-database.js';
import type { Workspace } from '#composition/open-workspace.js';
import { claimPlatform, leaveAddress, takeAddressBack } from '#composition/platform-address.js';
import { openToolbox } from '#composition/stage-toolbox.js';
import { docketVersion } from '#composition/workspace-origin.js';
import type { GatewayParams } from '#config/params/gateway.params.js';
import { unknownSettings } from '#config/settings.js';
import type { Accounts } from '#contracts/account-call.schema.js';
import { APP_NAMES, type AppName } from '#contracts/app-name.js';
import { DomainError } from '#contracts/domain-error.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import { STAGES } from '#stages/stage-registry.js';
import { AccessGuard } from '../accounts/access.guard.js';
import { ACCOUNTS } from '../accounts/accounts-token.js';
import { AuditTrail } from '../accounts/audit-trail.js';
import { KnownIdentities } from '../accounts/known-identities.js';
import { type FirstAccount, openDoor } from '../accounts/open-door.js';
import { signedInOnly } from '../accounts/signed-in-only.js';
import { bodyErrors, refuseUnlessUtf8 } from '../http/body-errors.js';
import { isInference } from '../http/is-inference.js';
import { knownHost } from '../http/known-host.js';
import { KnownQueriesGuard } from '../http/known-queries.guard.js';
import { OpenRequests } from '../http/open-requests.js';
import { serveOpenApi } from '../http/openapi.js';
import { ProblemDetailsFilter } from '../http/problem-details.filter.js';
import { accountLimit, RefusalLimit } from '../http/rate-limits.js';
import { readablePath } from '../http/readable-path.js';
import { requestTrace } from '../http/request-trace.js';
import { sameSiteOnly } from '../http/same-site-only.js';
import { securityHeaders } from '../http/security-headers.js';
import { trustedProxies } from '../http/trusted-proxies.js';
import { answerUnreadable } from '../http/unreadable-requests.js';
import { OpenMessages } from '../messages/open-messages.js';
import { listenForMessages } from '../messages/transports.js';
import { type Log, nestLogger, openLog } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { checkBoot } from './boot-checks.js';
import { listen, refuseTaken } from './listen.js';
import { platformModule } from './platform.module.js';
import { GATEWAY_PARAMS } from './tokens.js';

/** Where single apps of one machine find each other, unless told otherwise. */
const LOCAL_TRANSPORT = 'tcp://127.0.0.1:7300';
/** JSON bodies hold requests, never documents. */
const MAX_JSON_BYTES = '1mb';

export interface StartOptions {
  workspace: Workspace;
  /** The apps to start with their modules. */
  apps: ReadonlyMap<AppName, Type>;
  /** Log as sentences, for a terminal, instead of JSON. */
  sentences?: boolean;
  /** Resolves when somebody asks this process to stop: a start that has not finished is given up. */
  stopped?: Promise<void>;
  onRunEvent?: (event: PipelineEvent) => void;
  onRunEnd?: (run: RunRecord) => void;
  /** The first account of all was made; its password is told this once. */
  onFirstAccount?: (first: FirstAccount) => void;
}

export interface RunningPlatform {
  url: string;
  /** How to get in, where the gateway is among the apps. */
  door: { link: string; tokenFile: string } | undefined;
  /** Stops taking work, hands back what is unfinished, and ends. */
  close(): Promise<void>;
}

/**
 * A start that fails leaves nothing open behind.
 * @throws DomainError 'service/misconfigured', 'service/port-in-use', 'service/running', 'pipeline/interrupted'
 */
export async function startPlatform(options: StartOptions): Promise<RunningPlatform> {
  /** What was opened, in order; it is closed the other way round. */
  const opened: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne();
  };
  try {
    const listening = await Promise.race([open(options, opened), refusalOnce(options.stopped)]);
    return { ...listening, close };
  } catch (error) {
    // Why it failed matters more than what cannot be closed after it.
    for (const closeOne of opened.splice(0).reverse()) await closeOne().catch(() => undefined);
    throw error;
  }
}

/** Waits for ever where nobody asks. */
async function refusalOnce(stopped: Promise<void> = new Promise(() => undefined)): Promise<never> {
  await stopped;
  throw new DomainError('pipeline/interrupted', 'Docket was stopped before it listened.');
}

async function open(
  { workspace, apps, sentences, onFirstAccount, ...told }: StartOptions,
  opened: (() => Promise<unknown>)[],
): Promise<Omit<RunningPlatform, 'close'>> {
  const { settings } = workspace;
  const names = [...apps.keys()];
  const log = openLog({
    level: settings.logLevel,
    app: names.length === APP_NAMES.length ? 'all' : names.join('+'),
    sentences: sentences ?? false,
  });
  for (const sentence of unknownSettings(workspace.directory)) log.warn(sentence);
  guardState(workspace);
  const doors = names.includes('gateway');
  if (doors) {
    opened.push(await claimPlatform(workspace));
    opened.push(() => takeAddressBack(workspace));
  }
  const toolbox = openToolbox(workspace);
  opened.push(() => toolbox.close());
  await checkBoot({ workspace, apps: names, invoker: new InProcessStageInvoker(STAGES, toolbox) });

  const database = names.includes('orchestrator')
    ? openDatabase(workspace, (sentence) => log.warn(sentence))
    : undefined;
  if (database !== undefined) {
    opened.push(() => database.close());
    // It opens while the rest starts; what goes wrong is told by whoever asks it first.
    void database.check().catch(() => undefined);
  }
  const alone = names.length === APP_NAMES.length;
  const transport = settings.transport ?? (alone ? undefined : LOCAL_TRANSPORT);
  const identity = { apps: names, version: docketVersion(), pid: process.pid };
  const module = await platformModule({
    workspace,
    apps,
    transport,
    identity,
    toolbox,
    database,
    log,
    onOpened: (closeIt) => opened.push(closeIt),
    ...told,
  });
  const app = await NestFactory.create(module, {
    logger: nestLogger(log),
    abortOnError: false,
    bodyParser: false,
    forceCloseConnections: true,
  });
  const accounts = app.get<Accounts>(ACCOUNTS);
  const audit = new AuditTrail(accounts, log);
  opened.push(() => audit.close());
  opened.push(() => app.close());
  opened.push(() => app.get(OpenMessages).finish());
  opened.push(() => app.get(OpenRequests).finish(app.getHttpServer()));
  prepareHttp(app, { log, audit, settings });
  if (doors) await serveOpenApi(app, identity.version);
  const door = doors
    ? openDoor({ workspace, accounts, identities: app.get(KnownIdentities), log, onFirstAccount })
    : undefined;
  if (door) opened.push(() => door.close());
  if (transport !== undefined) {
    await listenForMessages(app, transport, names, settings.jobs).catch((error: NodeJS.ErrnoException) =>
      refuseTaken(error, { setting: 'DOCKET_TRANSPORT', names, host: settings.host, port: settings.port }),
    );
  }
  const ports = { host: settings.host, port: settings.port, names, overBroker: isBroker(transport ?? '') };
  const url = await listen(app, ports, (sentence) => log.warn(sentence));
  if (doors) leaveAddress(workspace, { url, pid: process.pid, started: new Date().toISOString() });
  log.info(
    { url, apps: names, ...(transport && { transport: shownTransport(transport) }) },
    `Docket ${identity.version} listens on ${url}.`,
  );
  opened.push(async () => log.info('Docket stops.'));
  return { url, door: door && { link: door.linkAt(url), tokenFile: door.tokenFile } };
}

/** Without the password that may stand in it. */
const shownTransport = (transport: string): string =>
  isBroker(transport) ? `amqp://${brokerAddress(transport).shown}` : transport;

interface HttpParts {
  log: Log;
  audit: AuditTrail;
  settings: Workspace['settings'];
}

/** The order counts: nothing is read of a request before it is known who sends it. */
function prepareHttp(app: INestApplication, { log, audit, settings }: HttpParts): void {
  const express = app.getHttpAdapter().getInstance() as Express;
  const params = app.get<GatewayParams>(GATEWAY_PARAMS);
  const filter = new ProblemDetailsFilter(log);
  const refusals = new RefusalLimit(params);
  const identities = app.get(KnownIdentities);
  express.disable('x-powered-by');
  express.set('trust proxy', trustedProxies(settings.trustedProxies));
  app.use(securityHeaders);
  app.use(requestTrace(log, app.get(Metrics)));
  app.use(app.get(OpenRequests).follow((error, ...http) => filter.answer(error, ...http)));
  app.use(knownHost(settings.publicHosts));
  app.use(sameSiteOnly);
  app.use(readablePath);
  app.use(refusals.count);
  app.use(signedInOnly({ identities, refusals, openMetrics: settings.metrics === 'open' }));
  app.use(accountLimit(params));
  app.use(audit.follow);
  const bodies = app as INestApplication & { useBodyParser(type: 'json', options: object): void };
  // Of inferences the documents are in the JSON; a body that has been read is not read again.
  const verify = refuseUnlessUtf8;
  bodies.useBodyParser('json', { limit: params.max_infer_bytes, type: isInferenceJson, verify });
  bodies.useBodyParser('json', { limit: MAX_JSON_BYTES, verify });
  app.use(bodyErrors);
  (app.getHttpServer() as Server).on('clientError', answerUnreadable);
  app.useGlobalGuards(new AccessGuard(), new KnownQueriesGuard());
  app.useGlobalFilters(filter);
}

const isInferenceJson = ({ url = '', headers }: IncomingMessage): boolean =>
  isInference(url.replace(/\?.*/, '')) && /^application\/json\b/i.test(headers['content-type'] ?? '');
