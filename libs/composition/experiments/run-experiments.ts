/** Runs experiments: one in the workspace itself, many one after another with the workspace put back afterwards. */
import { randomInt } from 'node:crypto';
import { assignParams, PARAMS } from '#config/params-file.js';
import { DomainError } from '#contracts/domain-error.js';
import type { QueuedExperiment } from '#contracts/experiment.schema.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { Pipeline } from '#contracts/pipeline.js';
import { expandSweep } from '#core/experiments/expand-sweep.js';
import { experimentName } from '#core/experiments/experiment-name.js';
import { holdWorkspace } from '../hold-workspace.js';
import type { Workspace } from '../open-workspace.js';
import { type ReproduceOptions, type ReproduceResult, reproduceHeld, workspaceStatus } from '../reproduce.js';
import { type Experiment, ExperimentBook } from './experiment-book.js';
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

/** @throws DomainError for wrong use before anything ran, 'workspace/locked', 'pipeline/interrupted' */
export async function runExperiments(
  workspace: Workspace,
  options: RunExperimentsOptions,
): Promise<ExperimentOutcome[]> {
  const book = new ExperimentBook(workspace);
  const queue = new ExperimentQueue(workspace);
  const command = 'docket exp run';
  if (options.runAll) {
    if (options.set?.length || options.queue || options.name !== undefined) {
      throw new DomainError(
        'request/invalid',
        '--run-all runs what is queued, as it was queued; leave out --set, --queue and --name.',
        { usage: true },
      );
    }
    return holdWorkspace(workspace, { command, ...options }, (signal) =>
      runQueued(workspace, book, queue, queue.list(), { ...options, signal }),
    );
  }
  const sweep = expandSweep(options.set ?? []);
  const { pipeline } = await describingFiles(workspace.directory, workspace.pipelineFile);
  for (const assignment of options.set ?? []) checkKey(pipeline, assignment);
  const names = await namesFor(book, queue, sweep.length, options.name);
  if (sweep.length === 1 && !options.queue) {
    const [name, set] = [names[0]!, sweep[0]!];
    return holdWorkspace(workspace, { command, ...options }, async (signal) => [
      await runOne(workspace, book, { name, set }, { ...options, signal }),
    ]);
  }
  const queued = await enqueue(workspace, queue, sweep, names, options);
  if (options.queue) return queued.map(({ name, set }) => ({ name, state: 'queued', set, run: null }));
  return holdWorkspace(workspace, { command, ...options }, (signal) =>
    runQueued(workspace, book, queue, queued, { ...options, signal }),
  );
}

/**
 * Records the workspace as it is, as an experiment.
 * @throws DomainError 'workspace/dirty' where the last run is not about what lies there now
 */
export async function saveExperiment(
  workspace: Workspace,
  given: string | undefined,
  options: Omit<ReproduceOptions, 'set'> = {},
): Promise<Experiment> {
  const book = new ExperimentBook(workspace);
  const [name] = await namesFor(book, new ExperimentQueue(workspace), 1, given);
  return holdWorkspace(workspace, { command: 'docket exp save', ...options }, async () => {
    const { stages } = await workspaceStatus(workspace, options);
    const stale = stages.filter(({ state }) => state === 'stale');
    if (stale.length > 0) {
      const lines = stale.map((stage) => `  - ${stage.name}: ${stage.reasons.join('; ')}`).join('\n');
      throw new DomainError(
        'workspace/dirty',
        `The workspace is not what its last run left, so it cannot be recorded as one:\n${lines}\nBring it up to date first: docket repro.`,
      );
    }
    return recordExperiment(workspace, book, {
      name: name!,
      created: new Date().toISOString(),
      group: null,
      run_id: null,
      stages: stages.filter(({ state }) => state !== 'frozen').map((stage) => stage.name),
      set: [],
    });
  });
}

