/** Runs experiments: one in the workspace itself, many one after another with the workspace put back afterwards. */
import { DomainError } from '#contracts/domain-error.js';
import { expandSweep } from '#core/experiments/expand-sweep.js';
import { holdWorkspace } from '../hold-workspace.js';
import type { Workspace } from '../open-workspace.js';
import { refuseOutputsInGit } from '../outputs-in-git.js';
import { paramsSet, readPipeline, refuseWrongUse } from '../reproduce.js';
import { selectStages } from '../workspace-pipeline.js';
import { ExperimentBook } from './experiment-book.js';
import { namesFor } from './experiment-names.js';
import { ExperimentQueue } from './experiment-queue.js';
import { refuseUnread } from './refuse-unread.js';
import { forgetReturn, noteReturn } from './return-workspace.js';
import {
  type ExperimentOutcome,
  putBack,
  type RunExperimentsOptions,
  runOne,
  type Session,
} from './run-one.js';
import { enqueue, runQueued } from './run-queued.js';

export type { ExperimentOutcome, RunExperimentsOptions } from './run-one.js';

/** @throws DomainError for wrong use before anything ran, 'workspace/locked', 'pipeline/interrupted' */
export async function runExperiments(
  workspace: Workspace,
  options: RunExperimentsOptions,
): Promise<ExperimentOutcome[]> {
  const [book, queue] = [new ExperimentBook(workspace), new ExperimentQueue(workspace)];
  const hold = (use: (session: Session) => Promise<ExperimentOutcome[]>) =>
    holdWorkspace(workspace, { command: 'docket exp run', ...options }, (signal) =>
      use({ workspace, book, queue, options: { ...options, signal } }),
    );
  if (options.runAll) {
    if (options.set?.length || options.queue || options.name !== undefined) {
      throw new DomainError(
        'request/invalid',
        '--run-all runs what is queued, as it was queued; leave out --set, --queue and --name.',
        { usage: true },
      );
    }
    return hold((session) => runQueued(session, queue.list()));
  }
  const sweep = expandSweep(options.set ?? []);
  for (const set of sweep) await refuseWrongUse(workspace, { ...options, set });
  await refuseUnread(workspace, options, sweep);
  const names = await namesFor(book, queue, sweep.length, options.name);
  if (sweep.length === 1 && !options.queue) {
    const [name, set] = [names[0]!, sweep[0]!];
    return hold(async (session) => {
      const outcome = await runHere(session, name, set);
      if (outcome.state === 'recorded') await noteModel(session, outcome);
      return [outcome];
    });
  }
  if (sweep.some((set) => set.length > 0)) await refuseFaultOfAll(workspace, options);
  const queued = await enqueue({ workspace, book, queue, options }, sweep, names);
  if (options.queue) return queued.map(({ name, set }) => ({ name, state: 'queued', set, run: null }));
  return hold((session) => runQueued(session, queued));
}

/** What would end each of them in the same way is said once, before any is recorded as failed. */
async function refuseFaultOfAll(workspace: Workspace, options: RunExperimentsOptions): Promise<void> {
  // What else is wrong with the pipeline is told when it is read for the queue.
  const loaded = await readPipeline(workspace, options).catch(() => null);
  if (loaded === null) return;
  const { stages } = selectStages(loaded, options);
  // Whatever is set may make any of them run.
  const stale = stages.map(({ name }) => ({ name, state: 'stale' as const }));
  await refuseOutputsInGit(workspace, loaded, stages, async () => stale);
}

/** In the workspace itself, which stays as the experiment left it, or becomes again what it was where that failed. */
async function runHere(session: Session, name: string, set: string[]): Promise<ExperimentOutcome> {
  const { workspace, options } = session;
  if (set.length === 0) return runOne(session, name, set, null);
  const texts = await paramsSet(workspace, options, set);
  await noteReturn(workspace, 'docket exp run', [...texts.keys()], { stays: true });
  try {
    const outcome = await runOne(session, name, set, { texts, code: new Map(), made: new Set() });
    if (outcome.state === 'recorded') forgetReturn(workspace);
    return outcome;
  } finally {
    await putBack(session);
  }
}

/** Of one that stays in the workspace; a sweep's are put away again. */
async function noteModel({ workspace, options }: Session, { name, run }: ExperimentOutcome): Promise<void> {
  // What reads models takes a while to load.
  const { noteRun } = await import('../models/note-run.js');
  const { pipeline } = await readPipeline(workspace, options);
  await noteRun(workspace, pipeline, `docket exp run (${name})`, run!);
}
