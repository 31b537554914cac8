/** Starts the etl app alone, in the workspace at or above the current directory. */
import { runApps } from '#nest-kit/platform/run-apps.js';
import { EtlModule } from './etl.module.js';

await runApps(new Map([['etl', EtlModule]]));
