/** The grammar of `docket exp …`. */
import type { Command } from 'commander';
import type { AddCommand } from '../command.js';
import type { ShareCommandOptions } from '../commands/experiments/share.js';
import { ALL_PIPELINES, FILE, JOBS, MARKDOWN, NO_WAIT, PIPELINE, REMOTE, repeated } from './options.js';

export function addExperimentCommands(command: AddCommand, exp: Command): void {
  command(
    'run [stages...]',
    'run the pipeline with other params, and record what comes out',
    () => import('../commands/experiments/run.js'),
    exp,
  )
    .option(
      '--set <key=value>',
      'a param, may be given many times; a single run leaves its values in the workspace, several values (train.text.cost=0.1,1,10 or range(1,5)) make a sweep, after which the workspace is as it was',
      repeated,
    )
    .option('--name <name>', 'what to call it (default: two words)')
    .option('--queue', 'only queue it, with pipeline, params and code as they are now; --run-all runs it')
    .option(
      '--run-all',
      'run all that are queued, and those that failed, as they were queued, then put the workspace back as it was',
    )
    .option(...PIPELINE)
    .option(...ALL_PIPELINES)
    .option('--force', 'run even what is up to date')
    .option(...JOBS)
    .option(...NO_WAIT)
    .option(...FILE);

  command(
    'save [name]',
    'record the workspace as it is, without running anything',
    () => import('../commands/experiments/save.js'),
    exp,
  )
    .option(...NO_WAIT)
    .option(...FILE);

  command(
    'list',
    'all experiments, params and metrics in columns',
    () => import('../commands/experiments/list.js'),
    exp,
  )
    .option('--all', 'also params that are the same everywhere, and every figure')
    .option('--columns <keys>', 'only these params and figures, with commas between')
    .option('--sort <key>', 'by this param or figure, highest first')
    .option(...MARKDOWN)
    .option(...FILE);

  command('show <name>', 'everything about one', () => import('../commands/experiments/show.js'), exp).option(
    ...FILE,
  );

  command(
    'diff <a> [b]',
    'what two of them (or git revisions) differ in; default: the workspace',
    () => import('../commands/experiments/diff.js'),
    exp,
  )
    .option('--all', 'also what is the same')
    .option(...MARKDOWN)
    .option(...FILE);

  command(
    'restore <name>',
    'bring params, lock, data and model of one back',
    () => import('../commands/experiments/restore.js'),
    exp,
  )
    .alias('apply')
    .option('--force', 'overwrite what is recorded nowhere')
    .option(...NO_WAIT)
    .option(...FILE);

  const sharing = (direction: ShareCommandOptions['direction'], summary: string) =>
    command<ShareCommandOptions>(
      `${direction} [names...]`,
      summary,
      async () => {
        const { execute } = await import('../commands/experiments/share.js');
        return { execute: (options, context) => execute({ ...options, direction }, context) };
      },
      exp,
    )
      .option(...REMOTE)
      .option('--git-remote <name>', "git's remote for the records", 'origin')
      .option(...FILE);
  sharing('push', 'send data to the remote and records to the git server');
  sharing('pull', 'get records from the git server and data from the remote').option(...NO_WAIT);

  command('remove [names...]', 'forget experiments', () => import('../commands/experiments/remove.js'), exp)
    .option('--queue', 'all that are queued')
    .option('--all', 'all of them')
    .option(
      '--git-remote <name>',
      'from that remote of git alone; with --all those that are recorded here, too',
    );
}
