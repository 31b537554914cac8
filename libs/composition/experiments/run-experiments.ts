/** Runs experiments: one in the workspace itself, many one after another with the workspace put back afterwards. */
import { assignedTexts } from '#config/assign-params.js';
import { DomainError } from '#contracts/domain-error.js';
import type { QueuedExperiment } from '#contracts/experiment.schema.js';
import { expandSweep } from '#core/experiments/expand-sweep.js';
import { holdWorkspace } from '../hold-workspace.js';
import { holdLive } from '../models/hold-live.js';
import type { Workspace } from '../open-workspace.js';
import {
  paramsSet,
  type ReproduceOptions,
  type ReproduceResult,
  readPipeline,
  refuseWrongUse,
  reproduceHeld,
} from '../reproduce.js';
import { describingFiles } from './describing-files.js';
import { ExperimentBook } from './experiment-book.js';
import { namesFor } from './experiment-names.js';
import { ExperimentQueue } from './experiment-queue.js';
import { experimentStart } from './experiment-start.js';
import { recordExperiment } from './record-experiment.js';
import { refuseUnread } from './refuse-unread.js';
import { forgetReturn, noteReturn, putInPlace, returnWorkspace } from './return-workspace.js';

export interface RunExperimentsOptions extends ReproduceOptions {
  /** Of the one experiment, or of all of a sweep with a number behind it. */
  name?: string;
  /** Only queue them. */
  queue?: boolean;
  /** Run all that are queued. */
  runAll?: boolean;
  onExperiment?: (experiment: { name: string; set: readonly string[]; number: number; of: number }) => void;
}

export interface ExperimentOutcome {
  name: string;
  state: 'recorded' | 'queued' | 'failed';
  set: string[];
  /** Null where it did not run. */
  run: ReproduceResult | null;
  error?: { code: string; message: string };
}

/** What every step of a call works with. */
interface Session {
  workspace: Workspace;
  book: ExperimentBook;
  queue: ExperimentQueue;
  options: RunExperimentsOptions;
}

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
  const queued = await enqueue({ workspace, book, queue, options }, sweep, names);
  if (options.queue) return queued.map(({ name, set }) => ({ name, state: 'queued', set, run: null }));
  return hold((session) => runQueued(session, queued));
}

/** In the workspace itself, which stays as the experiment left it, or becomes again what it was where that failed. */
async function runHere(session: Session, name: string, set: string[]): Promise<ExperimentOutcome> {
  const { workspace, options } = session;
  if (set.length === 0) return runOne(session, name, set, new Map());
  const texts = await paramsSet(workspace, options, set);
  await noteReturn(workspace, 'docket exp run', [...texts.keys()]);
  try {
    const outcome = await runOne(session, name, set, texts);
    if (outcome.state === 'recorded') forgetReturn(workspace);
    return outcome;
  } finally {
    await putBack(session);
  }
}

/** @param texts that it is run with; none: the workspace as it is */
async function runOne(
  { workspace, book, options }: Pick<Session, 'workspace' | 'book' | 'options'>,
  name: string,
  set: string[],
  texts: ReadonlyMap<string, string>,
): Promise<ExperimentOutcome> {
  if (texts.size > 0)
    for (const path of await putInPlace(workspace, texts)) options.onEvent?.({ type: 'kept', path });
  const start = await experimentStart(workspace, book, texts);
  const { set: _, ...rest } = options;
  const run = await reproduceHeld(workspace, { ...rest, begun: start.read });
  const failed = run.stages.find(({ state }) => state === 'failed');
  if (failed !== undefined) return { name, state: 'failed', set, run, error: failed.error! };
  const stages = run.stages.map((stage) => stage.name);
  const note = {
    name,
    created: new Date().toISOString(),
    group: run.pipeline,
    run_id: run.run_id,
    stages,
    set,
  };
  await recordExperiment(workspace, book, start, note, options);
  return { name, state: 'recorded', set, run };
}

