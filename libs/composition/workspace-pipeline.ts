/** A workspace's pipeline, checked against what is there, with the params of every stage. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isPathIgnored } from '#adapters/workspace/ignored-paths.js';
import { orUnreadable, paramAt, readParamsFile } from '#config/params-file.js';
import { readDataSources } from '#config/pipelines/data-sources.js';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { type LoadedProject, type ProjectFile, readProject } from '#config/pipelines/read-project.js';
import { PARAMS_FILE } from '#config/pipelines/stage-spec.js';
import { type ReadText, textsOf } from '#config/read-text.js';
import { REMOTES_FILE } from '#config/remotes/remotes-file.js';
import { type FileProblems, filesError, joinedError, type YamlFile } from '#config/yaml-file.js';
import { DomainError } from '#contracts/domain-error.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { KeyPath, Pipeline, PipelineProblem, StageSpec } from '#contracts/pipeline.js';
import type { AnyStage } from '#contracts/stage.js';
import { addressedStage, stageAddress } from '#contracts/stage-address.js';
import { checkInputs } from '#core/pipeline/check-inputs.js';
import { checkPipeline } from '#core/pipeline/check-pipeline.js';
import { ancestors } from '#core/pipeline/path-overlap.js';
import { closure, type StageGraph, stageGraph } from '#core/pipeline/stage-graph.js';
import { diskView } from './disk-view.js';
import { keptInOutputs } from './kept-in-outputs.js';
import type { Workspace } from './open-workspace.js';
import { completeParams, paramsReader, type StageParams } from './stage-params.js';

export interface WorkspacePipeline {
  pipeline: Pipeline;
  graph: StageGraph;
  definitions: Readonly<Record<string, AnyStage | undefined>>;
  /** As they were when it was read. */
  params(stage: StageSpec): StageParams;
  /** As the files have them when it is asked. @throws DomainError where they cannot be used any more */
  paramsNow(stage: StageSpec): Promise<StageParams>;
  /** What is found wrong only now, as one error with file, line and key. */
  refusal(problems: readonly PipelineProblem[]): DomainError;
}

export interface StageSelection {
  stages?: readonly string[];
  pipeline?: string;
  /** Only the named stages, not what feeds them. */
  single?: boolean;
  /** The named stages and what they feed. */
  downstream?: boolean;
  /** Of every file of a project, not only of the chosen one and what feeds it. */
  allPipelines?: boolean;
}

/**
 * @param select of the command: what these stages need must be there; none: nothing runs, so nothing need be
 * @param texts what pipelines.yaml and the params files say, where that is not what lies in the directory
 * @throws DomainError that lists everything wrong with pipelines.yaml, params.yaml and what the stages need
 */
