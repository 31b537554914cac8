/** What experiments are and came to, for tables and details. */
import { parse } from 'yaml';
import { assignmentOf, assignParams } from '#config/assign-params.js';
import { PARAMS } from '#config/params-file.js';
import { DomainError } from '#contracts/domain-error.js';
import type { Pipeline } from '#contracts/pipeline.js';
import type { PipelineLock } from '#contracts/pipeline-lock.schema.js';
import type { TableRow } from '#core/experiments/experiment-table.js';
import { valuesAt } from '../compare-revisions.js';
import type { Workspace } from '../open-workspace.js';
import { readPipeline } from '../reproduce.js';
import { selectStages } from '../workspace-pipeline.js';
import type { WorkspaceState } from '../workspace-state.js';
import {
  presentState,
  revisionState,
  stateLock,
  stateLockFiles,
  stateNamed,
  statePipeline,
  stateTreesOf,
  WORKSPACE_LABEL,
} from '../workspace-states.js';
import { ExperimentBook } from './experiment-book.js';
import { ExperimentQueue } from './experiment-queue.js';
import { type SetKeys, setKeys, withSetParams } from './set-params.js';

export interface ExperimentView extends TableRow {
  /** 'train.c=3' each. */
  set: string[];
  baseline: string | null;
  run_id: string | null;
  /** Why a queued one failed. */
  error?: { code: string; message: string };
}

export interface ExperimentDetails extends ExperimentView {
  /** What it read and made. */
  files: { path: string; role: 'source' | 'output'; md5: string; size: number | null; here: boolean }[];
}

/** The workspace, git's HEAD where it has a lock, then what is queued, then the recorded ones, newest first. */
export async function listExperiments(workspace: Workspace): Promise<ExperimentView[]> {
  const book = new ExperimentBook(workspace);
  const recorded = (await book.list()).reverse();
  const head = await revisionState(workspace, 'HEAD').catch(() => null);
  const keys = setKeys(recorded.flatMap(({ set }) => set));
  const views = [await viewState(workspace, presentState(workspace), 'workspace', keys)];
  if (head !== null && (await hasLock(head))) views.push(await viewState(workspace, head, 'baseline', keys));
  views.push(...queuedExperiments(workspace));
  const likely = await likelyFiles(workspace);
  const states = await book.states(recorded, likely);
  for (const [index, { created, set, baseline, run_id }] of recorded.entries()) {
    const view = await viewState(workspace, states[index]!, 'recorded', keys);
    views.push({ ...view, created, set, baseline, run_id });
  }
  return views;
}

/** What most experiments have: today's pipeline names its metrics as yesterday's did. */
async function likelyFiles(workspace: Workspace): Promise<string[]> {
  const present = presentState(workspace);
  const pipeline = await statePipeline(present).catch(() => null);
  const metrics = pipeline?.stages.flatMap(({ outputs }) => outputs.filter(({ role }) => role === 'metric'));
  return [
    ...(await present.pipelineFiles()),
    ...(await stateLockFiles(present)),
    'params.yaml',
    ...(metrics ?? []).map(({ path }) => path),
  ];
}

async function hasLock(state: WorkspaceState): Promise<boolean> {
  for (const file of await stateLockFiles(state)) if ((await state.read(file)) !== null) return true;
  return false;
}

/** @param name of a recorded or queued experiment. @throws DomainError 'experiment/unknown' */
export async function showExperiment(workspace: Workspace, name: string): Promise<ExperimentDetails> {
  const waiting = queuedExperiments(workspace).find((queued) => queued.name === name);
  if (waiting !== undefined) return { ...waiting, files: [] };
  const book = new ExperimentBook(workspace);
  const experiment = await book.find(name);
  const state = book.state(experiment);
  const { created, set, baseline, run_id, stages } = experiment;
  const trees = await stateTreesOf(workspace, state, stages);
  const files = await Promise.all(
    trees.map(async ({ path, role, entry }) => ({
      ...{ path, role, md5: entry.md5, size: entry.size ?? null },
      here: await workspace.cache.has(entry.md5),
    })),
  );
  const view = await viewState(workspace, state, 'recorded', setKeys(set));
  return { ...view, created, set, baseline, run_id, files };
}

const queuedExperiments = (workspace: Workspace): ExperimentView[] =>
  new ExperimentQueue(workspace).list().map(({ name, created, set, failure }) => ({
    ...{ name, created, set, baseline: null, run_id: null, metrics: {} },
    params: paramsOf(set),
    state: failure === null ? 'queued' : 'failed',
    ...(failure !== null && { error: failure }),
  }));

