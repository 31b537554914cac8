/** `docket token`: API tokens, by which programs use the platform of this workspace. */
import { withAccounts } from '#composition/accounts/open-accounts.js';
import { everyPage } from '#composition/every-page.js';
import { currentUser } from '#composition/models/model-notes.js';
import { findWorkspace, openWorkspace } from '#composition/open-workspace.js';
import type { ApiToken, Scope } from '#contracts/account.schema.js';
import { visible } from '#contracts/visible-text.js';
import type { CommandContext } from '../../command.js';
import { printTable } from '../../output/print-table.js';
import { shownMoment } from '../models/shown-model.js';

export interface TokenOptions {
  action: 'create' | 'list' | 'revoke';
  user: string;
  /** What it is for. */
  purpose?: string;
  scope?: Scope[];
  days?: number;
  id?: string;
}

export async function execute(
  { action, user, purpose = '', scope, days = 90, id = '' }: TokenOptions,
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await openWorkspace(findWorkspace(cwd));
  const by = { name: currentUser(), from: 'command line' };
  if (action === 'list') {
    const tokens = await withAccounts(workspace, terminal.note, (keeping) =>
      everyPage(
        (page) => keeping.tokens(user, page),
        ({ tokens }) => tokens,
      ),
    );
    terminal.document(tokens);
    if (tokens.length === 0) terminal.print(`'${visible(user)}' has no API tokens.`);
    else
      printTable(terminal, ['id', 'begins', 'for', 'scopes', 'expires (UTC)', 'last used'], tokens.map(row));
    return 0;
  }
  if (action === 'revoke') {
    const revoked = await withAccounts(workspace, terminal.note, (keeping) =>
      keeping.revokeToken(user, id, by),
    );
    terminal.document(revoked);
    terminal.print(`The token '${visible(revoked.name)}' of '${visible(user)}' is refused from now on.`);
    return 0;
  }
  const scopes: Scope[] = scope ?? ['documents:read', 'documents:write'];
  const { made, account } = await withAccounts(workspace, terminal.note, async (keeping) => ({
    made: await keeping.addToken(user, { name: purpose, scopes, days }, by),
    account: (
      await everyPage(
        (page) => keeping.list(page),
        ({ users }) => users,
      )
    ).find(({ name }) => name === user.toLowerCase()),
  }));
  terminal.document(made);
  terminal.print(made.token);
  terminal.note(
    `For '${visible(user)}', ${scopes.join(', ')}, until ${shownMoment(made.expires_at!)} UTC; shown this once.`,
  );
  if (scopes.includes('admin') && account?.role === 'user') {
    terminal.warn(
      `Scope 'admin' lets it do nothing: '${visible(user)}' has role 'user'; docket user role ${visible(user)} reviewer, or admin, gives it more.`,
    );
  }
  return 0;
}

const row = ({ id, prefix, name, scopes, expires_at, last_used_at }: ApiToken): string[] => [
  id,
  `${prefix}…`,
  visible(name),
  scopes.join(', '),
  expires_at === null ? 'never' : shownMoment(expires_at),
  last_used_at === null ? 'never' : shownMoment(last_used_at),
];
