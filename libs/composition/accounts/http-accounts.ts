/** Accounts as the platform that runs in the workspace keeps them, over its HTTP API. */

import {
  type AccountChange,
  AccountPageSchema,
  ApiTokenPageSchema,
  ApiTokenSchema,
  ChangedAccountSchema,
  MadeTokenSchema,
  type NewAccount,
  type NewToken,
} from '#contracts/account.schema.js';
import type { AccountKeeping } from '#contracts/account-call.schema.js';
import type { PageQuery } from '#contracts/page-query.schema.js';
import type { AskPlatform } from '../platform-http.js';

const USERS = '/api/v1/admin/users';
const user = (name: string): string => `${USERS}/${encodeURIComponent(name)}`;

/** Who asks is whom the token stands for. */
export class HttpAccounts implements AccountKeeping {
  constructor(private readonly ask: AskPlatform) {}

  list(params: PageQuery) {
    return this.ask({ method: 'GET', path: USERS, params }, AccountPageSchema);
  }
  add(account: NewAccount) {
    return this.ask({ method: 'POST', path: USERS, data: account }, ChangedAccountSchema);
  }
  change(name: string, change: AccountChange) {
    return this.ask({ method: 'PATCH', path: user(name), data: change }, ChangedAccountSchema);
  }
  tokens(name: string, params: PageQuery) {
    return this.ask({ method: 'GET', path: `${user(name)}/tokens`, params }, ApiTokenPageSchema);
  }
  addToken(name: string, token: NewToken) {
    return this.ask({ method: 'POST', path: `${user(name)}/tokens`, data: token }, MadeTokenSchema);
  }
  revokeToken(name: string, id: string) {
    const path = `${user(name)}/tokens/${encodeURIComponent(id)}`;
    return this.ask({ method: 'DELETE', path }, ApiTokenSchema);
  }
}
