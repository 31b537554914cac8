/** `docket status`: what is stale, and why. */
import { findWorkspace, openWorkspace, pipelineFileOf } from '#composition/open-workspace.js';
import { type StagePlanReport, workspaceStatus } from '#composition/reproduce.js';
import { tableLines } from '../output/table.js';
import { type Terminal, visible } from '../output/terminal.js';
import type { CommandContext } from '../program.js';

export interface StatusOptions {
  stages: string[];
  pipeline?: string;
  file?: string;
}

export async function execute(options: StatusOptions, { cwd, terminal }: CommandContext): Promise<number> {
  const directory = findWorkspace(cwd);
  const workspace = await openWorkspace(directory, {
    pipelineFile: pipelineFileOf(directory, cwd, options.file),
  });
  const status = await workspaceStatus(workspace, options);
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
  const columns = ['stage', 'state', 'why'].map((title) => ({ title: terminal.paint('dim', title) }));
  for (const line of tableLines(columns, rows)) terminal.print(line);
  terminal.note('\n`docket repro` brings it up to date.');
}
