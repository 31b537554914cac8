/** `docket repro`: brings the pipeline up to date and shows the table of results. */

import { basename } from 'node:path';
import type { CommittedRun } from '#composition/commit-run.js';
import { readChoice } from '#composition/models/model-choice.js';
import type { Workspace } from '#composition/open-workspace.js';
import { reproduce, workspaceStatus } from '#composition/reproduce.js';
import type { StageState } from '#contracts/pipeline-event.js';
import { visible } from '#contracts/visible-text.js';
import { figureOf } from '#core/pipeline/headline.js';
import { chosenWorkspace, stagesMeant } from '../chosen-workspace.js';
import type { CommandContext } from '../command.js';
import { onInterrupt } from '../interruption.js';
import { counted } from '../output/amounts.js';
import { duration } from '../output/duration.js';
import { noStages } from '../output/no-stages.js';
import { printFailures, printNotices } from '../output/print-notices.js';
import { printOutdated } from '../output/print-outdated.js';
import { printTable, right } from '../output/print-table.js';
import { openRunProgress } from '../output/run-progress.js';
import { tellHold } from '../output/tell-hold.js';
import type { Style, Terminal } from '../output/terminal.js';
import { isReadable, printPlan } from './status.js';

export interface ReproOptions {
  stages: string[];
  pipeline?: string;
  allPipelines?: boolean;
  file?: string;
  force?: boolean;
  single?: boolean;
  downstream?: boolean;
  dry?: boolean;
  keepGoing?: boolean;
  jobs?: number;
  set?: string[];
  wait: boolean;
  /** Keep what the run made in git; with `push`, send data and commit as well. */
  commit?: boolean;
  push?: boolean;
  /** What others have made comes from the remote first. */
  pull?: boolean;
}

export async function execute(asked: ReproOptions, { cwd, terminal }: CommandContext): Promise<number> {
  const workspace = await chosenWorkspace(cwd, asked.file);
  const options = { ...asked, stages: stagesMeant(workspace, cwd, asked.stages) };
  if (options.dry) {
    const plan = await workspaceStatus(workspace, options);
    terminal.document(plan);
    if (plan.stages.length === 0) terminal.print(noStages(workspace.pipelineFile));
    else printPlan(plan.stages, terminal, { set: options.set });
    return isReadable(plan.stages) ? 0 : 1;
  }
  const progress = await openRunProgress(terminal);
  const interruption = onInterrupt(terminal);
  try {
    const request = {
      ...options,
      command: ['docket', 'repro', ...options.stages].join(' '),
      signal: interruption.signal,
      onEvent: progress.show,
    };
    if (options.pull) await pullFirst(workspace, request, terminal);
    const committed =
      options.commit || options.push
        ? await (await import('#composition/commit-run.js')).reproduceAndCommit(workspace, request)
        : null;
    const result = committed ?? (await reproduce(workspace, request));
    progress.stop();
    terminal.document(result);
    if (result.stages.length === 0) terminal.print(noStages(workspace.pipelineFile));
    else printResult(result, terminal);
    if (committed !== null) printCommit(committed, terminal);
    await tellHeldModel(workspace, terminal);
    return committed?.error !== undefined || result.stages.some(({ state }) => state === 'failed') ? 1 : 0;
  } finally {
    progress.stop();
    interruption.dispose();
  }
}

/** Else nobody would know why answers stay as they were. */
async function tellHeldModel(workspace: Workspace, terminal: Terminal): Promise<void> {
  // What reads models takes a while to load, and most workspaces let `live` follow.
  if ((await readChoice(workspace)) === null) return;
  const { heldVersion } = await import('#composition/models/chosen-model.js');
  const { modelDirectory } = await import('#composition/open-classifier.js');
  const held = await heldVersion(workspace, await modelDirectory(workspace));
  if (held === null) return;
  terminal.note(
    `\nModel ${held} goes on answering, as was chosen; \`docket model promote latest\` lets the one trained last answer.`,
  );
}

/** What is not on the remote is made, so that its absence is no failure. */
async function pullFirst(
  workspace: Workspace,
  { command, signal, wait }: { command: string; signal: AbortSignal; wait: boolean },
  terminal: Terminal,
): Promise<void> {
  const { pullMissing } = await import('#composition/pull-data.js');
  const { openTransferProgress } = await import('../output/transfer-progress.js');
  const progress = await openTransferProgress(terminal);
  try {
    const { fetched } = await pullMissing(workspace, {
      ...{ command, signal, wait, onEvent: progress.show, onFile: progress.files },
      onHold: (event) => tellHold(terminal, event),
    });
    const { done, failed, address } = fetched;
    progress.stop();
    if (done > 0) terminal.note(`${counted(done, 'object')} came from ${address}.`);
    if (failed.length > 0)
      terminal.note(`The remote lacks ${counted(failed.length, 'object')}; what needs them is made.`);
  } finally {
    progress.stop();
  }
}

