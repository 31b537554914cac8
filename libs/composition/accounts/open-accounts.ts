/** The accounts of a workspace: through the platform where one runs, else with the database that this process opens. */
import type { AccountKeeping } from '#contracts/account-call.schema.js';
import type { Workspace } from '../open-workspace.js';
import { openPlatform } from '../platform-http.js';
import { withPlatformOrDatabase } from '../with-platform-or-database.js';
import { HttpAccounts } from './http-accounts.js';
import { LocalAccounts } from './local-accounts.js';

/** @param use as {@link withPlatformOrDatabase} calls its ways @throws what that throws */
export function withAccounts<Result>(
  workspace: Workspace,
  log: (sentence: string) => void,
  use: (accounts: AccountKeeping) => Promise<Result>,
): Promise<Result> {
  return withPlatformOrDatabase(workspace, log, {
    platform: async (url) => use(new HttpAccounts(await openPlatform(workspace, url))),
    database: ({ accounts }) => use(new LocalAccounts(accounts)),
  });
}
