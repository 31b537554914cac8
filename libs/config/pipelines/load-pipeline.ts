/** Reads pipelines.yaml (or a dvc.yaml) into the pipeline it describes. */
import { posix } from 'node:path';
import type { z } from 'zod';
import type { DomainError } from '#contracts/domain-error.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { DeclaredFiles, KeyPath, Pipeline, PipelineProblem, StageSpec } from '#contracts/pipeline.js';
import { orUnreadable, readParamsFile } from '../params-file.js';
import { type ReadText, textsOf } from '../read-text.js';
import { schemaProblems } from '../schema-problems.js';
import { readYamlFile, type YamlFile } from '../yaml-file.js';
import { readOptionStyle } from './command-options.js';
import { namedPlot } from './named-plot.js';
import {
  knownKeys,
  STAGE_NAME,
  StageFieldsSchema,
  type TopLevel,
  TopLevelSchema,
} from './pipelines.schema.js';
import { resolveTemplates } from './resolve-templates.js';
import { stageSpec } from './stage-spec.js';
import { workspacePath } from './workspace-path.js';

export interface LoadedPipeline {
  pipeline: Pipeline;
  /** For errors that are found later and belong to this file. */
  source: YamlFile;
}

/** The lock beside a pipeline's file: pipelines.yaml → pipelines.lock, dvc.yaml → dvc.lock. */
export const lockFileOf = (file: string): string => `${file.replace(/\.ya?ml$/, '')}.lock`;

/**
 * The pipeline as far as it can be read, with everything that is wrong with the file.
 * @param root absolute directory of the workspace, or what reads its files
 * @param file from the root; paths in it count from its own directory
 * @returns with the errors of files of values that cannot be read; what they would have filled in is not told as wrong
 * @throws DomainError 'config/unreadable' where the file is no YAML, 'workspace/missing'
 */
export async function readPipelineFile(
  root: string | ReadText,
  file = 'pipelines.yaml',
): Promise<LoadedPipeline & { problems: PipelineProblem[]; unreadable: DomainError[] }> {
  const read = textsOf(root);
  const twice: PipelineProblem[] = [];
  const written = await readYamlFile(read, file, twice);
  const unreadable: DomainError[] = [];
  const folder = posix.dirname(file) === '.' ? '' : posix.dirname(file);
  const { top, stages, problems, origins } = await resolveTemplates(written.exact ?? {}, {
    readVars: async (name) => {
      const found = workspacePath(folder, name);
      if (!('path' in found)) return null;
      const vars = await orUnreadable(() => readParamsFile(read, found.path), unreadable);
      return vars?.exact ?? null;
    },
    style: await readOptionStyle(read),
  });
  const source: YamlFile = { ...written, locate: (key) => written.locate(writtenAs(key, origins)) };
  // What could not be filled in must not be told once more as being of the wrong shape.
  const told = new Set(problems.map(({ key }) => JSON.stringify(key)));
  const add = (found: PipelineProblem[]) => {
    problems.push(...found.filter(({ key }) => !told.has(JSON.stringify(writtenAs(key, origins)))));
  };

  const declared = readWhole(TopLevelSchema, top, [], add);
  const specs: StageSpec[] = [];
  for (const [name, body] of stages) {
    const key = ['stages', name];
    if (!STAGE_NAME.test(name))
      add([
        {
          code: 'pipeline/invalid',
          key,
          message: 'has blanks or one of / \\ : # $ in its name; choose another.',
        },
      ]);
    const { value, whole } = readWhole(StageFieldsSchema, body, key, add);
    const found: PipelineProblem[] = [];
    specs.push(stageSpec(name, value, { folder, whole, problems: found }));
    add(found);
  }
  const pipelines = declared.value.pipelines ?? {};
  add(groupProblems(pipelines, [...stages.keys()]));
  const files = declaredFiles(declared.value, folder, problems);
  // What a file that cannot be read would have filled in, nobody knows.
  const known =
    unreadable.length > 0 ? problems.filter(({ key }) => !told.has(JSON.stringify(key))) : problems;
  const pipeline = { file, stages: specs, pipelines, declared: files };
  return { pipeline, source, problems: [...twice, ...known], unreadable };
}

/** A key of a generated stage, as it stands in the file. */
function writtenAs(key: KeyPath, origins: ReadonlyMap<string, KeyPath>): KeyPath {
  const origin = key[0] === 'stages' ? origins.get(String(key[1])) : undefined;
  return origin === undefined ? key : [...origin, ...key.slice(2)];
}

/** What is right in a map whose wrong keys have been told. */
function readWhole<Schema extends z.ZodObject>(
  schema: Schema,
  data: unknown,
  key: KeyPath,
  add: (problems: PipelineProblem[]) => void,
): { value: z.infer<Schema>; whole: boolean } {
  const parsed = schema.safeParse(data);
  if (parsed.success) return { value: parsed.data as z.infer<Schema>, whole: true };
  const problems = schemaProblems(parsed.error, 'pipeline/invalid', (at) => knownKeys([...key, ...at]));
  add(problems.map((each) => ({ ...each, key: [...key, ...each.key] })));
  const wrong = new Set<string | number | undefined>(problems.map((each) => each.key[0]));
  const right = Object.entries((data ?? {}) as object).filter(([name]) => !wrong.has(name));
  const rest = schema.safeParse(Object.fromEntries(wrong.has(undefined) ? [] : right));
  return { value: (rest.success ? rest.data : {}) as z.infer<Schema>, whole: false };
}

function groupProblems(groups: Record<string, string[]>, names: readonly string[]): PipelineProblem[] {
  return Object.entries(groups).flatMap(([group, members]) =>
    members.flatMap((member, index): PipelineProblem[] => {
      if (names.some((name) => name === member || name.startsWith(`${member}@`))) return [];
      const message = `'${member}' is no stage of this file.${didYouMean(member, names)} Mend it, or remove it here.`;
      return [{ code: 'pipeline/unknown-stage', key: ['pipelines', group, index], message }];
    }),
  );
}

function declaredFiles(top: TopLevel, folder: string, problems: PipelineProblem[]): DeclaredFiles {
  const resolve = (written: string, ...key: (string | number)[]): string => {
    const found = workspacePath(folder, written);
    if ('path' in found) return found.path;
    problems.push({ code: 'pipeline/invalid', key, message: found.problem });
    return written;
  };
  const all = (list: 'params' | 'metrics') =>
    (top[list] ?? []).map((written, index) => resolve(written, list, index));
  const plots = [top.plots ?? []].flat().flatMap((entry) => {
    const map = typeof entry === 'string' ? { [entry]: null } : entry;
    return Object.entries(map).map(([id, options]) => namedPlot(folder, id, options ?? {}));
  });
  const artifacts = Object.entries(top.artifacts ?? {}).map(([name, artifact]) => [
    name,
    { ...artifact, path: resolve(artifact.path, 'artifacts', name, 'path') },
  ]);
  return { params: all('params'), metrics: all('metrics'), plots, artifacts: Object.fromEntries(artifacts) };
}
