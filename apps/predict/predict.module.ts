/** The predict app: says what a document is, and why. */
import { Module } from '@nestjs/common';
import { stageModule } from '#nest-kit/stages/stage.module.js';

@Module({ imports: [stageModule('predict')] })
export class PredictModule {}