async function runOne(
  workspace: Workspace,
  book: ExperimentBook,
  { name, set }: { name: string; set: string[] },
  options: RunExperimentsOptions,
): Promise<ExperimentOutcome> {
  const run = await reproduceHeld(workspace, { ...options, set });
  const failed = run.stages.find(({ state }) => state === 'failed');
  if (failed !== undefined) return { name, state: 'failed', set, run, error: failed.error! };
  await recordExperiment(workspace, book, {
    name,
    created: new Date().toISOString(),
    group: run.pipeline,
    run_id: run.run_id,
    stages: run.stages.map((stage) => stage.name),
    set,
  });
  return { name, state: 'recorded', set, run };
}

async function enqueue(
  workspace: Workspace,
  queue: ExperimentQueue,
  sweep: readonly string[][],
  names: readonly string[],
  options: RunExperimentsOptions,
): Promise<QueuedExperiment[]> {
  const { files } = await describingFiles(workspace.directory, workspace.pipelineFile);
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
  workspace: Workspace,
  book: ExperimentBook,
  queue: ExperimentQueue,
  queued: readonly QueuedExperiment[],
  options: RunExperimentsOptions,
): Promise<ExperimentOutcome[]> {
  const outcomes: ExperimentOutcome[] = [];
  if (queued.length === 0) return outcomes;
  await noteReturn(workspace, 'docket exp run', [
    ...new Set(queued.flatMap(({ files }) => Object.keys(files))),
  ]);
  try {
    for (const [index, each] of queued.entries()) {
      options.onExperiment?.({ name: each.name, set: each.set, number: index + 1, of: queued.length });
      outcomes.push(await runFromQueue(workspace, book, queue, each, options));
    }
  } finally {
    const returned = await returnWorkspace(workspace);
    for (const path of returned?.kept ?? []) options.onEvent?.({ type: 'kept', path });
  }
  return outcomes;
}

async function runFromQueue(
  workspace: Workspace,
  book: ExperimentBook,
  queue: ExperimentQueue,
  queued: QueuedExperiment,
  options: RunExperimentsOptions,
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
    const texts = { ...files, [PARAMS]: assignParams(files[PARAMS] ?? '', set) };
    noteWritten(workspace, texts);
    for (const [path, text] of Object.entries(texts)) await workspace.files.write(path, Buffer.from(text));
    const { set: _set, pipeline: _pipeline, ...rest } = options;
    const outcome = await runOne(
      workspace,
      book,
      { name, set },
      { ...rest, ...(group !== null && { pipeline: group }) },
    );
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

async function namesFor(
  book: ExperimentBook,
  queue: ExperimentQueue,
  count: number,
  given: string | undefined,
): Promise<string[]> {
  const taken = new Set([...(await book.list()), ...queue.list()].map(({ name }) => name));
  const chance = () => randomInt(2 ** 32) / 2 ** 32;
  const names = Array.from({ length: count }, (_, index) => {
    if (given !== undefined) return count === 1 ? given : `${given}-${index + 1}`;
    const name = experimentName(chance, taken);
    taken.add(name);
    return name;
  });
  await book.check(names);
  const queued = queue.list().find(({ name }) => names.includes(name));
  if (queued !== undefined) {
    throw new DomainError(
      'experiment/exists',
      `An experiment '${queued.name}' is queued. Take another --name, run it (docket exp run --run-all), or forget it: docket exp remove ${queued.name}.`,
      { usage: true },
    );
  }
  return names;
}

/** A misspelt key would make experiments that differ in nothing. */
function checkKey(pipeline: Pipeline, assignment: string): void {
  const key = assignment.slice(0, assignment.indexOf('='));
  const specs = pipeline.stages.flatMap(({ params }) => params).filter(({ file }) => file === 'params.yaml');
  const declared = specs.flatMap(({ keys }) => keys);
  const reads = (each: string) => key === each || key.startsWith(`${each}.`) || each.startsWith(`${key}.`);
  if (specs.some(({ keys }) => keys.length === 0) || declared.some(reads)) return;
  throw new DomainError(
    'config/invalid',
    `--set ${assignment}: no stage reads the param '${key}'.${didYouMean(key, declared)} Stages read: ${[...new Set(declared)].sort().join(', ') || 'none of params.yaml'}.`,
    { usage: true },
  );
}
