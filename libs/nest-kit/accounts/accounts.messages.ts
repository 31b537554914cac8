/** The orchestrator's messages about accounts: it owns the database. */
import {
  ACCOUNT_CALLS,
  ACCOUNTS_TOPIC,
  AccountQuestionSchema,
  type Accounts,
} from '#contracts/account-call.schema.js';
import { messageController } from '../messages/message-controller.js';
import { ACCOUNTS } from './accounts-token.js';

export const AccountsMessages = messageController(
  { topic: ACCOUNTS_TOPIC, questions: AccountQuestionSchema, answerer: ACCOUNTS },
  async (accounts: Accounts, { ask, given }) => {
    const call = accounts[ask].bind(accounts) as (...given: unknown[]) => Promise<unknown>;
    return { gives: await call(...(ACCOUNT_CALLS[ask].takes.parse(given) as unknown[])) };
  },
);
