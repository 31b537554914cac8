/** What needs the database: through the platform of the workspace where one runs, else with the one opened here. */
import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '#contracts/domain-error.js';
import { type OpenDatabase, openDatabase } from './open-database.js';
import type { Workspace } from './open-workspace.js';
import { runningPlatform } from './platform-address.js';

/** Milliseconds: a platform that starts has the database before it has its address; another command is soon done. */
const PATIENCE = 30_000;
const PAUSE = 250;

export interface BothWays<Result> {
  /** @param url of the platform */
  platform: (url: string) => Promise<Result>;
  database: (database: OpenDatabase) => Promise<Result>;
}

/**
 * @param ways may be called again from their beginning where the database was another's until now
 * @throws what `ways` throw, 'database/unavailable', 'service/running' where neither way opens in half a minute
 */
export async function withPlatformOrDatabase<Result>(
  workspace: Workspace,
  log: (sentence: string) => void,
  ways: BothWays<Result>,
): Promise<Result> {
  for (const end = performance.now() + PATIENCE; ; await pause(PAUSE)) {
    const platform = await runningPlatform(workspace);
    if (platform !== null) return ways.platform(platform.url);
    const database = openDatabase(workspace, log);
    try {
      await database.check();
      return await ways.database(database);
    } catch (error) {
      const elsewhere = error instanceof DomainError && error.code === 'service/running';
      if (!elsewhere || performance.now() > end) throw error;
    } finally {
      await database.close();
    }
  }
}
