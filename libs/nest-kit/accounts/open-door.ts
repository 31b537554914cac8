/** At the start of the gateway: a token in the workspace, a sign-in link, and the first account where there is none. */
import { randomBytes } from 'node:crypto';
import type { Workspace } from '#composition/open-workspace.js';
import {
  ensureWorkspaceToken,
  workspaceTokenPath,
  writeWorkspaceToken,
} from '#composition/workspace-token.js';
import type { Accounts, Welcome } from '#contracts/account-call.schema.js';
import { oneTimePassword } from '#core/accounts/one-time-password.js';
import { plainSecret, SECRET_BYTES } from '#core/accounts/secret.js';
import type { Log } from '../observability/log.js';
import { untilAvailable } from '../platform/until-available.js';
import type { KnownIdentities } from './known-identities.js';

export type FirstAccount = NonNullable<Welcome['first']>;

export interface OpenedDoor {
  /** Signs in whoever opens it first, within an hour. @param url of the platform */
  linkAt(url: string): string;
  /** Path of the token's file. */
  tokenFile: string;
  /** Gives up what waits for the database. */
  close(): Promise<void>;
}

export interface DoorParts {
  workspace: Workspace;
  accounts: Accounts;
  identities: KnownIdentities;
  log: Log;
  onFirstAccount?: ((first: FirstAccount) => void) | undefined;
}

/** Returns at once; link and token are good as soon as the database is open, and whoever comes earlier waits for that. */
export function openDoor({ workspace, accounts, identities, log, onFirstAccount }: DoorParts): OpenedDoor {
  const token = ensureWorkspaceToken(workspace);
  const link = plainSecret(randomBytes(SECRET_BYTES));
  const password = oneTimePassword(randomBytes(SECRET_BYTES));
  const closing = new AbortController();
  const welcome = async () => {
    const made = await accounts.welcome({ token, link, password });
    if (made.token !== token) writeWorkspaceToken(workspace, made.token);
    if (made.first !== null) onFirstAccount?.(made.first);
  };
  const once = doneOnce(welcome);
  identities.lookAfter(once);
  const welcomed = untilAvailable(once, closing.signal).catch((error: Error) => {
    if (!closing.signal.aborted) log.error({ err: error }, `Nobody can sign in: ${error.message}`);
  });
  return {
    // Behind a '#', which browsers send to no server: no log ever has it.
    linkAt: (url) => `${url}/#sign-in=${link}`,
    tokenFile: workspaceTokenPath(workspace),
    close: async () => {
      closing.abort();
      await welcomed;
    },
  };
}

/** @returns begins `work` where nobody does it now, until it has succeeded */
function doneOnce(work: () => Promise<void>): () => Promise<void> {
  let doing: Promise<void> | undefined;
  return () => {
    doing ??= work().catch((error: unknown) => {
      doing = undefined;
      throw error;
    });
    return doing;
  };
}
