/** The eval app: measures the classifier on documents kept back. */
import { Module } from '@nestjs/common';
import { stageModule } from '#nest-kit/stages/stage.module.js';

@Module({ imports: [stageModule('eval')] })
export class EvalModule {}
