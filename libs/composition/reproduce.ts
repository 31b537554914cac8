/** Brings a workspace's pipeline up to date, or says what would have to be done: what CLI and platform call. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import { assignedTexts, CHANGEABLE, refusedAssignments, refuseNewKeys } from '#config/assign-params.js';
import { type ReadText, textsOf } from '#config/read-text.js';
import { DomainError } from '#contracts/domain-error.js';
import type { Pipeline } from '#contracts/pipeline.js';
import type { StageReport } from '#contracts/pipeline-event.js';
import { refuseSweep } from '#core/experiments/expand-sweep.js';
import { runPipeline } from '#core/pipeline/run-pipeline.js';
import type { RunWorld } from '#core/pipeline/run-world.js';
import { writeEditorSchema } from './editor-schema.js';
import { describingFiles } from './experiments/describing-files.js';
import { returnNoteOf } from './experiments/return-note.js';
import { type HoldOptions, holdWorkspace } from './hold-workspace.js';
import { guardState, ignoreOutputs } from './keep-out-of-git.js';
import { type LastFailure, lastFailures, noteFailures } from './last-failures.js';
import type { Workspace } from './open-workspace.js';
import { refuseOutputsInGit } from './outputs-in-git.js';
import { platformSections } from './platform-sections.js';
import { pruneLogs } from './prune-logs.js';
import { readMetrics, unmeasured, unreadableMetrics } from './read-metrics.js';
import { type RunParts, withRunWorld } from './run-world.js';
import { paramsReader, refuseOtherParams } from './stage-params.js';
import { type StagePlanReport, stagePlans } from './stage-plans.js';
import {
  type StageSelection,
  selectStages,
  type WorkspacePipeline,
  workspacePipeline,
} from './workspace-pipeline.js';

export interface ReproduceOptions extends StageSelection, RunParts, HoldOptions {
  /** Run even what is up to date. */
  force?: boolean;
  /** After a failed stage, go on with those that do not need it. */
  keepGoing?: boolean;
  /** 'train.c=3', written into params.yaml first; 'models/params.yaml:c=3' into another file. */
  set?: readonly string[];
  /** Stages and files at a time; default: processor cores and one, so that none waits for the disk. */
  jobs?: number;
  /** Files of the pipeline and params as the run began with; a stage whose params are others by its turn fails. */
  begun?: ReadText;
}

export interface ReproduceResult {
  run_id: string;
  pipeline: string;
  stages: StageReport[];
  /** Content of every metrics file of these stages, JSON, YAML or TOML, by its path; without what `outdated` names. */
  metrics: Record<string, unknown>;
  /** Metrics files of an earlier run, whose stage failed in this one or was not tried: why, by path. */
  outdated?: Record<string, string>;
}

/** With what became of it when it was last tried. */
export interface StageStatus extends StagePlanReport {
  /** Only where it failed, and is not up to date since. */
  failed?: LastFailure;
}

/**
 * A failed stage is told in the result (state 'failed'), with the others' work kept.
 * @throws DomainError for a wrong pipeline or params, 'workspace/locked', 'pipeline/interrupted'
 */
export async function reproduce(
  workspace: Workspace,
  options: ReproduceOptions = {},
): Promise<ReproduceResult> {
  await refuseWrongUse(workspace, options);
  return holdWorkspace(workspace, { command: 'docket repro', ...options }, (signal) =>
    reproduceNoted(workspace, { ...options, signal }),
  );
}

/** {@link reproduceHeld}, after which the registry knows the model that came of it. */
export async function reproduceNoted(
  workspace: Workspace,
  options: Omit<ReproduceOptions, 'wait'>,
): Promise<ReproduceResult> {
  const { result, pipeline } = await runHeld(workspace, options);
  noteFailures(workspace, result.run_id, result.stages);
  if (result.stages.some(({ state }) => state !== 'unchanged')) {
    const { noteRun } = await import('./models/note-run.js');
    await noteRun(workspace, pipeline, options.command ?? 'docket repro', result);
  }
  return result;
}

/**
 * What is wrong however long one waits is said at once; all else when the workspace is held.
 * @throws DomainError with `details.usage`
 */
