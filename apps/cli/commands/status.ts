/** `docket status`: what is stale, and why. */

import { type StagePlanReport, workspaceStatus } from '#composition/reproduce.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace } from '../chosen-workspace.js';
import { printTable } from '../output/print-table.js';
import type { Terminal } from '../output/terminal.js';
import type { CommandContext } from '../program.js';

export interface StatusOptions {
  stages: string[];
  pipeline?: string;
  file?: string;
}

export async function execute(options: StatusOptions, { cwd, terminal }: CommandContext): Promise<number> {
  const status = await workspaceStatus(await chosenWorkspace(cwd, options.file), options);
  terminal.document(status);
  printPlan(status.stages, terminal);
  return 0;
}

export function printPlan(stages: readonly StagePlanReport[], terminal: Terminal): void {
  if (stages.every(({ state }) => state !== 'stale')) {
    terminal.print('Everything is up to date.');
    return;
  }
  const rows = stages.map(({ name, state, reasons }) => [
    terminal.paint('bold', name),
    terminal.paint(state === 'stale' ? 'yellow' : 'dim', state),
    visible(reasons.join('; ')),
  ]);
  printTable(terminal, ['stage', 'state', 'why'], rows);
  terminal.note('\n`docket repro` brings it up to date.');
}
