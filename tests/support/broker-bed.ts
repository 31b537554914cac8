/** Workers and callers of scripted stages on the broker that DOCKET_TEST_AMQP_URL names. */
import { randomBytes } from 'node:crypto';
import type { INestMicroservice } from '@nestjs/common';
import { LocalDirectoryObjectStore } from '#adapters/object-store/local-directory.object-store.js';
import { type BrokerAddress, brokerAddress } from '#adapters/transport/broker-address.js';
import { RabbitmqStageCaller } from '#adapters/transport/rabbitmq-stage-caller.js';
import { RabbitmqStageServer } from '#adapters/transport/rabbitmq-stage-server.js';
import { RemoteStageInvoker } from '#adapters/transport/remote-stage-invoker.js';
import { stageQueues } from '#adapters/transport/stage-queues.js';
import { TravellingValues } from '#adapters/transport/travelling-values.js';
import { STAGE_NAMES, type StageName } from '#contracts/stage.js';
import type { ObjectStore } from '#ports/object-store.port.js';
import type { StageInvoker } from '#ports/stage-invoker.port.js';
import { removeScratchWorkspaces, scratchWorkspace } from './scratch-workspace.js';
import { type ScriptedStages, scriptedStages } from './scripted-stages.js';
import { stageHost } from './stage-host.js';

/** Milliseconds; what a test holds back is not finished however long one waits. */
const FINISH = 100;

/** Of a RabbitMQ server to test on; unset where there is none. */
export const brokerUrl = process.env.DOCKET_TEST_AMQP_URL;

export function describeOnBroker(name: string, suite: () => void): void {
  if (brokerUrl) describe(name, suite);
  else describe.skip(`${name} (needs DOCKET_TEST_AMQP_URL)`, suite);
}

/** The broker under a prefix of our own, so that suites that run at the same time do not meet. */
export function ownBroker(url = brokerUrl!): string {
  const own = new URL(url);
  own.searchParams.set('prefix', `docket-test-${randomBytes(6).toString('hex')}`);
  return own.href;
}

/** Removes what a platform under this prefix has declared. */
export async function removeQueues(transport: string): Promise<void> {
  const { connect } = await import('amqplib');
  const address = brokerAddress(transport);
  const connection = await connect(address.url);
  const channel = await connection.createChannel();
  for (const stage of STAGE_NAMES) {
    const { cancel, ...queues } = stageQueues(address, stage);
    for (const queue of Object.values(queues)) await channel.deleteQueue(queue);
    await channel.deleteExchange(cancel);
  }
  await connection.close();
}

export interface BrokerBed {
  readonly scripted: ScriptedStages;
  readonly objects: ObjectStore;
  readonly address: BrokerAddress;
  /** A worker of one stage. @param url another way to the same broker */
  startWorker(options?: { stage?: StageName; url?: string; atOnce?: number }): Promise<INestMicroservice>;
  /** As if their processes had ended. */
  stopCallers(): Promise<unknown>;
  connect(options?: {
    url?: string;
    patience?: { worker: number; broker: number };
    opening?: number;
  }): StageInvoker & Pick<RabbitmqStageCaller, 'places'>;
}

export function brokerBed(): BrokerBed {
  const hosts: (() => Promise<unknown>)[] = [];
  const callers: (() => Promise<unknown>)[] = [];
  const stopCallers = () => Promise.all(callers.splice(0).map((close) => close()));
  let scripted: ScriptedStages;
  let objects: ObjectStore;
  let transport: string;
  beforeEach(async () => {
    const { directory } = await scratchWorkspace();
    objects = new LocalDirectoryObjectStore(`${directory}/objects`);
    scripted = scriptedStages();
    transport = ownBroker();
  });
  afterEach(async () => {
    await stopCallers();
    await Promise.all(hosts.splice(0).map((close) => close()));
    await removeQueues(transport);
    removeScratchWorkspaces();
  });
  const addressOver = (url = brokerUrl!): BrokerAddress => ({ ...brokerAddress(transport), url });
  const startOne = async (stage: StageName, url: string | undefined, atOnce: number) => {
    const strategy = new RabbitmqStageServer({ address: addressOver(url), stage, atOnce, finish: FINISH });
    const host = await stageHost({ scripted, objects }, { strategy });
    hosts.push(() => host.close());
    return host;
  };
  return {
    get scripted() {
      return scripted;
    },
    get objects() {
      return objects;
    },
    get address() {
      return brokerAddress(transport);
    },
    startWorker: async ({ stage, url, atOnce = 4 } = {}) => {
      if (stage) return startOne(stage, url, atOnce);
      for (const name of ['etl', 'predict'] as const) await startOne(name, url, atOnce);
      return startOne('clean-text', url, atOnce);
    },
    stopCallers,
    connect: ({ url, patience, opening } = {}) => {
      const values = new TravellingValues(objects);
      const caller = new RabbitmqStageCaller({
        address: addressOver(url),
        onLate: (outputs) => void values.release(outputs),
        ...(patience && { patience }),
        ...(opening && { opening }),
      });
      callers.push(() => caller.close());
      const invoker = new RemoteStageInvoker({
        ...{ line: (stage) => caller.line(stage), values },
        definition: (stage) => scripted.definitions[stage]!,
      });
      return Object.assign(invoker, { places: (stage: StageName) => caller.places(stage) });
    },
  };
}
