/** Starts the preprocess app alone, in the workspace at or above the current directory. */
import { runApps } from '#nest-kit/platform/run-apps.js';
import { PreprocessModule } from './preprocess.module.js';

await runApps(new Map([['preprocess', PreprocessModule]]));
