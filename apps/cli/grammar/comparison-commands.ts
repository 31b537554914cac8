/** The grammar of `docket metrics`, `params` and `plots`. */
import { Argument, InvalidArgumentError } from 'commander';
import type { AddCommand } from '../command.js';
import type { CompareOptions } from '../commands/compare.js';
import { FILE, MARKDOWN, repeated } from './options.js';

const ACTIONS = ['show', 'diff'];

/** Revisions stand after it, which is easily forgotten. */
const action = (kind: string) =>
  new Argument('[action]')
    .choices(ACTIONS)
    .default('show')
    .argParser((written: string) => {
      if (ACTIONS.includes(written)) return written;
      throw new InvalidArgumentError(
        `For revisions and experiments write \`docket ${kind} show ${written} …\` or \`docket ${kind} diff ${written} …\`.`,
      );
    });

export function addComparisonCommands(command: AddCommand): void {
  const compared = (kind: CompareOptions['kind'], summary: string, all: string) =>
    command<CompareOptions>(kind, summary, async () => {
      const { execute } = await import('../commands/compare.js');
      return { execute: (options, context) => execute({ ...options, kind }, context) };
    })
      .addArgument(action(kind))
      .argument(
        '[revisions...]',
        'git revisions or experiments; default: the workspace, for diff HEAD beside it',
      )
      .option('--all', all)
      .option(...MARKDOWN)
      .option(...FILE);
  compared(
    'metrics',
    'figures of the workspace, of git revisions and of experiments',
    'every figure, also nested ones and those that are the same',
  );
  compared(
    'params',
    'params of the workspace with their defaults and meanings, of git revisions and of experiments',
    'also what is the same',
  );

  command('plots', 'curves and pictures side by side, on one HTML page', () => import('../commands/plots.js'))
    .addArgument(action('plots'))
    .argument(
      '[revisions...]',
      'git revisions or experiments; default: the workspace, for diff HEAD beside it',
    )
    .option('--only <plot>', 'this plot, by its name or file; may be given many times', repeated)
    .option('-o, --out <file>', 'where to write the page (default: .docket/plots/index.html)')
    .option('--md, --markdown', 'also a table of each curve’s ends and extremes, for pull requests')
    .option(...FILE);
}
