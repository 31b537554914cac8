/** The command line's grammar: every command with its options; what they do is loaded when it is called. */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { docketVersion } from '#composition/workspace-origin.js';
import { APP_NAMES } from '#contracts/app-name.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { CompareOptions } from './commands/compare.js';
import type { PullCommandOptions } from './commands/pull.js';
import { addExperimentCommands } from './experiment-commands.js';
import { positive, repeated } from './option-values.js';
import { parseAge } from './output/age.js';
import { reportError } from './output/report-error.js';
import { openTerminal, type Terminal } from './output/terminal.js';

export interface CommandContext {
  /** Absolute or from the current directory: where to look for the workspace. */
  cwd: string;
  terminal: Terminal;
}

/** What a command's file exports. @returns the exit code: 0 done, 1 failed */
export type Execute<Options> = (options: Options, context: CommandContext) => Promise<number>;

const repeatedApp = (value: string, before: string[] = []) => {
  if (![...APP_NAMES, 'all-in-one'].includes(value)) {
    throw new InvalidArgumentError(`There is no app '${value}'.${didYouMean(value, APP_NAMES)}`);
  }
  return [...before, value];
};
/** Adds a command with the options that all have. @param parent a group such as `exp`; unset: the program */
export type AddCommand = <Options>(
  name: string,
  summary: string,
  load: () => Promise<{ execute: Execute<Options> }>,
  parent?: Command,
) => Command;

