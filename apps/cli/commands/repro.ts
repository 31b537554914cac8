/** `docket repro`: brings the pipeline up to date and shows the table of results. */

import type { CommittedRun } from '#composition/commit-run.js';
import { readChoice } from '#composition/models/model-choice.js';
import type { Workspace } from '#composition/open-workspace.js';
import { reproduce, workspaceStatus } from '#composition/reproduce.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace, stagesMeant } from '../chosen-workspace.js';
import type { CommandContext } from '../command.js';
import { onInterrupt } from '../interruption.js';
import { counted } from '../output/amounts.js';
import { noStages } from '../output/no-stages.js';
import { printFirst } from '../output/print-first.js';
import { printResult } from '../output/print-result.js';
import { openRunProgress } from '../output/run-progress.js';
import { tellHold } from '../output/tell-hold.js';
import type { Terminal } from '../output/terminal.js';
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
    tellUndone(options, terminal);
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

/** What the run would do besides running stages; a plan looks at nothing but the workspace. */
function tellUndone({ pull, commit, push }: ReproOptions, terminal: Terminal): void {
  if (pull)
    terminal.note(
      '\n--dry pulls nothing: what the run would first bring from the remote (--pull) counts as missing here.',
    );
  if (push)
    terminal.note(
      '\n--dry neither commits nor pushes: after the stages the run would commit lock, params, metrics and remotes.yaml, push the data to the remote, then the commit.',
    );
  else if (commit)
    terminal.note(
      '\n--dry commits nothing: after the stages the run would commit lock, params, metrics and remotes.yaml.',
    );
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

function printCommit(
  { commit, withheld, uncommitted, pushed, stages, error }: CommittedRun,
  terminal: Terminal,
): void {
  if (stages.some(({ state }) => state === 'failed')) terminal.warn('Nothing was committed.');
  else if (commit === null) terminal.print('\nNothing new to commit.');
  else {
    terminal.print(`\nCommitted ${commit.files.map(visible).join(', ')} (${commit.id.slice(0, 10)}).`);
  }
  for (const file of withheld)
    terminal.warn(
      `${file} holds a secret and was left out of the commit; move it (.dvc/config.local, .env or ~/.aws), then commit the file, so that a clone can pull.`,
    );
  if (uncommitted.length > 0) {
    terminal.warn(
      'These inputs differ from what git has committed, so that a clone gets other content than the lock names; git add and git commit them, and push that:',
    );
    printFirst(
      uncommitted.map((file) => `  ${visible(file)}`),
      (line) => terminal.warn(line),
    );
  }
  if (error !== undefined) {
    terminal.warn(`\n${terminal.paint('red', 'The push failed')} (${error.code}): ${error.message}`);
    terminal.warn(
      'What ran and the commit stay here; `docket repro --push` pushes them when that is mended.',
    );
  }
  if (pushed !== null)
    terminal.print(`Pushed the data to ${pushed.data} and the commit to ${pushed.branch}.`);
}