export async function workspacePipeline(
  workspace: Workspace,
  loadDefinitions: () => Promise<Readonly<Record<string, AnyStage | undefined>>>,
  select?: StageSelection,
  texts: ReadText = textsOf(workspace.directory),
): Promise<WorkspacePipeline> {
  const { directory } = workspace;
  const reserved = new Set(KEPT);
  const noting: ReadText = (file) => {
    reserved.add(file);
    return texts(file);
  };
  const read = await readProject(noting, await workspace.pipelineFiles());
  const made = new Set(read.pipeline.stages.flatMap(({ outputs }) => outputs.map(({ path }) => path)));
  const data = await readDataSources(directory, made, (path) => isPathIgnored(directory, path));
  const pipeline = { ...read.pipeline, stages: [...data.sources, ...read.pipeline.stages] };
  // A pipeline of commands alone does not pay for loading the platform's stages.
  const definitions = pipeline.stages.some(({ uses }) => uses !== null) ? await loadDefinitions() : {};
  const paramFiles = new Map<string, YamlFile | null>();
  const unreadable = [...read.files.values()].flatMap((each) => each.unreadable);
  const filledIn = unreadable.length === 0;
  const unread = new Set<string>();
  for (const { file } of pipeline.stages.flatMap((stage) => stage.params)) {
    if (paramFiles.has(file)) continue;
    const before = unreadable.length;
    paramFiles.set(file, await orUnreadable(() => readParamsFile(noting, file), unreadable));
    if (unreadable.length > before) unread.add(file);
  }
  for (const file of read.files.keys()) reserved.add(lockFileOf(file));
  for (const { name } of data.sources) reserved.add(name);
  const generated = new Set(madeParams(pipeline.stages));
  for (const file of generated) reserved.delete(file);
  const outputsUnread = [...read.files.values()].map((file) => file.unread);
  const complete = outputsUnread.every(({ all }) => all);
  const hasParam = (name: string, key: string): boolean | null => {
    // What a stage has yet to make, or to make anew, is looked at when it is there.
    if (unread.has(name) || (generated.has(name) && !paramFiles.get(name))) return true;
    const data = paramFiles.get(name);
    return data == null ? null : paramAt(data.data, key) !== undefined;
  };
  const exists = (file: string) => existsSync(join(directory, file));
  if (filledIn) addProblems(read, checkPipeline(pipeline, { definitions, reserved, hasParam, exists }));
  const loaded = { pipeline, graph: stageGraph(pipeline.stages), definitions };
  if (select !== undefined && filledIn) {
    const stages = stagesToCheck(loaded, select, complete);
    const mayMake = outputsUnread.flatMap(({ paths }) => paths);
    const disk = diskView(directory, await keptInOutputs(workspace, stages));
    addProblems(read, checkInputs(stages, pipeline.stages, disk, { complete, mayMake }), {
      unlessTold: true,
    });
  }
  const wrong: FileProblems[] = [
    ...[...read.files.values()].map(({ source, problems }) => ({ file: source, problems })),
    ...data.wrong,
  ];
  const params = new Map(
    pipeline.stages.map((stage) => [stage.name, completeParams(stage, paramFiles, definitions, wrong)]),
  );
  const found = wrong.filter((each) => each.problems.length > 0);
  const errors = distinctErrors(unreadable);
  if (found.length > 0) errors.push(filesError(found));
  if (errors.length > 0) throw joinedError(errors);
  return {
    ...loaded,
    params: ({ name }) => params.get(name)!,
    paramsNow: paramsReader(texts, definitions),
    refusal: (problems) =>
      filesError(
        problems.map((problem) => {
          const { file, key } = placeOf(read, problem);
          return { file: file.source, problems: [{ ...problem, key }] };
        }),
      ),
  };
}

/** What people, git and Docket keep in a workspace besides what a pipeline names. */
const KEPT = ['.docket', '.dvc', '.git', '.gitignore', '.dvcignore', '.env', REMOTES_FILE, PARAMS_FILE];

/** Params that one stage makes for another, which says so in its deps. */
const madeParams = (stages: readonly StageSpec[]): string[] =>
  stages.flatMap(({ params, deps }) =>
    params.filter(({ file }) => deps.some(({ path }) => path === file)).map(({ file }) => file),
  );

/** Puts what is wrong with a stage beside its file, in the words of that file. */
function addProblems(
  read: LoadedProject,
  found: readonly PipelineProblem[],
  { unlessTold = false }: { unlessTold?: boolean } = {},
): void {
  const told = new Set<string>();
  const placed = ({ name }: { name: string }, key: KeyPath) => [name, ...key].join('\n');
  for (const { source, problems } of read.files.values())
    for (const { key } of problems) told.add(placed(source, key));
  for (const problem of found) {
    const { file, key } = placeOf(read, problem);
    if (!unlessTold || !told.has(placed(file.source, key))) file.problems.push({ ...problem, key });
  }
}

/** The file that a problem belongs to, and the key as that file has it. */
function placeOf(
  { pipeline, files }: LoadedProject,
  { key }: PipelineProblem,
): { file: ProjectFile; key: KeyPath } {
  const [section, stage, ...rest] = key;
  if (section !== 'stages') return { file: files.get(pipeline.file)!, key };
  const { file, name } = stageAddress(pipeline.file, String(stage));
  return { file: files.get(file)!, key: [section, name, ...rest] };
}