/** Of one that stays in the workspace; a sweep's are put away again. */
async function noteModel({ workspace, options }: Session, { name, run }: ExperimentOutcome): Promise<void> {
  // What reads models takes a while to load.
  const { noteRun } = await import('../models/note-run.js');
  const { pipeline } = await readPipeline(workspace, options);
  await noteRun(workspace, pipeline, `docket exp run (${name})`, run!);
}

async function enqueue(
  { workspace, queue, options }: Session,
  sweep: readonly string[][],
  names: readonly string[],
): Promise<QueuedExperiment[]> {
  const { files } = await describingFiles(workspace.directory, await workspace.pipelineFiles());
  const now = Date.now();
  const queued = sweep.map(
    (set, index): QueuedExperiment => ({
      format: 'docket/queued-experiment@1',
      name: names[index]!,
      // A millisecond apart, so that they keep their order.
      created: new Date(now + index).toISOString(),
      pipeline_file: workspace.pipelineFile,
      group: options.pipeline ?? null,
      stages: [...(options.stages ?? [])],
      all_pipelines: options.allPipelines ?? false,
      force: options.force ?? false,
      set,
      files: Object.fromEntries(files),
      failure: null,
    }),
  );
  for (const each of queued) queue.save(each);
  return queued;
}

async function runQueued(
  session: Session,
  queued: readonly QueuedExperiment[],
): Promise<ExperimentOutcome[]> {
  const { workspace, book, queue, options } = session;
  const outcomes: ExperimentOutcome[] = [];
  if (queued.length === 0) return outcomes;
  await noteReturn(workspace, 'docket exp run', [
    ...new Set(queued.flatMap(({ files }) => Object.keys(files))),
  ]);
  try {
    await holdLive(workspace);
    for (const [index, each] of queued.entries()) {
      if (!queue.list().some(({ name }) => name === each.name)) {
        const { name, set } = each;
        // Forgotten meanwhile, or run by others while this process waited for the workspace.
        if ((await book.look(name)) !== null) outcomes.push({ name, state: 'recorded', set, run: null });
        continue;
      }
      options.onExperiment?.({ name: each.name, set: each.set, number: index + 1, of: queued.length });
      outcomes.push(await runFromQueue(session, each));
    }
  } finally {
    await putBack(session);
  }
  return outcomes;
}

/** Nothing where the experiment's state is to stay. */
async function putBack({ workspace, options }: Session): Promise<void> {
  const returned = await returnWorkspace(workspace);
  for (const path of returned?.kept ?? []) options.onEvent?.({ type: 'kept', path });
  if (returned?.lacking.length) options.onEvent?.({ type: 'not-returned', paths: returned.lacking });
}

async function runFromQueue(
  { workspace, book, queue, options }: Session,
  queued: QueuedExperiment,
): Promise<ExperimentOutcome> {
  const { name, set, files, group, stages, force } = queued;
  try {
    await book.check([name]);
    if (queued.pipeline_file !== workspace.pipelineFile) {
      throw new DomainError(
        'request/invalid',
        `'${name}' was queued for ${queued.pipeline_file}; run it with -f ${queued.pipeline_file}.`,
      );
    }
    const assigned = await assignedTexts(async (file) => files[file] ?? null, set);
    const texts = new Map([...Object.entries(files), ...assigned]);
    const { pipeline: _, ...rest } = options;
    const chosen = {
      stages,
      allPipelines: queued.all_pipelines,
      force,
      ...(group !== null && { pipeline: group }),
    };
    const outcome = await runOne({ workspace, book, options: { ...rest, ...chosen } }, name, set, texts);
    if (outcome.state === 'recorded') queue.remove(name);
    else queue.save({ ...queued, failure: outcome.error! });
    return outcome;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === 'pipeline/interrupted') throw error;
    const failure = { code: error.code, message: error.message };
    queue.save({ ...queued, failure });
    return { name, state: 'failed', set, run: null, error: failure };
  }
}
