/** The registry of a workspace: through the platform where one runs, else with the database that this process opens. */
import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '#contracts/domain-error.js';
import { modelDirectory } from '../open-classifier.js';
import { openDatabase } from '../open-database.js';
import type { Workspace } from '../open-workspace.js';
import { runningPlatform } from '../platform-address.js';
import { HttpModels } from './http-models.js';
import { LocalModels } from './local-models.js';
import type { Models } from './models.js';

/** Milliseconds: a platform that starts has the database before it has its address; another command is soon done. */
const PATIENCE = 30_000;
const PAUSE = 250;

/**
 * @param use may be called again from its beginning where the database was another's until now
 * @throws what `use` throws, 'database/unavailable', 'service/running' where neither way opens in half a minute
 */
export async function withModels<Result>(
  workspace: Workspace,
  log: (sentence: string) => void,
  use: (models: Models) => Promise<Result>,
): Promise<Result> {
  for (const end = performance.now() + PATIENCE; ; await pause(PAUSE)) {
    const platform = await runningPlatform(workspace);
    if (platform !== null) return use(await HttpModels.open(platform.url));
    const database = openDatabase(workspace, log);
    try {
      await database.check();
      const directory = await modelDirectory(workspace);
      const models = new LocalModels({ workspace, directory, registry: database.models, log });
      return await use(models);
    } catch (error) {
      const elsewhere = error instanceof DomainError && error.code === 'service/running';
      if (!elsewhere || performance.now() > end) throw error;
    } finally {
      await database.close();
    }
  }
}
