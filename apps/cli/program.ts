/** The command line's grammar: every command with its options; what they do is loaded when it is called. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { docketVersion } from '#composition/workspace-origin.js';
import { APP_NAMES } from '#contracts/app-name.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { AddCommand, Execute } from './command.js';
import { addAccountCommands } from './grammar/account-commands.js';
import { addComparisonCommands } from './grammar/comparison-commands.js';
import { addExperimentCommands } from './grammar/experiment-commands.js';
import { addIntakeCommands } from './grammar/intake-commands.js';
import { addModelCommands } from './grammar/model-commands.js';
import { FILE, NO_WAIT } from './grammar/options.js';
import { addPipelineCommands } from './grammar/pipeline-commands.js';
import { refuseNoDirectory } from './grammar/refuse-no-directory.js';
import { refuseUnknownBeforeHelp } from './grammar/refuse-unknown.js';
import { addTransferCommands } from './grammar/transfer-commands.js';
import { reportError } from './output/report-error.js';
import { openTerminal } from './output/terminal.js';

const repeatedApp = (value: string, before: string[] = []) => {
  if (![...APP_NAMES, 'all-in-one'].includes(value)) {
    throw new InvalidArgumentError(`There is no app '${value}'.${didYouMean(value, APP_NAMES)}`);
  }
  return [...before, value];
};

/** @returns the exit code: 0 done, 1 failed, 2 wrong use */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = withCommonOptions(new Command('docket'))
    .description(
      'Reads scanned documents and says what they are; retrains, compares and restores the model that does so.',
    )
    .version(docketVersion())
    .exitOverride()
    .showHelpAfterError('(docket --help shows how)')
    .configureHelp({ showGlobalOptions: true });

  refuseUnknownBeforeHelp(program);

  const group = (name: string, summary: string) =>
    withCommonOptions(program.command(name))
      .description(summary)
      .exitOverride()
      .showHelpAfterError(`(docket ${name} --help shows how)`);

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
        const options = self.optsWithGlobals<{ cwd: string; json?: boolean; quiet?: boolean }>();
        const names = self.registeredArguments.map((argument) => argument.name());
        const given = Object.fromEntries(names.map((key, index) => [key, self.processedArgs[index]]));
        const terminal = openTerminal({ json: options.json ?? false, quiet: options.quiet ?? false });
        try {
          refuseNoDirectory(options.cwd);
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

  addPipelineCommands(command);

  command(
    'predict <files...>',
    'class, confidence, runner-up and why',
    () => import('./commands/predict.js'),
  ).option(...FILE);

  addModelCommands(command, group('model', 'versions of the model, and which answers'));

  addAccountCommands(
    command,
    group('user', 'accounts: who may use the platform'),
    group('token', 'API tokens for programs'),
  );

  addIntakeCommands(command, group('intake', 'the watched folder'));

  const data = group('data', 'labelled documents');
  command(
    'check',
    'labels that are probably wrong, and duplicates that contradict each other, worst first',
    () => import('./commands/data-check.js'),
    data,
  )
    .option('--all', 'also documents that look only a little more like another class')
    .option(...NO_WAIT)
    .option(...FILE);

  addTransferCommands(command);

  command(
    'doctor',
    'what is configured, reachable or missing, and how to mend it',
    () => import('./commands/doctor.js'),
  );

  addComparisonCommands(command);
  addExperimentCommands(command, group('exp', 'try params, compare, go back to any'));

  try {
    await program.parseAsync(argv as string[]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // What it says has been said on stderr; a program that asked for JSON reads stdout.
    const incomplete = 'The call ends before its command; the help on stderr lists them.';
    const message = error.code === 'commander.help' ? incomplete : error.message.replace(/^error: /, '');
    openTerminal({ json: argv.includes('--json'), quiet: true }).document({
      error: { code: 'request/invalid', message, retryable: false },
    });
    return 2;
  }
  return exitCode;
}

/** They may stand before a command's name as well, where its help need not tell them twice. */
const withCommonOptions = (parent: Command): Command =>
  parent
    .addOption(new Option('--cwd <dir>').hideHelp())
    .addOption(new Option('--json').hideHelp())
    .addOption(new Option('--quiet').hideHelp());
