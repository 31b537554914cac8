/** `docket exp run`: runs the pipeline with other params and records what came out. */

import { type ExperimentOutcome, runExperiments } from '#composition/experiments/run-experiments.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace, stagesMeant } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';
import { onInterrupt } from '../../interruption.js';
import { figuresLine } from '../../output/figures-line.js';
import { printResult } from '../../output/print-result.js';
import { printTable } from '../../output/print-table.js';
import { openRunProgress } from '../../output/run-progress.js';
import type { Terminal } from '../../output/terminal.js';

export interface ExperimentRunOptions {
  stages: string[];
  set?: string[];
  name?: string;
  queue?: boolean;
  runAll?: boolean;
  pipeline?: string;
  allPipelines?: boolean;
  file?: string;
  force?: boolean;
  jobs?: number;
  wait: boolean;
}

export async function execute(
  options: ExperimentRunOptions,
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, options.file);
  const progress = await openRunProgress(terminal);
  const interruption = onInterrupt(
    terminal,
    'Stopping; finished experiments are recorded, the others stay queued.',
  );
  /** Whether the workspace is as it was before the experiments. */
  let returned = true;
  let outcomes: ExperimentOutcome[];
  try {
    outcomes = await runExperiments(workspace, {
      ...options,
      stages: stagesMeant(workspace, cwd, options.stages),
      signal: interruption.signal,
      onEvent: (event) => {
        if (event.type === 'not-returned') returned = false;
        // What is about to run needs no word that it waits.
        progress.show(event.type === 'returned' && options.runAll ? { ...event, queued: [] } : event);
      },
      onExperiment: ({ name, set, number, of }) =>
        terminal.note(`\n${terminal.paint('bold', `${number}/${of} ${name}`)}  ${set.join('  ')}`),
    });
  } finally {
    progress.stop();
    interruption.dispose();
  }
  terminal.document({ experiments: outcomes });
  printOutcomes(outcomes, terminal);
  const [only] = outcomes;
  const recorded = outcomes.filter(({ state }) => state === 'recorded');
  const stays = outcomes.length === 1 && only!.run !== null && !options.runAll;
  if (returned && recorded.length > 0 && !stays)
    terminal.note('\nThe workspace is as it was before; `docket exp restore NAME` takes one over.');
  if (stays && recorded.length > 0 && only!.set.length > 0)
    terminal.note(
      `The workspace has its values now (${visible(only!.set.join(', '))}); with several values, or --queue, it would be as before.`,
    );
  if (returned && outcomes.length === 1 && only?.state === 'failed' && only.set.length > 0 && !options.runAll)
    terminal.note('\nThe workspace is as it was before it.');
  return outcomes.some(({ state }) => state === 'failed') ? 1 : 0;
}

function printOutcomes(outcomes: readonly ExperimentOutcome[], terminal: Terminal): void {
  const [first] = outcomes;
  if (first === undefined) {
    terminal.print('The queue is empty; `docket exp run --queue --set KEY=VALUE` fills it.');
    return;
  }
  if (outcomes.length === 1 && first.run !== null) printResult(first.run, terminal);
  else {
    const rows = outcomes.map(({ name, state, set, run }) => [
      terminal.paint('bold', name),
      terminal.paint(state === 'failed' ? 'red' : state === 'queued' ? 'yellow' : 'green', state),
      visible(set.join('  ')),
      figuresLine(Object.values(run?.metrics ?? {})),
    ]);
    terminal.print('');
    printTable(terminal, ['experiment', 'state', 'params', 'metrics'], rows);
  }
  for (const { name, error } of outcomes) {
    // Of one alone, the stage that failed has just been told.
    if (error !== undefined && outcomes.length === 1 && first.run !== null)
      terminal.warn(`\n${visible(name)} was not recorded.`);
    else if (error !== undefined)
      terminal.warn(`\n${terminal.paint('red', `${name} failed`)} (${error.code}): ${error.message}`);
  }
  const recorded = outcomes.filter(({ state }) => state === 'recorded');
  if (recorded.length === 1) {
    terminal.note(
      `\nRecorded as ${terminal.paint('bold', recorded[0]!.name)}; \`docket exp list\` compares.`,
    );
  } else if (first.state === 'queued') {
    const [it, runs] = outcomes.length === 1 ? ['it', 'it runs'] : ['them', 'they run'];
    terminal.note(
      `\nQueued with pipeline, params and code as they are now; data is taken as it is when ${runs}. \`docket exp run --run-all\` runs ${it}.`,
    );
  }
}
