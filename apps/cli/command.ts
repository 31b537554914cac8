/** What a command is: what it is given, what it gives back, and how the grammar adds one. */
import type { Command } from 'commander';
import type { Terminal } from './output/terminal.js';

export interface CommandContext {
  /** Absolute or from the current directory: where to look for the workspace. */
  cwd: string;
  terminal: Terminal;
}

/** What a command's file exports. @returns the exit code: 0 done, 1 failed */
export type Execute<Options> = (options: Options, context: CommandContext) => Promise<number>;

/** Adds a command with the options that all have. @param parent a group such as `exp`; unset: the program */
export type AddCommand = <Options>(
  name: string,
  summary: string,
  load: () => Promise<{ execute: Execute<Options> }>,
  parent?: Command,
) => Command;
