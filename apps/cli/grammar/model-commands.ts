/** The grammar of `docket model`. */
import type { Command } from 'commander';
import type { AddCommand, Execute } from '../command.js';
import type { CarryOptions } from '../commands/models/carry.js';
import type { MoveOptions } from '../commands/models/move.js';
import { FILE, positive } from './options.js';

const NAMED =
  "\nA version is named by its number, by the twelve digits that answers carry, by an alias, or as 'latest'.";
const REASON = ['--reason <text>', 'why; it stays in the history'] as const;
const LIMIT = ['--limit <n>', 'at most so many', positive, 50] as const;

export function addModelCommands(command: AddCommand, models: Command): void {
  command(
    'list',
    'versions, newest first, and which one answers',
    () => import('../commands/models/list.js'),
    models,
  )
    .option(...LIMIT)
    .option(...FILE);
  command(
    'show [version]',
    'data, params, code and commit that a version was made of, and its metrics',
    () => import('../commands/models/show.js'),
    models,
  )
    .option(...FILE)
    .addHelpText('after', `${NAMED} Default: live.`);

  const move = (action: MoveOptions['action'], grammar: string, summary: string) =>
    command<MoveOptions>(grammar, summary, () => moving(action), models)
      .option(...REASON)
      .option(...FILE);
  move('promote', 'promote <version>', 'let this version answer from now on').addHelpText(
    'after',
    `${NAMED} 'workspace': whatever model lies in the workspace, also after the next training.`,
  );
  move('rollback', 'rollback', "'live' back to the version before; again: a step further back");
  move('alias', 'alias <alias> [version]', 'give a version a name, such as candidate')
    .option('--remove', 'take the name away')
    .addHelpText('after', NAMED);
  command(
    'history',
    'who moved which alias, when and why',
    () => import('../commands/models/history.js'),
    models,
  )
    .option(...LIMIT)
    .option(...FILE);

  const carry = (action: CarryOptions['action'], grammar: string, summary: string) =>
    command<CarryOptions>(grammar, summary, () => carrying(action), models).option(...FILE);
  carry('export', 'export <version> <dir>', 'a version as a directory').addHelpText('after', NAMED);
  carry('import', 'import <dir>', 'register a model that was exported; live stays where it is');

  command(
    'compare <first> [second]',
    'two models on the documents kept back: better, worse or cannot tell, with the documents gained and lost',
    () => import('../commands/models/compare.js'),
    models,
  )
    .option(...FILE)
    .addHelpText(
      'after',
      '\nA model is named by its number in the registry, "live", "latest", the directory of its bundle, an experiment, a git revision or "workspace", the default.',
    );
}

async function moving(action: MoveOptions['action']): Promise<{ execute: Execute<MoveOptions> }> {
  const { execute } = await import('../commands/models/move.js');
  return { execute: (options, context) => execute({ ...options, action }, context) };
}

async function carrying(action: CarryOptions['action']): Promise<{ execute: Execute<CarryOptions> }> {
  const { execute } = await import('../commands/models/carry.js');
  return { execute: (options, context) => execute({ ...options, action }, context) };
}
