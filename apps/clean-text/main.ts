/** Starts the clean-text app alone, in the workspace at or above the current directory. */
import { runApps } from '#nest-kit/platform/run-apps.js';
import { CleanTextModule } from './clean-text.module.js';

await runApps(new Map([['clean-text', CleanTextModule]]));
