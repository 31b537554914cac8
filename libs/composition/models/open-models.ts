/** The registry of a workspace: through the platform where one runs, else with the database that this process opens. */
import { modelDirectory } from '../open-classifier.js';
import type { Workspace } from '../open-workspace.js';
import { openPlatform } from '../platform-http.js';
import { withPlatformOrDatabase } from '../with-platform-or-database.js';
import { HttpModels } from './http-models.js';
import { LocalModels } from './local-models.js';
import type { Models } from './models.js';

/** @param use as {@link withPlatformOrDatabase} calls its ways @throws what that throws */
export function withModels<Result>(
  workspace: Workspace,
  log: (sentence: string) => void,
  use: (models: Models) => Promise<Result>,
): Promise<Result> {
  return withPlatformOrDatabase(workspace, log, {
    platform: async (url) => use(new HttpModels(await openPlatform(workspace, url))),
    database: async ({ models: registry }) => {
      const directory = await modelDirectory(workspace);
      return use(new LocalModels({ workspace, directory, registry, log }));
    },
  });
}
