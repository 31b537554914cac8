/** The clean-text app: makes one clean text of each document. */
import { Module } from '@nestjs/common';
import { stageModule } from '#nest-kit/stages/stage.module.js';

@Module({ imports: [stageModule('clean-text')] })
export class CleanTextModule {}
