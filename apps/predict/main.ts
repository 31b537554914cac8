/** Starts the predict app alone, in the workspace at or above the current directory. */
import { runApps } from '#nest-kit/platform/run-apps.js';
import { PredictModule } from './predict.module.js';

await runApps(new Map([['predict', PredictModule]]));
