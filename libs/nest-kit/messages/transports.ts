/** Which of the transports connects apps: TCP, which needs no server, or RabbitMQ. */
import { availableParallelism } from 'node:os';
import type { INestApplication } from '@nestjs/common';
import {
  type ClientProxy,
  ClientProxyFactory,
  type MicroserviceOptions,
  Transport,
} from '@nestjs/microservices';
import { type BrokerAddress, brokerAddress, isBroker } from '#adapters/transport/broker-address.js';
import { RabbitmqQuestionClient } from '#adapters/transport/rabbitmq-question-client.js';
import { RabbitmqQuestionServer } from '#adapters/transport/rabbitmq-question-server.js';
import { RabbitmqStageCaller } from '#adapters/transport/rabbitmq-stage-caller.js';
import { RabbitmqStageServer } from '#adapters/transport/rabbitmq-stage-server.js';
import { clientStageLine, type StageLine } from '#adapters/transport/stage-line.js';
import { tcpAddresses } from '#adapters/transport/tcp-addresses.js';
import type { TravellingValues } from '#adapters/transport/travelling-values.js';
import type { AppName } from '#contracts/app-name.js';
import { DOCUMENTS_TOPIC } from '#contracts/document-message.schema.js';
import { ORCHESTRATOR_TOPICS } from '#contracts/model-status.schema.js';
import { STAGE_NAMES, type StageName } from '#contracts/stage.js';
import { HealthChecks } from '../health/health-checks.js';
import type { Log } from '../observability/log.js';
import { OpenMessages } from './open-messages.js';

/**
 * Milliseconds that a question to an app waits at the broker at most. Whoever asks has each wait for less; a queue that is
 * there already is not declared otherwise.
 */
const QUESTION_TTL = 10_000;
/** Their questions come to the same when the process that had them in hand is lost, and the next one answers them. */
const REPEATABLE: ReadonlySet<string> = new Set([DOCUMENTS_TOPIC, ORCHESTRATOR_TOPICS.status]);

const questionQueue = ({ url, prefix }: BrokerAddress, app: AppName) => ({
  urls: [url],
  queue: `${prefix}.app.${app}`,
  queueOptions: { durable: true, arguments: { 'x-message-ttl': QUESTION_TTL } },
});

/** Connects at the first message, and again after a loss. */
export function clientOf(transport: string, app: AppName): ClientProxy {
  if (isBroker(transport)) {
    const options = questionQueue(brokerAddress(transport), app);
    return new RabbitmqQuestionClient(options) as ClientProxy;
  }
  return ClientProxyFactory.create({ transport: Transport.TCP, options: tcpAddresses(transport)[app] });
}

export interface StageLines {
  line(stage: StageName): StageLine;
  /** Items that the stage's workers take at a time; undefined where it is not known. */
  places(stage: StageName): number | undefined;
  close(): Promise<unknown>;
}

/** @param values whose late outputs are released */
export function stageLines(transport: string, values: TravellingValues, log: Log): StageLines {
  if (isBroker(transport)) {
    const caller = new RabbitmqStageCaller({
      address: brokerAddress(transport),
      onLate: (outputs) => void values.release(outputs),
      onNotice: (stage, sentence) => log.info({ stage }, sentence),
    });
    return {
      line: (stage) => caller.line(stage),
      places: (stage) => caller.places(stage),
      close: () => caller.close(),
    };
  }
  const clients = new Map<StageName, ClientProxy>();
  const line = (stage: StageName) => {
    const client = clients.get(stage) ?? clientOf(transport, stage);
    clients.set(stage, client);
    return clientStageLine(client, stage);
  };
  const close = () => Promise.all([...clients.values()].map((client) => client.close()));
  return { line, places: () => undefined, close };
}

/** Messages come in from the next start on; a broker that is away is not waited for. */
export async function listenForMessages(
  app: INestApplication,
  transport: string,
  names: readonly AppName[],
  jobs: number | undefined,
): Promise<void> {
  if (!isBroker(transport)) {
    const addresses = tcpAddresses(transport);
    for (const name of names)
      app.connectMicroservice<MicroserviceOptions>({
        transport: Transport.TCP,
        options: { ...addresses[name] },
      });
    await app.startAllMicroservices();
    return;
  }
  const address = brokerAddress(transport);
  for (const name of names) {
    if (!isStage(name)) {
      const options = questionQueue(address, name);
      const strategy = new RabbitmqQuestionServer({ options, repeatable: REPEATABLE });
      app.get(OpenMessages).add(strategy);
      app.connectMicroservice<MicroserviceOptions>({ strategy });
      continue;
    }
    const atOnce = jobs ?? availableParallelism() + 1;
    const strategy = new RabbitmqStageServer({ address, stage: name, atOnce });
    app.connectMicroservice<MicroserviceOptions>({ strategy });
    app.get(HealthChecks).add('broker', async () => strategy.check());
  }
  // Nest's own transport resolves when it is connected, and goes on trying until then.
  void app.startAllMicroservices();
}

const isStage = (name: AppName): name is StageName => (STAGE_NAMES as readonly string[]).includes(name);
