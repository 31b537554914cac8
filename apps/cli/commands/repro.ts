/** `docket repro`: brings the pipeline up to date and shows the table of results. */
import { basename } from 'node:path';
import type { CommittedRun } from '#composition/commit-run.js';
import { findWorkspace, openWorkspace, pipelineFileOf } from '#composition/open-workspace.js';
import { reproduce, workspaceStatus } from '#composition/reproduce.js';
import type { StageState } from '#contracts/pipeline-event.js';
import { onInterrupt } from '../interruption.js';
import { duration, openRunProgress } from '../output/run-progress.js';
import { tableLines } from '../output/table.js';
import { type Style, type Terminal, visible } from '../output/terminal.js';
import type { CommandContext } from '../program.js';
import { printPlan } from './status.js';

export interface ReproOptions {
  stages: string[];
  pipeline?: string;
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

/** Failed files, and warnings, listed before "and … more"; all of them are in --json. */
const FAILURES_SHOWN = 20;

export async function execute(options: ReproOptions, { cwd, terminal }: CommandContext): Promise<number> {
  const directory = findWorkspace(cwd);
  const workspace = await openWorkspace(directory, {
    pipelineFile: pipelineFileOf(directory, cwd, options.file),
  });
  if (options.dry) {
    const plan = await workspaceStatus(workspace, options);
    terminal.document(plan);
    printPlan(plan.stages, terminal);
    return 0;
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
    printResult(result, terminal);
    if (committed !== null) printCommit(committed, terminal);
    return result.stages.some(({ state }) => state === 'failed') ? 1 : 0;
  } finally {
    progress.stop();
    interruption.dispose();
  }
}

/** What is not on the remote is made, so that its absence is no failure. */
async function pullFirst(
  workspace: Awaited<ReturnType<typeof openWorkspace>>,
  { command, signal, wait }: { command: string; signal: AbortSignal; wait: boolean },
  terminal: Terminal,
): Promise<void> {
  const { pullMissing } = await import('#composition/pull-data.js');
  const { openTransferProgress } = await import('../output/transfer-progress.js');
  const progress = await openTransferProgress(terminal);
  try {
    const onEvent = progress.show;
    const { fetched } = await pullMissing(workspace, {
      command,
      signal,
      wait,
      onEvent,
      onFile: progress.files,
    });
    const { done, failed, address } = fetched;
    progress.stop();
    if (done > 0) terminal.note(`${done} objects came from ${address}.`);
    if (failed.length > 0) terminal.note(`${failed.length} objects are not there; what needs them is made.`);
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
  { stages, metrics }: Awaited<ReturnType<typeof reproduce>>,
  terminal: Terminal,
): void {
  const rows = stages.map(({ name, state, reason, items, seconds }) => [
    terminal.paint('bold', name),
    terminal.paint(STYLES[state], state),
    items.total > 1 ? String(items.total) : '',
    items.total > 1 ? String(items.ran) : '',
    items.total > 1 ? String(items.cached) : '',
    items.failed > 0 ? terminal.paint('red', String(items.failed)) : '',
    duration(seconds),
    terminal.paint('dim', visible(reason)),
  ]);
  const columns = ['stage', 'state', 'files', 'ran', 'reused', 'failed', 'time', 'why'].map(
    (title, index) => ({
      title: terminal.paint('dim', title),
      ...(index >= 2 && index <= 6 && { align: 'right' as const }),
    }),
  );
  terminal.print('');
  for (const line of tableLines(columns, rows)) terminal.print(line);

  for (const [file, content] of Object.entries(metrics)) {
    const line = figures(content);
    if (line.length > 0) terminal.print(`\n${terminal.paint('bold', basename(file))}  ${line.join('  ')}`);
  }
  const failures = stages.flatMap((stage) =>
    stage.failures.map((failure) => ({ stage: stage.name, ...failure })),
  );
  if (failures.length > 0) {
    terminal.print(
      `\n${terminal.paint('yellow', `${failures.length} ${failures.length === 1 ? 'file' : 'files'} could not be read`)} (the rest went on without):`,
    );
    for (const { path, message, code } of failures.slice(0, FAILURES_SHOWN)) {
      terminal.print(`  ${visible(path)}  ${visible(message)} ${terminal.paint('dim', `(${code})`)}`);
    }
    if (failures.length > FAILURES_SHOWN)
      terminal.print(`  … and ${failures.length - FAILURES_SHOWN} more (--json lists all)`);
  }
  const warnings = stages.flatMap((stage) => stage.warnings);
  if (warnings.length > 0) {
    terminal.print(
      `\n${terminal.paint('yellow', `${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'}`)}`,
    );
    for (const { path, message, code } of warnings.slice(0, FAILURES_SHOWN)) {
      const place = path === undefined ? '' : `${visible(path)}  `;
      terminal.print(`  ${place}${visible(message)} ${terminal.paint('dim', `(${code})`)}`);
    }
    if (warnings.length > FAILURES_SHOWN)
      terminal.print(`  … and ${warnings.length - FAILURES_SHOWN} more (--json lists all)`);
  }
  for (const { name, error } of stages) {
    if (error !== undefined)
      terminal.warn(`\n${terminal.paint('red', `${name} failed`)} (${error.code}): ${error.message}`);
  }
}

function printCommit({ commit, pushed, stages }: CommittedRun, terminal: Terminal): void {
  if (stages.some(({ state }) => state === 'failed')) terminal.warn('Nothing was committed.');
  else if (commit === null) terminal.print('\ngit has all of it already.');
  else {
    terminal.print(`\nCommitted ${commit.files.map(visible).join(', ')} (${commit.id.slice(0, 10)}).`);
  }
  if (pushed !== null)
    terminal.print(`Pushed the data to ${pushed.data} and the commit to ${pushed.branch}.`);
}

/** The numbers at the top of a metrics file; nested ones are for the report. */
export function figures(content: unknown): string[] {
  if (content === null || typeof content !== 'object') return [];
  return Object.entries(content)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    .map(([key, value]) => `${key} ${Number.isInteger(value) ? value : value.toFixed(4)}`);
}
