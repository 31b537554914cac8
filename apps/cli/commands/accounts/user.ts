/** `docket user`: who may use the platform of this workspace. */
import { withAccounts } from '#composition/accounts/open-accounts.js';
import { everyPage } from '#composition/every-page.js';
import { currentUser } from '#composition/models/model-notes.js';
import { findWorkspace, openWorkspace } from '#composition/open-workspace.js';
import {
  type Account,
  type AccountChange,
  AccountNameSchema,
  type ChangedAccount,
  type Role,
} from '#contracts/account.schema.js';
import type { AccountKeeping } from '#contracts/account-call.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import type { CommandContext } from '../../command.js';
import { printTable } from '../../output/print-table.js';
import type { Terminal } from '../../output/terminal.js';
import { shownMoment } from '../models/shown-model.js';

/** 'default': as params.yaml says for everybody. */
export type GivenQuota = number | 'default';

export interface UserOptions {
  action: 'add' | 'list' | 'disable' | 'enable' | 'role' | 'password' | 'quota';
  name?: string;
  role?: Role;
  documentsPerDay?: GivenQuota;
  maxKeptBytes?: GivenQuota;
}

export async function execute(options: UserOptions, { cwd, terminal }: CommandContext): Promise<number> {
  const workspace = await openWorkspace(findWorkspace(cwd));
  if (options.action === 'list') {
    const accounts = await withAccounts(workspace, terminal.note, (keeping) =>
      everyPage(
        (page) => keeping.list(page),
        ({ users }) => users,
      ),
    );
    terminal.document(accounts);
    printAccounts(accounts, terminal);
    return 0;
  }
  const account = await withAccounts(workspace, terminal.note, (keeping) => changed(keeping, options));
  terminal.document(account);
  terminal.print(options.action === 'quota' ? quotaSentence(account) : sentenceOf(account));
  if (account.password !== undefined)
    terminal.print(`one-time password: ${terminal.paint('bold', account.password)}  (shown this once)`);
  return 0;
}

function changed(keeping: AccountKeeping, options: UserOptions): Promise<ChangedAccount> {
  const { action, name = '', role } = options;
  const by = { name: currentUser(), from: 'command line' };
  switch (action) {
    case 'add':
      return keeping.add({ name: accountName(name), role: role ?? 'user' }, by);
    case 'role':
      return keeping.change(name, { role: role! }, by);
    case 'quota':
      return keeping.change(name, quotaOf(options), by);
    case 'password':
      return keeping.change(name, { password: null }, by);
    default:
      return keeping.change(name, { disabled: action === 'disable' }, by);
  }
}

function quotaOf({ documentsPerDay, maxKeptBytes }: UserOptions): AccountChange {
  if (documentsPerDay === undefined && maxKeptBytes === undefined) {
    throw new DomainError(
      'request/invalid',
      "Say which quota: --documents-per-day and --max-kept-bytes take a number, 0 for any, or 'default'.",
      { usage: true },
    );
  }
  const stored = (given: GivenQuota) => (given === 'default' ? null : given);
  return {
    ...(documentsPerDay !== undefined && { documents_per_day: stored(documentsPerDay) }),
    ...(maxKeptBytes !== undefined && { max_kept_bytes: stored(maxKeptBytes) }),
  };
}

function accountName(given: string): string {
  const { data, error } = AccountNameSchema.safeParse(given);
  if (data !== undefined) return data;
  throw new DomainError('request/invalid', `A name ${error?.issues[0]?.message}.`, { usage: true });
}

const sentenceOf = ({ name, role, disabled }: Account): string =>
  disabled ? `'${name}' may not sign in any more.` : `'${name}' may sign in as ${role}.`;

function quotaSentence({ name, documents_per_day, max_kept_bytes }: Account): string {
  const most = (value: number | null, unit: string) =>
    value === null ? `${unit} as params.yaml says` : `${value === 0 ? 'any number of' : value} ${unit}`;
  return `'${name}' may add ${most(documents_per_day, 'documents')} in a day, and keep ${most(max_kept_bytes, 'bytes')}.`;
}

function printAccounts(accounts: readonly Account[], terminal: Terminal): void {
  if (accounts.length === 0) {
    terminal.print('There is no account yet; the first start of the platform makes one: npm start.');
    return;
  }
  const stateOf = ({ disabled, one_time_password }: Account) =>
    disabled ? 'disabled' : one_time_password ? 'never signed in by password' : '';
  const rows = accounts.map((account) => [
    terminal.paint('bold', account.name),
    account.role,
    shownMoment(account.created_at),
    stateOf(account),
  ]);
  printTable(terminal, ['account', 'role', 'since (UTC)', ''], rows);
}
