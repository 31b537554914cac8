/** A workspace's pipeline, checked against what is there, with the params of every stage. */
import { paramAt, readParamsFile, sectionParams } from '#config/params-file.js';
import { readDataSources } from '#config/pipelines/data-sources.js';
import { readPipelineFile } from '#config/pipelines/load-pipeline.js';
import { PARAMS_FILE } from '#config/pipelines/stage-spec.js';
import { type ReadText, textsOf } from '#config/read-text.js';
import { type FileProblems, filesError, type YamlFile } from '#config/yaml-file.js';
import { DomainError } from '#contracts/domain-error.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { ParamsSpec, Pipeline, PipelineProblem, StageSpec } from '#contracts/pipeline.js';
import type { AnyStage } from '#contracts/stage.js';
import { checkInputs } from '#core/pipeline/check-inputs.js';
import { checkPipeline } from '#core/pipeline/check-pipeline.js';
import { compareCodePoints } from '#core/pipeline/compare-code-points.js';
import { closure, type StageGraph, stageGraph } from '#core/pipeline/stage-graph.js';
import { diskView } from './disk-view.js';

export interface WorkspacePipeline {
  pipeline: Pipeline;
  graph: StageGraph;
  definitions: Readonly<Record<string, AnyStage | undefined>>;
  /** File to dotted key to value, defaults included. */
  params(stage: StageSpec): Record<string, Record<string, unknown>>;
}

export interface StageSelection {
  stages?: readonly string[];
  pipeline?: string;
  /** Only the named stages, not what feeds them. */
  single?: boolean;
  /** The named stages and what they feed. */
  downstream?: boolean;
}

/**
 * @param select of the command: what these stages need must be there; none: nothing runs, so nothing need be
 * @param texts what pipelines.yaml and the params files say, where that is not what lies in the directory
 * @throws DomainError that lists everything wrong with pipelines.yaml, params.yaml and what the stages need
 */
export async function workspacePipeline(
  directory: string,
  file: string,
  loadDefinitions: () => Promise<Readonly<Record<string, AnyStage | undefined>>>,
  select?: StageSelection,
  texts: ReadText = textsOf(directory),
): Promise<WorkspacePipeline> {
  const read = await readPipelineFile(texts, file);
  const { source, problems } = read;
  const made = new Set(read.pipeline.stages.flatMap(({ outputs }) => outputs.map(({ path }) => path)));
  const data = await readDataSources(directory, made);
  const pipeline = { ...read.pipeline, stages: [...data.sources, ...read.pipeline.stages] };
  // A pipeline of commands alone does not pay for loading the platform's stages.
  const definitions = pipeline.stages.some(({ uses }) => uses !== null) ? await loadDefinitions() : {};
  const names = new Set(pipeline.stages.flatMap((stage) => stage.params.map((spec) => spec.file)));
  const paramFiles = new Map<string, YamlFile | null>();
  for (const name of names) paramFiles.set(name, await readParamsFile(texts, name));
  const complete = problems.every(hidesNoOutput);
  problems.push(
    ...checkPipeline(pipeline, {
      definitions,
      hasParam: (name, key) => {
        const data = paramFiles.get(name);
        return data == null ? null : paramAt(data.data, key) !== undefined;
      },
    }),
  );
  const loaded = { pipeline, graph: stageGraph(pipeline.stages), definitions };
  // Where not all outputs could be read it cannot be known what nobody makes.
  if (select !== undefined && complete) {
    const { stages } = selectStages(loaded, select);
    const told = new Set(problems.map(({ key }) => key.join('\n')));
    const missing = checkInputs(stages, pipeline.stages, diskView(directory));
    problems.push(...missing.filter(({ key }) => !told.has(key.join('\n'))));
  }
  const wrong: FileProblems[] = [{ file: source, problems }, ...data.wrong];
  const params = new Map(
    pipeline.stages.map((stage) => [stage.name, completeParams(stage, paramFiles, definitions, wrong)]),
  );
  const found = wrong.filter((each) => each.problems.length > 0);
  if (found.length > 0) throw filesError(found);
  return { ...loaded, params: ({ name }) => params.get(name)! };
}

/** Parts of a stage that may be wrong without anybody doubting what it makes. */
const NO_OUTPUTS = ['cmd', 'uses', 'deps', 'params', 'frozen', 'always_changed', 'desc', 'meta'];

const hidesNoOutput = ({ key: [section, , part] }: PipelineProblem): boolean =>
  section === 'stages' && NO_OUTPUTS.includes(String(part));

function completeParams(
  stage: StageSpec,
  files: ReadonlyMap<string, YamlFile | null>,
  definitions: Readonly<Record<string, AnyStage | undefined>>,
  wrong: FileProblems[],
): Record<string, Record<string, unknown>> {
  const result: Record<string, Record<string, unknown>> = {};
  for (const { file, written, keys } of [...stage.params].sort(asLocked)) {
    const source = files.get(file) ?? null;
    const all = keys.length > 0 ? [...keys].sort() : Object.keys((source?.data ?? {}) as object).sort();
    const values = result[written] ?? {};
    result[written] = values;
    for (const key of all) {
      const definition = key === stage.uses ? definitions[key] : undefined;
      if (definition === undefined) {
        values[key] = paramAt(source?.exact, key);
        continue;
      }
      const { params, problems } = sectionParams(source, key, definition.params);
      values[key] = params;
      if (problems.length > 0) wrong.push({ file: source ?? NO_PARAMS, problems });
    }
  }
  return result;
}

/** As DVC writes a lock: params.yaml first, the others by name. */
const asLocked = (left: ParamsSpec, right: ParamsSpec): number =>
  Number(right.written === PARAMS_FILE) - Number(left.written === PARAMS_FILE) ||
  compareCodePoints(left.written, right.written);

/** A stage may have params that no file sets wrong values for: only its defaults can be at fault then. */
const NO_PARAMS = { name: 'params.yaml', locate: () => 'params.yaml' };

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
  const given = selection.stages?.length ? selection.stages : (pipeline.pipelines[group] ?? names);
  for (const name of given) {
    // 'train' also means all of 'train@item', as in DVC.
    if (!names.includes(name) && !names.some((each) => each.startsWith(`${name}@`))) {
      throw unknown(
        `'${name}' is no stage of ${pipeline.file}.${didYouMean(name, names)} There are: ${names.join(', ')}.`,
      );
    }
  }
  const targets = names.filter((name) => given.includes(name) || given.includes(name.split('@')[0]!));
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

const unknown = (message: string): DomainError =>
  new DomainError('pipeline/unknown-stage', message, { usage: true });