export async function refuseWrongUse(workspace: Workspace, options: ReproduceOptions): Promise<void> {
  // A command that was killed may have left another pipeline than the one that will be.
  if (workspace.changes.unfinished() || existsSync(returnNoteOf(workspace))) return;
  try {
    selectStages(await readPipeline(workspace, options), options);
    if (options.set?.length) await paramsSet(workspace, options, options.set);
  } catch (error) {
    if (error instanceof DomainError && error.details.usage === true) throw error;
  }
}

/** {@link reproduce} for a caller that holds the workspace already. */
export async function reproduceHeld(
  workspace: Workspace,
  options: Omit<ReproduceOptions, 'wait' | 'command'>,
): Promise<ReproduceResult> {
  return (await runHeld(workspace, options)).result;
}

/** @returns with the pipeline as it ran: its file may be another by now */
async function runHeld(
  workspace: Workspace,
  options: Omit<ReproduceOptions, 'wait' | 'command'>,
): Promise<{ result: ReproduceResult; pipeline: Pipeline }> {
  await writeEditorSchema(workspace.directory);
  if (options.set !== undefined && options.set.length > 0) await setParams(workspace, options, options.set);
  return withWorld(workspace, options, async (world, loaded) => {
    const { group, stages } = selectStages(loaded, options);
    await refuseOutputsInGit(workspace, loaded, stages, () =>
      stagePlans(world, stages, options.force ?? false),
    );
    // Before anything runs: a run that is killed must leave nothing for git to take.
    await ignoreOutputs(workspace, stages);
    const runId = newRunId();
    const reports = await runPipeline(world, {
      runId,
      pipeline: loaded.pipeline,
      group,
      stages,
      force: options.force ?? false,
      keepGoing: options.keepGoing ?? false,
      jobs: options.jobs ?? availableParallelism() + 1,
      memory: freemem() / 2,
      signal: options.signal ?? new AbortController().signal,
      onEvent: options.onEvent ?? (() => undefined),
      beforeLock: (stage) => ignoreOutputs(workspace, [stage]),
    });
    pruneLogs(join(workspace.state, 'logs'));
    const metrics = stages.flatMap(({ outputs }) => outputs.filter(({ role }) => role === 'metric'));
    for (const stage of stages) {
      const report = reports.find(({ name, error }) => name === stage.name && error === undefined);
      report?.warnings.push(...(await unreadableMetrics(workspace, stage)));
    }
    const old = unmeasured(stages, reports);
    const figures = await readMetrics(workspace, metrics);
    const outdated = Object.fromEntries(Object.entries(old).filter(([path]) => path in figures));
    const measured = Object.fromEntries(Object.entries(figures).filter(([path]) => !(path in old)));
    const result = {
      ...{ run_id: runId, pipeline: group, stages: reports, metrics: measured },
      ...(Object.keys(outdated).length > 0 && { outdated }),
    };
    return { result, pipeline: loaded.pipeline };
  });
}

/** Writes the params only where the pipeline can run with them. */
async function setParams(
  workspace: Workspace,
  options: StageSelection & RunParts,
  set: readonly string[],
): Promise<void> {
  const texts = await paramsSet(workspace, options, set);
  for (const [file, text] of texts) await workspace.files.write(file, Buffer.from(text));
}

/**
 * @returns params.yaml, or what files are named, as they would be
 * @throws DomainError with `details.usage` where what was to be set cannot be, with other faults of the pipeline as they are
 */
export async function paramsSet(
  workspace: Workspace,
  options: StageSelection & RunParts,
  set: readonly string[],
): Promise<Map<string, string>> {
  refuseSweep(set);
  const there = textsOf(workspace.directory);
  const texts = await assignedTexts(there, set);
  try {
    const loaded = await readPipeline(workspace, options, options, assigned(there, texts));
    const { stages } = selectStages(loaded, options);
    // Whatever is set may make any of them run.
    const stale = stages.map(({ name }) => ({ name, state: 'stale' as const }));
    await refuseOutputsInGit(workspace, loaded, stages, async () => stale);
    const sections = await platformSections(loaded.pipeline);
    const others = () => filesOfValues(workspace, loaded.pipeline);
    await refuseNewKeys(there, set, (section) => Object.hasOwn(sections, section), others);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const refused = refusedAssignments(error, set);
    const message = `${refused ?? error.message}\nNothing was set: ${[...texts.keys()].join(', ')} ${texts.size === 1 ? 'is' : 'are'} as before.`;
    const details = refused === null ? error.details : { ...error.details, usage: true };
    throw new DomainError(error.code, message, details, { cause: error });
  }
  return texts;
}

