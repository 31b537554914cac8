/** Starts the eval app alone, in the workspace at or above the current directory. */
import { runApps } from '#nest-kit/platform/run-apps.js';
import { EvalModule } from './eval.module.js';

await runApps(new Map([['eval', EvalModule]]));
