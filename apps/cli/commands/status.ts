/** `docket status`: what is stale, and why. */

import { interruptedWork } from '#composition/experiments/interrupted-work.js';
import { type StageStatus, workspaceStatus } from '#composition/reproduce.js';
import { runningWords, runningWork } from '#composition/running-work.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace, stagesMeant } from '../chosen-workspace.js';
import type { CommandContext } from '../command.js';
import { noStages } from '../output/no-stages.js';
import { printFailures } from '../output/print-notices.js';
import { printTable } from '../output/print-table.js';
import { tellInterrupted } from '../output/tell-hold.js';
import type { Terminal } from '../output/terminal.js';

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
  else printPlan(status.stages, terminal, { atWork: running !== null });
  return isReadable(status.stages) ? 0 : 1;
}

/** A plan that no run can carry out, or for which not all of the files could be looked at, is no answer. */
export const isReadable = (stages: readonly StageStatus[]): boolean =>
  !stages.some(
    ({ blocked, failures }) => blocked || failures.some(({ code }) => code === 'document/unreadable-file'),
  );

/**
 * @param plan.atWork whether another process may be bringing it up to date
 * @param plan.set params that it was made with and that are not written
 */
export function printPlan(
  stages: readonly StageStatus[],
  terminal: Terminal,
  { atWork = false, set = [] }: { atWork?: boolean; set?: readonly string[] } = {},
): void {
  const current = stages.every(({ state, reasons }) => state !== 'stale' && reasons.length === 0);
  if (current && isReadable(stages)) terminal.print('Everything is up to date.');
  else if (current) terminal.print('All that can be read is up to date; what cannot, nobody can tell.');
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
  for (const { name, failed } of stages) {
    if (failed === undefined) continue;
    const log =
      failed.log === undefined || failed.message.includes(failed.log)
        ? ''
        : `\n  All of its output: ${failed.log}`;
    const when = `when it last ran (${failed.at}, ${failed.code})`;
    terminal.print(`\n${terminal.paint('red', `${name} failed`)} ${when}: ${failed.message}${log}`);
  }
  if (!current && !atWork && !stages.some(({ blocked }) => blocked))
    terminal.note(
      set.length === 0
        ? '\n`docket repro` brings it up to date.'
        : '\nNothing was set yet; `docket repro` with the same --set sets it and brings it up to date.',
    );
}

const doneAlready = (items: StageStatus['items']): string[] =>
  items === undefined || items.done === 0 ? [] : [`${items.done} of ${items.total} files already done`];
