/** Runs experiments: one in the workspace itself, many one after another with the workspace put back afterwards. */
import { assignedTexts, assignmentOf, CHANGEABLE } from '#config/assign-params.js';
import { PARAMS } from '#config/params-file.js';
import { DomainError } from '#contracts/domain-error.js';
import type { QueuedExperiment } from '#contracts/experiment.schema.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { Pipeline } from '#contracts/pipeline.js';
import { expandSweep } from '#core/experiments/expand-sweep.js';
import { holdWorkspace } from '../hold-workspace.js';
import { holdLive } from '../models/hold-live.js';
import type { Workspace } from '../open-workspace.js';
import {
  type ReproduceOptions,
  type ReproduceResult,
  readPipeline,
  refuseWrongUse,
  reproduceHeld,
} from '../reproduce.js';
import { ExperimentBook } from './experiment-book.js';
import { namesFor } from './experiment-names.js';
import { ExperimentQueue } from './experiment-queue.js';
import { describingFiles, recordExperiment } from './record-experiment.js';
import { noteReturn, noteWritten, returnWorkspace } from './return-workspace.js';

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
  const { pipeline } = await describingFiles(workspace.directory, await workspace.pipelineFiles());
  for (const assignment of options.set ?? []) checkKey(pipeline, assignment);
  for (const set of sweep) await refuseWrongUse(workspace, { ...options, set });
  const names = await namesFor(book, queue, sweep.length, options.name);
  if (sweep.length === 1 && !options.queue) {
    const [name, set] = [names[0]!, sweep[0]!];
    return hold(async (session) => {
      const outcome = await runOne(session, name, set);
      if (outcome.state === 'recorded') await noteModel(session, outcome);
      return [outcome];
    });
  }
  const queued = await enqueue({ workspace, book, queue, options }, sweep, names);
  if (options.queue) return queued.map(({ name, set }) => ({ name, state: 'queued', set, run: null }));
  return hold((session) => runQueued(session, queued));
}

async function runOne(
  { workspace, book, options }: Pick<Session, 'workspace' | 'book' | 'options'>,
  name: string,
  set: string[],
): Promise<ExperimentOutcome> {
  const run = await reproduceHeld(workspace, { ...options, set });
  const failed = run.stages.find(({ state }) => state === 'failed');
  if (failed !== undefined) return { name, state: 'failed', set, run, error: failed.error! };
  await recordExperiment(
    workspace,
    book,
    {
      name,
      created: new Date().toISOString(),
      group: run.pipeline,
      run_id: run.run_id,
      stages: run.stages.map((stage) => stage.name),
      set,
    },
    options,
  );
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
  const { workspace, options } = session;
  const outcomes: ExperimentOutcome[] = [];
  if (queued.length === 0) return outcomes;
  await noteReturn(workspace, 'docket exp run', [
    ...new Set(queued.flatMap(({ files }) => Object.keys(files))),
  ]);
  try {
    await holdLive(workspace);
    for (const [index, each] of queued.entries()) {
      options.onExperiment?.({ name: each.name, set: each.set, number: index + 1, of: queued.length });
      outcomes.push(await runFromQueue(session, each));
    }
  } finally {
    const returned = await returnWorkspace(workspace);
    for (const path of returned?.kept ?? []) options.onEvent?.({ type: 'kept', path });
    if (returned?.lacking.length) options.onEvent?.({ type: 'not-returned', paths: returned.lacking });
  }
  return outcomes;
}

async function runFromQueue(
  { workspace, book, queue, options }: Session,
  queued: QueuedExperiment,
): Promise<ExperimentOutcome> {
  const { name, set, files, group } = queued;
  try {
    await book.check([name]);
    if (queued.pipeline_file !== workspace.pipelineFile) {
      throw new DomainError(
        'request/invalid',
        `'${name}' was queued for ${queued.pipeline_file}; run it with -f ${queued.pipeline_file}.`,
      );
    }
    const assigned = await assignedTexts(async (file) => files[file] ?? null, set);
    const texts = { ...files, ...Object.fromEntries(assigned) };
    noteWritten(workspace, texts);
    for (const [path, text] of Object.entries(texts)) await workspace.files.write(path, Buffer.from(text));
    const { set: _set, pipeline: _pipeline, ...rest } = options;
    const asQueued = { ...rest, ...(group !== null && { pipeline: group }) };
    const outcome = await runOne({ workspace, book, options: asQueued }, name, set);
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

/** A misspelt key would make experiments that differ in nothing. */
function checkKey(pipeline: Pipeline, written: string): void {
  const { file, assignment } = assignmentOf(written);
  const key = assignment.slice(0, assignment.indexOf('='));
  const all = pipeline.stages.flatMap(({ params }) => params);
  const specs = all.filter((spec) => spec.file === file);
  const reads = (each: string) => key === each || key.startsWith(`${each}.`) || each.startsWith(`${key}.`);
  const declared = specs.flatMap(({ keys }) => keys);
  if (specs.some(({ keys }) => keys.length === 0) || declared.some(reads)) return;
  const readable = all.filter((spec) => CHANGEABLE.test(spec.file));
  const known = readable.flatMap((spec) =>
    spec.keys.map((each) => (spec.file === PARAMS ? each : `${spec.file}:${each}`)),
  );
  const name = file === PARAMS ? key : `${file}:${key}`;
  throw new DomainError(
    'config/invalid',
    `--set ${written}: no stage reads the param '${name}'.${didYouMean(name, known)} Stages read: ${[...new Set(known)].sort().join(', ') || 'none'}.`,
    { usage: true },
  );
}