/** What a queued experiment will set, by file. */
function paramsOf(set: readonly string[]): ExperimentView['params'] {
  const params: Record<string, Record<string, unknown>> = {};
  for (const written of set) {
    const { file, assignment } = assignmentOf(written);
    params[file] = { ...params[file], ...(parse(assignParams('', [assignment])) ?? {}) };
  }
  return params;
}

export interface ExperimentSide {
  params: Record<string, unknown>;
  metrics: Record<string, unknown>;
  /** Path to md5. */
  outputs: Record<string, unknown>;
}

/** @param name of an experiment, a git revision, or 'workspace' */
export async function experimentSide(workspace: Workspace, name: string): Promise<ExperimentSide> {
  const state = await stateNamed(workspace, name);
  const keys = setKeys((await new ExperimentBook(workspace).list()).flatMap(({ set }) => set));
  const { params, metrics } = await viewState(workspace, state, 'recorded', keys);
  const trees = await stateTreesOf(workspace, state);
  return { params, metrics, outputs: Object.fromEntries(trees.map(({ path, entry }) => [path, entry.md5])) };
}

/** Forgets experiments, recorded or queued; what the cache has of them stays until `docket gc`. */
export async function removeExperiments(
  workspace: Workspace,
  names: readonly string[],
  all = false,
): Promise<void> {
  const book = new ExperimentBook(workspace);
  const queue = new ExperimentQueue(workspace);
  const queued = new Set(queue.list().map(({ name }) => name));
  // All or none: a misspelt name must not leave half of it done.
  const found = all
    ? await book.list()
    : await Promise.all(names.filter((name) => !queued.has(name)).map((name) => book.find(name)));
  for (const name of names) if (queued.has(name)) queue.remove(name);
  for (const experiment of found) await book.remove(experiment);
}

/** Names of all, for `--all` and `--queue`. */
export async function experimentNames(
  workspace: Workspace,
): Promise<{ recorded: string[]; queued: string[] }> {
  return {
    recorded: (await new ExperimentBook(workspace).list()).map(({ name }) => name),
    queued: new ExperimentQueue(workspace).list().map(({ name }) => name),
  };
}

/** A state whose lock or metrics cannot be read is still listed, without them. */
async function viewState(
  workspace: Workspace,
  state: WorkspaceState,
  kind: TableRow['state'],
  keys: SetKeys,
): Promise<ExperimentView> {
  let params: TableRow['params'] = {};
  let metrics: TableRow['metrics'] = {};
  try {
    const lock = await stateLock(workspace, state);
    const present = state.label === WORKSPACE_LABEL ? await presentParams(workspace, lock) : null;
    const ofStages = present ?? lockedParams(lock, await statePipeline(state).catch(() => null));
    params = await withSetParams(state, ofStages, keys);
    metrics = await valuesAt(workspace, 'metrics', state);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
  return {
    name: state.label,
    state: kind,
    created: null,
    params,
    metrics,
    set: [],
    baseline: null,
    run_id: null,
  };
}

/**
 * As the files have them now, whatever the last run had, of the stages that ran; without a lock, of those that would.
 * @returns null where the pipeline cannot be read
 */
async function presentParams(
  workspace: Workspace,
  lock: PipelineLock | null,
): Promise<TableRow['params'] | null> {
  const loaded = await readPipeline(workspace).catch(() => null);
  if (loaded === null) return null;
  const all = lock === null ? selectStages(loaded, {}).stages : loaded.pipeline.stages;
  const files: Record<string, Record<string, unknown>> = {};
  for (const stage of all) {
    if (lock !== null && lock.stages?.[stage.name] === undefined) continue;
    const values = loaded.params(stage);
    for (const { file, written } of stage.params) files[file] = { ...files[file], ...values[written] };
  }
  return files;
}

/**
 * The params that the stages ran with, defaults included: what the metrics are about.
 * @param pipeline tells where a params file lies that the lock names from the stage's own folder
 * @returns file from the workspace's root to key to value
 */
function lockedParams(lock: PipelineLock | null, pipeline: Pipeline | null): TableRow['params'] {
  const files: Record<string, Record<string, unknown>> = {};
  const specs = new Map(pipeline?.stages.map(({ name, params }) => [name, params]));
  for (const [name, stage] of Object.entries(lock?.stages ?? {})) {
    for (const [written, values] of Object.entries(stage.params ?? {})) {
      const spec = specs.get(name)?.find((each) => each.written === written);
      const file = spec?.file ?? (written || PARAMS);
      files[file] = { ...files[file], ...values };
    }
  }
  return files;
}
