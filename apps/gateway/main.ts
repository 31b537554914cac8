/** Starts the gateway app alone, in the workspace at or above the current directory. */
import { runApps } from '#nest-kit/platform/run-apps.js';
import { GatewayModule } from './gateway.module.js';

await runApps(new Map([['gateway', GatewayModule]]));