/** @returns the exit code: 0 done, 1 failed, 2 wrong use */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('docket')
    .description(
      'Reads scanned documents and says what they are; retrains, compares and restores the model that does so.',
    )
    .version(docketVersion())
    .exitOverride()
    .showHelpAfterError('(docket --help shows how)')
    .configureHelp({ showGlobalOptions: true });

  /** Options of every command; commander wants them on each, so that they may stand after its name. */
  const command: AddCommand = <Options>(
    name: string,
    summary: string,
    load: () => Promise<{ execute: Execute<Options> }>,
    parent: Command = program,
  ) =>
    parent
      .command(name)
      .description(summary)
      .option('--cwd <dir>', 'work in this directory', '.')
      .option('--json', 'one JSON document on stdout, logs on stderr')
      .option('--quiet', 'only results and errors')
      .exitOverride()
      .showHelpAfterError(
        `(docket ${parent === program ? '' : `${parent.name()} `}${name.split(' ')[0]} --help shows how)`,
      )
      .action(async (...call: unknown[]) => {
        const self = call.at(-1) as Command;
        const options = self.opts<{ cwd: string; json?: boolean; quiet?: boolean }>();
        const names = self.registeredArguments.map((argument) => argument.name());
        const given = Object.fromEntries(names.map((key, index) => [key, self.processedArgs[index]]));
        const terminal = openTerminal({ json: options.json ?? false, quiet: options.quiet ?? false });
        try {
          const { execute } = await load();
          exitCode = await execute({ ...options, ...given } as Options, { cwd: options.cwd, terminal });
        } catch (error) {
          exitCode = reportError(error, terminal);
        }
      });

  command('init <dir>', 'make a new workspace', () => import('./commands/init.js')).option(
    '--sample',
    'with the sample documents',
  );

  command('import-dvc', 'make the DVC project here a workspace', () => import('./commands/import-dvc.js'));

  command('start', 'the platform, or single apps', () => import('./commands/start.js')).addOption(
    new Option('--app <name>', `only this app; may be given many times: ${APP_NAMES.join(', ')}`).argParser(
      repeatedApp,
    ),
  );

  command('repro [stages...]', 'bring the pipeline up to date', () => import('./commands/repro.js'))
    .option('--pipeline <name>', 'a group of stages (default: training)')
    .option('-f, --file <file>', 'another file of the same grammar, such as dvc.yaml')
    .option('--force', 'run even what is up to date')
    .option('--single', 'only the named stages, not what feeds them')
    .option('--downstream', 'the named stages and all that they feed')
    .option('--dry', 'say what would run, and why; change nothing')
    .option('--keep-going', 'after a failure, go on with stages that do not need it')
    .option('--jobs <n>', 'files at a time (default: processor cores + 1)', positive)
    .option('--set <key=value>', 'change params.yaml first; may be given many times', repeated)
    .option('--commit', 'commit lock, params and metrics, with a message that names the run')
    .option('--pull', 'first bring from the remote what is missing and others have made')
    .option('--push', 'with --commit: push the data, then the commit')
    .addOption(new Option('--no-wait', 'fail where another run holds the workspace'));

  command('status [stages...]', 'what is stale, and why', () => import('./commands/status.js'))
    .option('--pipeline <name>', 'a group of stages (default: training)')
    .option('-f, --file <file>', 'another file of the same grammar, such as dvc.yaml');

  command(
    'predict <files...>',
    'class, confidence, runner-up and why',
    () => import('./commands/predict.js'),
  );

  const models = program.command('model').description('trained models');
  command(
    'compare <first> [second]',
    'two models on the documents kept back: better, worse or cannot tell, with the documents gained and lost',
    () => import('./commands/model-compare.js'),
    models,
  ).addHelpText(
    'after',
    '\nA model is named by the directory of its bundle, an experiment, a git revision or "workspace", the default.',
  );

  const data = program.command('data').description('labelled documents');
  command(
    'check',
    'labels that are probably wrong, and duplicates that contradict each other, worst first',
    () => import('./commands/data-check.js'),
    data,
  ).option('--all', 'also documents that look only a little more like another class');

  command('dag', 'the graph of stages', () => import('./commands/dag.js'))
    .addOption(new Option('--format <format>').choices(['tree', 'mermaid', 'dot']).default('tree'))
    .option('-f, --file <file>', 'another file of the same grammar, such as dvc.yaml');

  command('push [paths...]', 'data of the lock to the remote', () => import('./commands/push.js'))
    .option('--remote <remote>', 'a name, s3://bucket/prefix or a directory (default: as configured)')
    .option('--rev <revision>', 'data of a git revision instead of the workspace')
    .option('--force', 'send also what is there already: mends a damaged remote')
    .option('--run-cache', 'also the results of earlier runs')
    .option('-f, --file <file>', 'another file of the same grammar, such as dvc.yaml');

  const pulling = (action: PullCommandOptions['action'], name: string, summary: string) =>
    command<PullCommandOptions>(name, summary, async () => {
      const { execute } = await import('./commands/pull.js');
      return { execute: (options, context) => execute({ ...options, action }, context) };
    })
      .option('-f, --file <file>', 'another file of the same grammar, such as dvc.yaml')
      .addOption(new Option('--no-wait', 'fail where another run holds the workspace'));
  for (const action of ['pull', 'fetch'] as const) {
    const what = action === 'pull' ? 'into the workspace' : 'into the cache alone';
    pulling(action, `${action} [paths...]`, `data of the lock from the remote ${what}`)
      .option('--remote <remote>', 'a name, s3://bucket/prefix or a directory (default: as configured)')
      .option('--rev <revision>', 'data of a git revision instead of the workspace')
      .option('--force', 'overwrite and remove also what is nowhere else')
      .option('--run-cache', 'also the results of earlier runs');
  }
  pulling('checkout', 'checkout [rev]', 'working data as in the lock, or that of a git revision')
    .argument('[paths...]', 'only these')
    .option('--force', 'overwrite and remove also what is nowhere else');

  command(
    'gc',
    'what no kept revision needs: shows it, and deletes it with --yes',
    () => import('./commands/gc.js'),
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
    .option('-f, --file <file>', 'another file of the same grammar, such as dvc.yaml')
    .addOption(new Option('--no-wait', 'fail where another run holds the workspace'));

  command('remote', 'where data is pushed', () => import('./commands/remote.js'))
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

  command(
    'doctor',
    'what is configured, reachable or missing, and how to mend it',
    () => import('./commands/doctor.js'),
  );

  const compared = (kind: 'metrics' | 'params', actions: string[], summary: string) =>
    command<CompareOptions>(kind, summary, async () => {
      const { execute } = await import('./commands/compare.js');
      return { execute: (options, context) => execute({ ...options, kind }, context) };
    })
      .addArgument(new Argument('<action>').choices(actions))
      .argument('[revisions...]', 'git revisions or experiments; default: HEAD and the workspace')
      .option('--all', 'also what is the same')
      .option('--md, --markdown', 'a table for pull requests');
  compared('metrics', ['show', 'diff'], 'figures of the workspace, of git revisions and of experiments');
  compared(
    'params',
    ['show', 'diff'],
    'params of the workspace with their defaults and meanings, of git revisions and of experiments',
  );

  command('plots', 'curves and pictures side by side, on one HTML page', () => import('./commands/plots.js'))
    .addArgument(new Argument('<action>').choices(['show', 'diff']))
    .argument(
      '[revisions...]',
      'git revisions or experiments; default: the workspace, for diff HEAD beside it',
    )
    .option('--only <plot>', 'this plot, by its name or file; may be given many times', repeated)
    .option('-o, --out <file>', 'where to write the page (default: .docket/plots/index.html)')
    .option('-f, --file <file>', 'another file of the same grammar, such as dvc.yaml');

  addExperimentCommands(command, program.command('exp').description('try params, compare, go back to any'));

  try {
    await program.parseAsync(argv as string[]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  return exitCode;
}
