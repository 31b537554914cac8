/** Every app with its module: what `docket start` starts, all in one process or those that are named. */
import type { Type } from '@nestjs/common';
import type { AppName } from '#contracts/app-name.js';
import { AdminBackendModule } from '../admin-backend/admin-backend.module.js';
import { CleanTextModule } from '../clean-text/clean-text.module.js';
import { EtlModule } from '../etl/etl.module.js';
import { EvalModule } from '../eval/eval.module.js';
import { GatewayModule } from '../gateway/gateway.module.js';
import { OrchestratorModule } from '../orchestrator/orchestrator.module.js';
import { PredictModule } from '../predict/predict.module.js';
import { PreprocessModule } from '../preprocess/preprocess.module.js';
import { TrainModule } from '../train/train.module.js';

export const APP_MODULES: Readonly<Record<AppName, Type>> = {
  gateway: GatewayModule,
  orchestrator: OrchestratorModule,
  'admin-backend': AdminBackendModule,
  etl: EtlModule,
  'clean-text': CleanTextModule,
  preprocess: PreprocessModule,
  train: TrainModule,
  eval: EvalModule,
  predict: PredictModule,
};
