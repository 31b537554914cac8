/** `docket status`: what is stale, and why. */

import { interruptedWork } from '#composition/experiments/interrupted-work.js';
import { workspaceStatus } from '#composition/reproduce.js';
import { runningWords, runningWork } from '#composition/running-work.js';
import type { StagePlanReport } from '#composition/stage-plans.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace, stagesMeant } from '../chosen-workspace.js';
import { noStages } from '../output/no-stages.js';
import { printFailures } from '../output/print-notices.js';
import { printTable } from '../output/print-table.js';
import { tellInterrupted } from '../output/tell-hold.js';
import type { Terminal } from '../output/terminal.js';
import type { CommandContext } from '../program.js';

export interface StatusOptions {
  stages: string[];
  pipeline?: string;
  allPipelines?: boolean;
  file?: string;
}

export async function execute(options: StatusOptions, { cwd, terminal }: CommandContext): Promise<number> {
  const workspace = await chosenWorkspace(cwd, options.file);
  const stages = stagesMeant(workspace, cwd, options.stages);
  const interrupted = await interruptedWork(workspace);
  if (interrupted !== null) tellInterrupted(terminal, interrupted);
  const running = await runningWork(workspace);
  if (running !== null) terminal.warn(visible(runningWords(running)));
  const status = await workspaceStatus(workspace, { ...options, stages });
  terminal.document({
    ...status,
    ...(interrupted !== null && { interrupted }),
    ...(running !== null && { running }),
  });
  if (status.stages.length === 0) terminal.print(noStages(workspace.pipelineFile));
  else printPlan(status.stages, terminal, running !== null);
  return 0;
}

/** @param atWork whether another process may be bringing it up to date */
export function printPlan(stages: readonly StagePlanReport[], terminal: Terminal, atWork = false): void {
  const current = stages.every(({ state, reasons }) => state !== 'stale' && reasons.length === 0);
  if (current) terminal.print('Everything is up to date.');
  else {
    const rows = stages.map(({ name, state, reason, items }) => [
      terminal.paint('bold', name),
      terminal.paint(state === 'stale' ? 'yellow' : 'dim', state),
      visible([reason, ...doneAlready(items)].join('; ')),
    ]);
    printTable(terminal, ['stage', 'state', 'why'], rows);
  }
  printFailures(
    stages.flatMap(({ failures }) => failures),
    terminal,
  );
  if (!current && !atWork && !stages.some(({ blocked }) => blocked))
    terminal.note('\n`docket repro` brings it up to date.');
}

const doneAlready = (items: StagePlanReport['items']): string[] =>
  items === undefined || items.done === 0 ? [] : [`${items.done} of ${items.total} files already done`];
