/** One stage as a service: the module that all six stage apps are made of. */
import {
  Controller,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Type,
} from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import type { StageName } from '#contracts/stage.js';
import { stageTopics } from '#contracts/stage-message.schema.js';
import { ObjectStore } from '#ports/object-store.port.js';
import { StageInvoker } from '#ports/stage-invoker.port.js';
import { HealthChecks } from '../health/health-checks.js';
import { StageHost } from './stage-host.js';

export function stageModule(stage: StageName): DynamicModule {
  return { module: namedModule(stage), controllers: [controllerOf(stage)], providers: [StageHost] };
}

function controllerOf(stage: StageName): Type {
  const topics = stageTopics(stage);

  @Controller()
  class StageController implements OnModuleInit, OnApplicationShutdown {
    constructor(
      private readonly host: StageHost,
      private readonly invoker: StageInvoker,
      private readonly objects: ObjectStore,
      private readonly health: HealthChecks,
    ) {}

    onModuleInit(): void {
      this.health.add('object-store', () => this.objects.check());
      this.health.add(`engines of ${stage}`, async () => void (await this.invoker.engines(stage)));
    }

    onApplicationShutdown(): void {
      this.host.stopAll();
    }

    @MessagePattern(topics.run)
    run(@Payload() message: unknown) {
      return this.host.run(stage, message);
    }

    @EventPattern(topics.cancel)
    cancel(@Payload() message: unknown): void {
      this.host.cancel(message);
    }

    @MessagePattern(topics.engines)
    engines() {
      return this.host.engines(stage);
    }
  }
  return StageController;
}

/** Nest tells modules apart by their class; six stages in one process need six. */
function namedModule(stage: StageName): Type {
  const name = `${stage}StageModule`;
  return { [name]: class {} }[name]!;
}
