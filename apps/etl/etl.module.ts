/** The etl app: reads files: text layer or OCR. */
import { Module } from '@nestjs/common';
import { stageModule } from '#nest-kit/stages/stage.module.js';

@Module({ imports: [stageModule('etl')] })
export class EtlModule {}
