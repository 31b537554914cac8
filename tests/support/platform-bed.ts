/** One platform in a trained workspace for all tests of a file, and its end after them. */
import { type RunningPlatform, startPlatform, stopPlatforms } from './running-platform.js';
import { removeScratchWorkspaces, type ScratchWorkspace } from './scratch-workspace.js';
import { trainedWorkspace } from './trained-workspace.js';

export interface PlatformBed {
  /** Both are there from the first test on. */
  readonly workspace: ScratchWorkspace;
  readonly platform: RunningPlatform;
  /** Ends the platform, by SIGTERM unless told otherwise; in between there is none. */
  restart(options?: { signal?: NodeJS.Signals; between?: () => Promise<void> }): Promise<void>;
}

export interface PlatformBedOptions {
  /** Labelled files to train on; invoices, letters and recipes unless told. */
  documents?: Readonly<Record<string, string>>;
  /** After the training, before the start. @returns variables for the platform */
  prepare?: (workspace: ScratchWorkspace) => Promise<Record<string, string>>;
}

/** To be called where tests are declared. */
export function platformBed({ documents, prepare }: PlatformBedOptions = {}): PlatformBed {
  const bed = {} as { workspace: ScratchWorkspace; platform: RunningPlatform };
  let variables: Record<string, string> = {};
  const start = async () => {
    bed.platform = await startPlatform(bed.workspace.directory, { variables });
  };
  beforeAll(async () => {
    bed.workspace = await trainedWorkspace(documents);
    variables = (await prepare?.(bed.workspace)) ?? {};
    await start();
  });
  afterAll(async () => {
    await stopPlatforms();
    removeScratchWorkspaces();
  });
  return Object.assign(bed, {
    restart: async ({ signal, between }: { signal?: NodeJS.Signals; between?: () => Promise<void> } = {}) => {
      await bed.platform.stop(signal);
      await between?.();
      await start();
    },
  });
}
