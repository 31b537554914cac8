/** The platform's own stage host with scripted stages, as a Nest microservice in this process. */
import 'reflect-metadata';
import { Global, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { pino } from 'pino';
import { InProcessStageInvoker } from '#composition/in-process-stage-invoker.js';
import { HealthChecks } from '#nest-kit/health/health-checks.js';
import { LOG } from '#nest-kit/observability/log.js';
import { stageModule } from '#nest-kit/stages/stage.module.js';
import { ObjectStore } from '#ports/object-store.port.js';
import { StageInvoker } from '#ports/stage-invoker.port.js';
import { type ScriptedStages, toolbox } from './scripted-stages.js';

export async function stageHost(
  { scripted, objects }: { scripted: ScriptedStages; objects: ObjectStore },
  transport: MicroserviceOptions,
): Promise<INestMicroservice> {
  const inner = new InProcessStageInvoker(scripted.definitions, toolbox);
  const providers = [
    HealthChecks,
    { provide: StageInvoker, useValue: inner },
    { provide: ObjectStore, useValue: objects },
    { provide: LOG, useValue: pino({ level: 'silent' }) },
  ];
  @Global()
  @Module({
    imports: [stageModule('etl'), stageModule('clean-text'), stageModule('predict')],
    providers,
    exports: providers.map((provider) => ('provide' in provider ? provider.provide : provider)),
  })
  class HostModule {}
  const host = await NestFactory.createMicroservice<MicroserviceOptions>(HostModule, {
    ...transport,
    logger: false,
  });
  await host.listen();
  return host;
}
