/** The train app: learns the classifier. */
import { Module } from '@nestjs/common';
import { stageModule } from '#nest-kit/stages/stage.module.js';

@Module({ imports: [stageModule('train')] })
export class TrainModule {}