const STYLES: Record<StageState, Style> = {
  ran: 'green',
  cached: 'cyan',
  unchanged: 'dim',
  failed: 'red',
  skipped: 'yellow',
};

export function printResult(
  { stages, metrics, outdated = {} }: Awaited<ReturnType<typeof reproduce>>,
  terminal: Terminal,
): void {
  const rows = stages.map(({ name, state, reason, items, each, seconds }) => [
    terminal.paint('bold', name),
    terminal.paint(STYLES[state], state),
    each && items.total > 0 ? String(items.total) : '',
    each && items.total > 0 ? String(items.ran) : '',
    each && items.total > 0 ? String(items.cached) : '',
    items.failed > 0 ? terminal.paint('red', String(items.failed)) : '',
    duration(seconds),
    terminal.paint('dim', visible(reason)),
  ]);
  terminal.print('');
  printTable(
    terminal,
    ['stage', 'state', ...['files', 'ran', 'reused', 'failed', 'time'].map(right), 'why'],
    rows,
  );

  for (const [file, content] of Object.entries(metrics)) {
    const line = figuresLine([content]);
    if (line !== '') terminal.print(`\n${terminal.paint('bold', basename(file))}  ${line}`);
  }
  printOutdated(outdated, terminal);
  // The words of a stage that failed by its files name them.
  const told = stages.filter(({ error }) => error?.code !== 'pipeline/stage-failed');
  printFailures(
    told.flatMap(({ error, failures }) => (error === undefined ? failures : [])),
    terminal,
  );
  for (const { name, error, failures } of told) {
    const title = `${counted(failures.length, 'file')} failed before ${visible(name)} was stopped:`;
    if (error !== undefined) printNotices(failures, terminal.paint('yellow', title), terminal);
  }
  const warnings = stages.flatMap((stage) => stage.warnings);
  printNotices(warnings, terminal.paint('yellow', counted(warnings.length, 'warning')), terminal);
  for (const { name, error } of stages) {
    if (error !== undefined)
      terminal.warn(`\n${terminal.paint('red', `${name} failed`)} (${error.code}): ${error.message}`);
  }
}

function printCommit({ commit, withheld, pushed, stages, error }: CommittedRun, terminal: Terminal): void {
  if (stages.some(({ state }) => state === 'failed')) terminal.warn('Nothing was committed.');
  else if (commit === null) terminal.print('\nNothing new to commit.');
  else {
    terminal.print(`\nCommitted ${commit.files.map(visible).join(', ')} (${commit.id.slice(0, 10)}).`);
  }
  for (const file of withheld)
    terminal.warn(
      `${file} holds a secret and was left out of the commit; move it (.dvc/config.local, .env or ~/.aws), then commit the file, so that a clone can pull.`,
    );
  if (error !== undefined) {
    terminal.warn(`\n${terminal.paint('red', 'The push failed')} (${error.code}): ${error.message}`);
    terminal.warn(
      'What ran and the commit stay here; `docket repro --push` pushes them when that is mended.',
    );
  }
  if (pushed !== null)
    terminal.print(`Pushed the data to ${pushed.data} and the commit to ${pushed.branch}.`);
}

/** Of metrics that are told on a line; `docket metrics show` has them all. */
const MOST_FIGURES = 30;

/** @param contents of metrics files @returns '' where they have no figures */
export function figuresLine(contents: readonly unknown[]): string {
  const all = contents.flatMap(figures);
  const more = all.length - MOST_FIGURES;
  return [...all.slice(0, MOST_FIGURES), ...(more > 0 ? [`… ${more} more`] : [])].join('  ');
}

/** The numbers at the top of a metrics file; nested ones are for the report. */
function figures(content: unknown): string[] {
  if (content === null || typeof content !== 'object') return [];
  return Object.entries(content)
    .map(([key, value]) => [visible(key), figureOf(value)] as const)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    .map(([key, value]) => `${key} ${Number.isInteger(value) ? value : value.toFixed(4)}`);
}