/** A name that nothing has is told as wrong use, unless it may be due to what is told of the file. */
function stagesToCheck(
  loaded: Parameters<typeof selectStages>[0],
  select: StageSelection,
  complete: boolean,
): StageSpec[] {
  try {
    return selectStages(loaded, select).stages;
  } catch (error) {
    if (complete || !(error instanceof DomainError)) throw error;
    return [];
  }
}

/** A file of values that a stage names as its params, too, is told once. */
const distinctErrors = (errors: readonly DomainError[]): DomainError[] => [
  ...new Map(errors.map((error) => [error.message, error])).values(),
];

/**
 * The stages that a command is about, in running order, and the name of their group.
 * Stages of the platform without outputs run on demand only and are left out.
 * @throws DomainError 'pipeline/unknown-stage'
 */
export function selectStages(
  { pipeline, graph }: Pick<WorkspacePipeline, 'pipeline' | 'graph'>,
  selection: StageSelection,
): { group: string; stages: StageSpec[] } {
  const names = pipeline.stages.map(({ name }) => name);
  const groups = Object.keys(pipeline.pipelines);
  const group =
    selection.pipeline ?? (groups.includes('training') && !selection.stages?.length ? 'training' : 'all');
  if (selection.pipeline !== undefined && !groups.includes(selection.pipeline)) {
    throw unknown(
      `'${selection.pipeline}' is no pipeline of ${pipeline.file}.${didYouMean(selection.pipeline, groups)} There are: ${groups.join(', ') || 'none'}.`,
    );
  }
  const given = selection.stages?.length
    ? selection.stages
    : (pipeline.pipelines[group] ?? stagesOfFile(pipeline, selection.allPipelines ?? false));
  const meant = new Map<string, string[]>();
  for (const name of names) {
    for (const word of wordsFor(pipeline.file, name)) {
      const others = meant.get(word);
      if (others === undefined) meant.set(word, [name]);
      else others.push(name);
    }
  }
  for (const target of given) {
    if (meant.has(target)) continue;
    throw unknown(
      `'${target}' is no stage of ${pipeline.file}.${didYouMean(target, names)} There are: ${names.join(', ')}.`,
    );
  }
  const chosen = new Set(given.flatMap((target) => meant.get(target) ?? []));
  const targets = names.filter((name) => chosen.has(name));
  const wanted = selection.downstream
    ? closure(targets, graph.downstream)
    : selection.single
      ? new Set(targets)
      : // As DVC: what feeds a frozen stage is not brought up to date for it.
        closure(targets, (name) => (graph.stage(name)?.frozen ? [] : graph.upstream(name)));
  const stages = graph.order.filter(
    (stage) => wanted.has(stage.name) && !(stage.uses !== null && stage.outputs.length === 0),
  );
  return { group, stages };
}

/** As DVC: the chosen file's stages alone, where it has any. */
function stagesOfFile({ file, stages }: Pipeline, all: boolean): string[] {
  const names = stages.map(({ name }) => name);
  const own = stages.filter(
    ({ name, source }) => source === undefined && stageAddress(file, name).file === file,
  );
  return all || own.length === 0 ? names : names.filter((name) => stageAddress(file, name).file === file);
}

/** What a stage is chosen by. As in DVC, 'train' also means all of 'train@item', 'sub/dvc.yaml' all of its stages, and 'sub' those below it. */
function wordsFor(chosen: string, name: string): Set<string> {
  const { file, name: own } = stageAddress(chosen, name);
  const whole = addressedStage(chosen, { file, name: own.split('@')[0]! });
  return new Set([name, whole, file, ...ancestors(file)]);
}

const unknown = (message: string): DomainError =>
  new DomainError('pipeline/unknown-stage', message, { usage: true });
