/** Starts the orchestrator app alone, in the workspace at or above the current directory. */
import { runApps } from '#nest-kit/platform/run-apps.js';
import { OrchestratorModule } from './orchestrator.module.js';

await runApps(new Map([['orchestrator', OrchestratorModule]]));
