/** The orchestrator's messages about accounts: it owns the database. */
import { ACCOUNT_CALLS, ACCOUNTS_TOPIC } from '#contracts/account-call.schema.js';
import { callMessages } from '../messages/call-messages.js';
import { ACCOUNTS } from './accounts-token.js';

export const AccountsMessages = callMessages(ACCOUNTS_TOPIC, ACCOUNT_CALLS, ACCOUNTS);
