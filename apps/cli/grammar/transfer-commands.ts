/** The grammar of `docket push`, `pull`, `fetch`, `checkout`, `gc` and `remote`. */
import { Argument, Option } from 'commander';
import type { AddCommand } from '../command.js';
import type { PullCommandOptions } from '../commands/pull.js';
import { FILE, NO_WAIT, positive, REMOTE, REVISION, RUN_CACHE } from './options.js';
import { parseAge } from './parse-age.js';

const OVERWRITE = ['--force', 'overwrite and remove also what is nowhere else'] as const;

export function addTransferCommands(command: AddCommand): void {
  command('push [paths...]', 'data of the lock to the remote', () => import('../commands/push.js'))
    .option(...REMOTE)
    .option(...REVISION)
    .option('--force', 'send also what is there already: mends a damaged remote')
    .option(...RUN_CACHE)
    .option(...FILE);

  const pulling = (action: PullCommandOptions['action'], names: string, summary: string) =>
    command<PullCommandOptions>(`${action} ${names}`, summary, async () => {
      const { execute } = await import('../commands/pull.js');
      return { execute: (options, context) => execute({ ...options, action }, context) };
    });
  for (const action of ['pull', 'fetch'] as const) {
    const what = action === 'pull' ? 'into the workspace' : 'into the cache alone';
    pulling(action, '[paths...]', `data of the lock from the remote ${what}`)
      .option(...REMOTE)
      .option(...REVISION)
      .option(...OVERWRITE)
      .option(...RUN_CACHE)
      .option(...NO_WAIT)
      .option(...FILE);
  }
  pulling('checkout', '', 'working data as in the lock, or that of a git revision')
    .argument('[rev]', 'of git (default: the lock as it lies here)')
    .argument('[paths...]', 'only these')
    .option(...OVERWRITE)
    .option(...NO_WAIT)
    .option(...FILE);

  command(
    'gc',
    'what no kept revision needs: shows it, and deletes it with --yes',
    () => import('../commands/gc.js'),
  )
    .option('--remote <remote>', 'on this remote instead of in the cache')
    .option(
      '--keep <n>',
      'only the newest n states of each branch and tag, and experiments (default: all)',
      positive,
    )
    .addOption(
      new Option('--older-than <age>', 'only what has lain there for so long: 12h, 30d, 1y')
        .argParser(parseAge)
        .default(parseAge('30d'), '30d'),
    )
    .option('-y, --yes', 'delete')
    .option('--force', 'as --yes')
    .option(...NO_WAIT)
    .option(...FILE);

  command('remote', 'where data is pushed', () => import('../commands/remote.js'))
    .addArgument(new Argument('<action>').choices(['list', 'add', 'default', 'remove', 'check']))
    .argument('[name]', 'of the remote')
    .argument('[url]', 's3://bucket/prefix, or a directory')
    .option('--default', 'make it the default')
    .option('--force', 'replace one of the same name')
    .option('--endpoint <url>', "an S3 server other than AWS's")
    .option('--region <region>', 'such as eu-central-1')
    .option('--profile <name>', 'section of ~/.aws/credentials')
    .option('--ca <file>', 'certificates (PEM) of the authority that the server trusts')
    .option('--sse <method>', 'encryption on the server: AES256, aws:kms')
    .option('--sse-kms-key-id <id>', 'key for aws:kms');
}
