/** The grammar of `docket intake`. */
import type { Command } from 'commander';
import type { AddCommand } from '../command.js';

export function addIntakeCommands(command: AddCommand, intake: Command): void {
  command(
    'status',
    'how the watched folder is doing: what waits, what is in the way',
    () => import('../commands/intake/status.js'),
    intake,
  );
}
