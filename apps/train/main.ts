/** Starts the train app alone, in the workspace at or above the current directory. */
import { runApps } from '#nest-kit/platform/run-apps.js';
import { TrainModule } from './train.module.js';

await runApps(new Map([['train', TrainModule]]));
