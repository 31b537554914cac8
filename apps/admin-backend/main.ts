/** Starts the admin-backend app alone, in the workspace at or above the current directory. */
import { runApps } from '#nest-kit/platform/run-apps.js';
import { AdminBackendModule } from './admin-backend.module.js';

await runApps(new Map([['admin-backend', AdminBackendModule]]));
