/** The preprocess app: finds labels and near-duplicates, splits, builds the features. */
import { Module } from '@nestjs/common';
import { stageModule } from '#nest-kit/stages/stage.module.js';

@Module({ imports: [stageModule('preprocess')] })
export class PreprocessModule {}
