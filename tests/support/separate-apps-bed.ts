/** The apps that answer documents, each in a process of its own over one transport, stopped and cleared away after the suite. */
import { type RunningPlatform, startPlatform, stopPlatforms } from './running-platform.js';
import { removeScratchWorkspaces, type ScratchWorkspace } from './scratch-workspace.js';
import { trainedWorkspace } from './trained-workspace.js';

export const APPS = ['gateway', 'orchestrator', 'admin-backend', 'etl', 'clean-text', 'predict'] as const;
export type App = (typeof APPS)[number];

/** A scan that takes a good part of a second to be read. */
export const SLOW_SCAN = 'data/samples/identity-card/scan-0166.jpg';

export interface SeparateApps {
  workspace: ScratchWorkspace;
  platforms: Record<App, RunningPlatform>;
  /** Starts an app, or starts it again. */
  run(app: App): Promise<void>;
  ready(app: App): Promise<boolean>;
}

/**
 * Call it once in a suite. `transport`: told once, as DOCKET_TRANSPORT of every app; `variables`: of single apps;
 * `prepare`: after the training, before the start, returns variables for every app.
 */
export function separateAppsBed(
  transport: () => string | Promise<string>,
  variables: Partial<Record<App, Record<string, string>>> = {},
  prepare: (workspace: ScratchWorkspace) => Promise<Record<string, string>> = async () => ({}),
): SeparateApps {
  let address: string;
  let everywhere: Record<string, string> = {};
  const bed = {
    platforms: {} as Record<App, RunningPlatform>,
    run: async (app: App) => {
      bed.platforms[app] = await startPlatform(bed.workspace.directory, {
        apps: [app],
        variables: { DOCKET_TRANSPORT: address, ...everywhere, ...variables[app] },
      });
    },
    ready: async (app: App) => (await bed.platforms[app].get('/health/ready')).status === 200,
  } as SeparateApps;
  beforeAll(async () => {
    bed.workspace = await trainedWorkspace();
    everywhere = await prepare(bed.workspace);
    address = await transport();
    await Promise.all(APPS.map(bed.run));
  });
  afterAll(async () => {
    await stopPlatforms();
    removeScratchWorkspaces();
  });
  return bed;
}
