/** Reads the files of a project as one pipeline: one file, or every dvc.yaml of a DVC project. */
import { basename } from 'node:path';
import type { DomainError } from '#contracts/domain-error.js';
import type { Pipeline, PipelineProblem } from '#contracts/pipeline.js';
import { addressedStage } from '#contracts/stage-address.js';
import { type ReadText, textsOf } from '../read-text.js';
import { filesError, joinedError, parseYamlFile, type YamlFile } from '../yaml-file.js';
import { readPipelineFile } from './load-pipeline.js';
import type { UnreadOutputs } from './unread-outputs.js';

const DVC_FILE = 'dvc.yaml';

export interface ProjectFile {
  source: YamlFile;
  /** With the names that stages have in this file. */
  problems: PipelineProblem[];
  /** Errors of files of values that it takes in. */
  unreadable: DomainError[];
  unread: UnreadOutputs;
}

export interface LoadedProject {
  /** Its file is the chosen one, whose stages go by name; of the others they have the file before it. */
  pipeline: Pipeline;
  /** By path, the chosen one first. */
  files: Map<string, ProjectFile>;
}

/** @param chosen a pipeline's file. @param present those that there are, which count for a dvc.yaml alone */
export async function filesOfProject(
  chosen: string,
  present: () => Promise<readonly string[]>,
): Promise<string[]> {
  if (basename(chosen) !== DVC_FILE) return [chosen];
  const others = (await present()).filter((file) => basename(file) === DVC_FILE && file !== chosen);
  // A folder's own file before those below it, whose place may be an output of its stages.
  return [chosen, ...others.sort((left, right) => depth(left) - depth(right) || (left < right ? -1 : 1))];
}

const depth = (path: string): number => path.split('/').length;

/**
 * @param root absolute directory of the workspace, or what reads its files
 * @param paths as `filesOfProject` has them; what lies in the output of a stage is left out
 * @throws DomainError 'config/unreadable' where a file is no YAML, 'workspace/missing' where there is none
 */
export async function readProject(root: string | ReadText, paths: readonly string[]): Promise<LoadedProject> {
  const read = textsOf(root);
  const [chosen = '', ...others] = paths;
  const first = await readChosen(read, chosen, others);
  const pipeline: Pipeline = { ...first.pipeline, file: chosen, stages: [...first.pipeline.stages] };
  const files = new Map<string, ProjectFile>([[chosen, first]]);
  for (const file of others) {
    const made = pipeline.stages.flatMap(({ outputs }) => outputs.map(({ path }) => `${path}/`));
    if (made.some((output) => file.startsWith(output))) continue;
    const { pipeline: part, ...rest } = await readPipelineFile(read, file);
    files.set(file, rest);
    for (const stage of part.stages)
      pipeline.stages.push({ ...stage, name: addressedStage(chosen, { file, name: stage.name }) });
    pipeline.vars = [...(pipeline.vars ?? []), ...(part.vars ?? [])];
    pipeline.declared = joined(pipeline.declared, part.declared, (name) =>
      addressedStage(chosen, { file, name }),
    );
  }
  return { pipeline, files };
}

/** As {@link readProject}, for those who only want one that is right. @throws DomainError listing every problem */
export async function loadProject(root: string | ReadText, paths: readonly string[]): Promise<Pipeline> {
  const { pipeline, files } = await readProject(root, paths);
  const wrong = [...files.values()].filter(({ problems }) => problems.length > 0);
  const errors = [...files.values()].flatMap(({ unreadable }) => unreadable);
  if (wrong.length > 0)
    errors.push(filesError(wrong.map(({ source, problems }) => ({ file: source, problems }))));
  if (errors.length > 0) throw joinedError(errors);
  return pipeline;
}

/** A DVC project may have none at its root. */
async function readChosen(
  read: ReadText,
  file: string,
  others: readonly string[],
): Promise<ProjectFile & { pipeline: Pipeline }> {
  if (basename(file) !== DVC_FILE || (await read(file)) !== null) return readPipelineFile(read, file);
  if (others.length === 0 && (await read('.dvc/config')) === null) return readPipelineFile(read, file);
  const declared = { params: [], metrics: [], plots: [], artifacts: {} };
  const pipeline = { file, stages: [], pipelines: {}, declared };
  return {
    pipeline,
    source: parseYamlFile(file, ''),
    problems: [],
    unreadable: [],
    unread: { paths: [], all: true },
  };
}

const joined = (
  all: Pipeline['declared'],
  part: Pipeline['declared'],
  named: (artifact: string) => string,
): Pipeline['declared'] => ({
  params: [...all.params, ...part.params],
  metrics: [...all.metrics, ...part.metrics],
  plots: [...all.plots, ...part.plots],
  artifacts: {
    ...all.artifacts,
    ...Object.fromEntries(Object.entries(part.artifacts).map(([name, each]) => [named(name), each])),
  },
});
