/** Starts every app in one process, in the workspace at or above the current directory. */
import { APP_NAMES } from '#contracts/app-name.js';
import { runApps } from '#nest-kit/platform/run-apps.js';
import { APP_MODULES } from './app-modules.js';

await runApps(new Map(APP_NAMES.map((name) => [name, APP_MODULES[name]])));