/** What files say once some of them have been written. */
const assigned =
  (there: ReadText, texts: ReadonlyMap<string, string>): ReadText =>
  async (file) =>
    texts.get(file) ?? there(file);

/** Those that stages name as their params, and those that fill in `${}`. */
async function filesOfValues(workspace: Workspace, pipeline: Pipeline): Promise<string[]> {
  const own = await workspace.pipelineFiles();
  const { files } = await describingFiles(workspace.directory, own);
  const values = [...files.keys()].filter((file) => CHANGEABLE.test(file) && !own.includes(file));
  return [
    ...new Set([...pipeline.stages.flatMap(({ params }) => params.map(({ file }) => file)), ...values]),
  ];
}

/**
 * The plan that `reproduce` would follow now, as far as it can be known before the first stage has run.
 * @param options.set as if it had been written
 * @throws DomainError as `reproduce` does where it cannot be set
 */
export async function workspaceStatus(
  workspace: Workspace,
  options: StageSelection & RunParts & Pick<ReproduceOptions, 'force' | 'set'> = {},
): Promise<{ pipeline: string; stages: StageStatus[] }> {
  guardState(workspace);
  const texts = options.set?.length ? await paramsSet(workspace, options, options.set) : undefined;
  return withWorld(workspace, { ...options, texts }, async (world, loaded) => {
    const { group, stages } = selectStages(loaded, options);
    const reports = await stagePlans(world, stages, options.force ?? false, texts);
    await refuseOutputsInGit(workspace, loaded, stages, async () => reports);
    await world.files.save();
    const failures = lastFailures(workspace);
    const told = reports.map((report): StageStatus => {
      const failed = report.state === 'unchanged' ? undefined : failures.get(report.name);
      return { ...report, ...(failed && { failed }) };
    });
    return { pipeline: group, stages: told };
  });
}

/**
 * The checked pipeline alone, for `dag` and the platform.
 * @param selection the stages that are to run, whose inputs must be there
 * @param texts instead of the files, for what is not written yet
 */
export async function readPipeline(
  workspace: Workspace,
  parts: RunParts = {},
  selection?: StageSelection,
  texts?: ReadText,
): Promise<WorkspacePipeline> {
  return workspacePipeline(workspace, () => definitionsOf(parts), selection, texts);
}

async function definitionsOf(parts: RunParts): Promise<NonNullable<RunParts['definitions']>> {
  return parts.definitions ?? (await import('#stages/stage-registry.js')).STAGES;
}

async function withWorld<Result>(
  workspace: Workspace,
  options: RunParts &
    StageSelection &
    Pick<ReproduceOptions, 'jobs' | 'onEvent' | 'begun'> & { texts?: ReadonlyMap<string, string> },
  use: (world: RunWorld, loaded: WorkspacePipeline) => Promise<Result>,
): Promise<Result> {
  const ahead = options.texts && assigned(textsOf(workspace.directory), options.texts);
  const read = await readPipeline(workspace, options, options, options.begun ?? ahead);
  const loaded = options.begun === undefined ? read : withUnchangedParams(workspace, read);
  return withRunWorld(workspace, loaded, options, (world) => use(world, loaded));
}

/** @param begun whose params are those that the run began with */
function withUnchangedParams({ directory }: Workspace, begun: WorkspacePipeline): WorkspacePipeline {
  const present = paramsReader(textsOf(directory), begun.definitions);
  const paramsNow: WorkspacePipeline['paramsNow'] = async (stage) => {
    const now = await present(stage);
    refuseOtherParams(await begun.paramsNow(stage), now);
    return now;
  };
  return { ...begun, paramsNow };
}

function newRunId(): string {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  return `${time}-${randomBytes(3).toString('hex')}`;
}
