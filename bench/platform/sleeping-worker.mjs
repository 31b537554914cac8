/** A worker of etl that sleeps before it reads: `node sleeping-worker.mjs TRANSPORT ITEMS-AT-ONCE MILLISECONDS OBJECTS`. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { LocalDirectoryObjectStore } from '../../dist/libs/adapters/object-store/local-directory.object-store.js';
import { brokerAddress } from '../../dist/libs/adapters/transport/broker-address.js';
import { RabbitmqStageServer } from '../../dist/libs/adapters/transport/rabbitmq-stage-server.js';
import { InProcessStageInvoker } from '../../dist/libs/composition/in-process-stage-invoker.js';
import { HealthChecks } from '../../dist/libs/nest-kit/health/health-checks.js';
import { LOG } from '../../dist/libs/nest-kit/observability/log.js';
import { stageModule } from '../../dist/libs/nest-kit/stages/stage.module.js';
import { ObjectStore } from '../../dist/libs/ports/object-store.port.js';
import { StageInvoker } from '../../dist/libs/ports/stage-invoker.port.js';
import { sleepingStages, toolbox } from './sleeping-stages.mjs';

const [transport, atOnce, milliseconds, objects] = process.argv.slice(2);
const providers = [
  HealthChecks,
  {
    provide: StageInvoker,
    useValue: new InProcessStageInvoker(sleepingStages(Number(milliseconds)), toolbox),
  },
  { provide: ObjectStore, useValue: new LocalDirectoryObjectStore(objects) },
  { provide: LOG, useValue: pino({ level: 'silent' }) },
];
class Host {}
Module({})(Host);
const strategy = new RabbitmqStageServer({
  address: brokerAddress(transport),
  stage: 'etl',
  atOnce: Number(atOnce),
});
const module = {
  module: Host,
  global: true,
  imports: [stageModule('etl')],
  providers,
  exports: providers.map((provider) => provider.provide ?? provider),
};
const host = await NestFactory.createMicroservice(module, { strategy, logger: false });
await host.listen();
process.on('SIGTERM', () => host.close().then(() => process.exit(0)));
process.send?.('ready');
