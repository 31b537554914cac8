/** A workspace's pipeline, checked against what is there, with the params of every stage. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { paramAt, readParamsFile, stageParams } from '#config/params-file.js';
import { loadPipeline } from '#config/pipelines/load-pipeline.js';
import { problemsError, type YamlFile } from '#config/yaml-file.js';
import { DomainError } from '#contracts/domain-error.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { Pipeline, StageSpec } from '#contracts/pipeline.js';
import type { AnyStage } from '#contracts/stage.js';
import { checkPipeline } from '#core/pipeline/check-pipeline.js';
import { closure, type StageGraph, stageGraph } from '#core/pipeline/stage-graph.js';

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

/** @throws DomainError that lists everything wrong with pipelines.yaml and params.yaml */
export async function workspacePipeline(
  directory: string,
  file: string,
  loadDefinitions: () => Promise<Readonly<Record<string, AnyStage | undefined>>>,
): Promise<WorkspacePipeline> {
  const { pipeline, source } = await loadPipeline(directory, file);
  // A pipeline of commands alone does not pay for loading the platform's stages.
  const definitions = pipeline.stages.some(({ uses }) => uses !== null) ? await loadDefinitions() : {};
  const names = new Set(pipeline.stages.flatMap((stage) => stage.params.map((spec) => spec.file)));
  const paramFiles = new Map<string, YamlFile | null>();
  for (const name of names) paramFiles.set(name, await readParamsFile(directory, name));
  const problems = checkPipeline(pipeline, {
    definitions,
    exists: (path) => existsSync(join(directory, path)),
    hasParam: (name, key) => {
      const data = paramFiles.get(name);
      return data == null ? null : paramAt(data.data, key) !== undefined;
    },
  });
  if (problems.length > 0) throw problemsError(source, problems);
  const complete = new Map(
    pipeline.stages.map((stage) => [stage.name, completeParams(stage, paramFiles, definitions)]),
  );
  return {
    pipeline,
    graph: stageGraph(pipeline.stages),
    definitions,
    params: ({ name }) => complete.get(name)!,
  };
}

function completeParams(
  stage: StageSpec,
  files: ReadonlyMap<string, YamlFile | null>,
  definitions: Readonly<Record<string, AnyStage | undefined>>,
): Record<string, Record<string, unknown>> {
  const result: Record<string, Record<string, unknown>> = {};
  for (const { file, written, keys } of stage.params) {
    const source = files.get(file) ?? null;
    const all = keys.length > 0 ? [...keys].sort() : Object.keys((source?.data ?? {}) as object).sort();
    const values = result[written] ?? {};
    result[written] = values;
    for (const key of all) {
      const definition = key === stage.uses ? definitions[key] : undefined;
      values[key] =
        definition === undefined ? paramAt(source?.data, key) : stageParams(source, key, definition.params);
    }
  }
  return result;
}

/**
 * The stages that a command is about, in running order, and the name of their group.
 * Stages of the platform without outputs run on demand only and are left out.
 * @throws DomainError 'pipeline/unknown-stage'
 */
export function selectStages(
  { pipeline, graph }: WorkspacePipeline,
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
      : closure(targets, graph.upstream);
  const stages = graph.order.filter(
    (stage) => wanted.has(stage.name) && !(stage.uses !== null && stage.outputs.length === 0),
  );
  return { group, stages };
}

const unknown = (message: string): DomainError =>
  new DomainError('pipeline/unknown-stage', message, { usage: true });
