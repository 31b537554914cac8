/** The accounts of the orchestrator in another process: each question of the table as a message. */
import { z } from 'zod';
import {
  ACCOUNT_CALLS,
  ACCOUNTS_TOPIC,
  type AccountCall,
  type Accounts,
} from '#contracts/account-call.schema.js';
import { DomainErrorSchema } from '#contracts/stage-message.schema.js';
import type { RemoteApp } from '../messages/remote-app.js';

export function remoteAccounts(orchestrator: RemoteApp): Accounts {
  const calls = (Object.keys(ACCOUNT_CALLS) as AccountCall[]).map((ask) => {
    const replies = z.union([
      z.object({ gives: ACCOUNT_CALLS[ask].gives }),
      z.object({ error: DomainErrorSchema }),
    ]);
    const call = async (...given: unknown[]): Promise<unknown> =>
      (await orchestrator.ask(ACCOUNTS_TOPIC, { ask, given }, replies)).gives;
    return [ask, call];
  });
  return Object.fromEntries(calls) as Accounts;
}
