/** The grammar of `docket user` and `docket token`. */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { RoleSchema, ScopeSchema } from '#contracts/account.schema.js';
import type { AddCommand, Execute } from '../command.js';
import type { TokenOptions } from '../commands/accounts/token.js';
import type { GivenQuota, UserOptions } from '../commands/accounts/user.js';
import { positive } from './options.js';

const ROLES = RoleSchema.options;
const OF = ['--user <name>', 'of this account', 'admin'] as const;
/** Years; longer lives are forgotten lives. */
const MOST_DAYS = 3_650;

export function addAccountCommands(command: AddCommand, users: Command, tokens: Command): void {
  const user = (action: UserOptions['action'], grammar: string, summary: string) =>
    command<UserOptions>(grammar, summary, () => keeping(action), users);
  user('list', 'list', 'who may sign in');
  user('add', 'add <name>', 'an account with a one-time password, which is printed').addOption(
    new Option('--role <role>', 'what it may do').choices(ROLES).default('user'),
  );
  user('role', 'role <name>', 'let it do more or less').addArgument(new Argument('<role>').choices(ROLES));
  user('password', 'password <name>', 'a new one-time password; its sessions end');
  user('quota', 'quota <name>', 'how much it may upload; what is not given stays as it is')
    .option('--documents-per-day <n>', "a number, 0 for any, or 'default' for that of params.yaml", quota)
    .option('--max-kept-bytes <n>', 'likewise, of its files together', quota);
  user('disable', 'disable <name>', 'let it sign in no more; its sessions and tokens end for good');
  user('enable', 'enable <name>', 'let it sign in again; its tokens are to be made anew');

  const token = (action: TokenOptions['action'], grammar: string, summary: string) =>
    command<TokenOptions>(grammar, summary, () => tokening(action), tokens).option(...OF);
  token('list', 'list', 'API tokens of an account, newest first');
  token('create', 'create <purpose>', 'an API token for a program, printed this once')
    .addOption(
      new Option('--scope <scope...>', 'what it may be used for')
        .choices(ScopeSchema.options)
        .default(['documents:read', 'documents:write']),
    )
    .addOption(
      new Option('--days <n>', `until it expires, at most ${MOST_DAYS}`).argParser(daysOf).default(90),
    );
  token('revoke', 'revoke <id>', 'refuse it from now on');
}

function daysOf(value: string): number {
  const days = positive(value);
  if (days <= MOST_DAYS) return days;
  throw new InvalidArgumentError(`Give at most ${MOST_DAYS}, which are ten years.`);
}

function quota(value: string): GivenQuota {
  const number = Number(value);
  if (value === 'default') return value;
  if (/^\d+$/.test(value) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError("Give a whole number from 0, or 'default'.");
}

async function keeping(action: UserOptions['action']): Promise<{ execute: Execute<UserOptions> }> {
  const { execute } = await import('../commands/accounts/user.js');
  return { execute: (options, context) => execute({ ...options, action }, context) };
}

async function tokening(action: TokenOptions['action']): Promise<{ execute: Execute<TokenOptions> }> {
  const { execute } = await import('../commands/accounts/token.js');
  return { execute: (options, context) => execute({ ...options, action }, context) };
}
