/** Reads pipelines.yaml (or a dvc.yaml) into the pipeline it describes. */
import { posix } from 'node:path';
import type { z } from 'zod';
import type { DomainError } from '#contracts/domain-error.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type {
  DeclaredFiles,
  KeyPath,
  Pipeline,
  PipelineProblem,
  StageSpec,
  VarsSpec,
} from '#contracts/pipeline.js';
import { orUnreadable, readParamsFile } from '../params-file.js';
import { type ReadText, textsOf } from '../read-text.js';
import { roundedIntegers } from '../rounded-integers.js';
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
import { hidesNoOutput, type UnreadOutputs, unreadOutputs } from './unread-outputs.js';
import { workspacePath } from './workspace-path.js';

export interface LoadedPipeline {
  pipeline: Pipeline;
  unread: UnreadOutputs;
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
  const rounded = roundedIntegers(written.exact);
  const unreadable: DomainError[] = [];
  const folder = posix.dirname(file) === '.' ? '' : posix.dirname(file);
  const { top, stages, problems, origins, vars } = await resolveTemplates(written.exact ?? {}, {
    readVars: async (name) => {
      const found = workspacePath(folder, name);
      if (!('path' in found)) return undefined;
      const vars = await orUnreadable(() => readParamsFile(read, found.path), unreadable);
      return vars?.exact ?? null;
    },
    style: await readOptionStyle(read),
  });
  const generated = new Map<string, number>();
  for (const [, template] of origins.values())
    generated.set(String(template), (generated.get(String(template)) ?? 0) + 1);
  const locate = (key: KeyPath) => written.locate(writtenAs(key, origins));
  const source: YamlFile = { ...written, locate, generated };
  // What could not be filled in must not be told once more as being of the wrong shape.
  const told = new Set(problems.map(({ key }) => JSON.stringify(key)));
  const add = (found: PipelineProblem[]) => {
    problems.push(...found.filter(({ key }) => !told.has(JSON.stringify(writtenAs(key, origins)))));
  };

  const declared = readWhole(TopLevelSchema, top, [], add);
  const unread: UnreadOutputs = { paths: [], all: [...twice, ...problems].every(hidesNoOutput) };
  const specs: StageSpec[] = [];
  for (const [name, body] of stages) {
    const key = ['stages', name];
    const isAgain = written.again?.has(String(origins.get(name)?.[1] ?? name)) ?? false;
    if (!isAgain && !STAGE_NAME.test(name))
      add([
        {
          code: 'pipeline/invalid',
          key,
          message: 'has blanks or one of / \\ : # $ in its name; choose another.',
        },
      ]);
    const { value, wrong } = readWhole(StageFieldsSchema, body, key, add);
    const found: PipelineProblem[] = [];
    const spec = stageSpec(name, value, { folder, whole: wrong.length === 0, problems: found });
    add(found);
    if (isAgain) continue;
    specs.push(spec);
    const hidden = wrong.length > 0 ? unreadOutputs(body, wrong, spec.wdir) : null;
    unread.paths.push(...(hidden?.paths ?? []));
    const elsewhere = spec.outputs.length > 0 && found.some(({ key: [, , part] }) => part === 'wdir');
    unread.all &&= (hidden?.all ?? true) && !elsewhere;
  }
  const pipelines = knownGroups(
    declared.value.pipelines ?? {},
    [...stages.keys()].filter((name) => written.again?.has(name) !== true),
    add,
  );
  const files = declaredFiles(declared.value, folder, problems);
  // What a file that cannot be read would have filled in, nobody knows.
  const known =
    unreadable.length > 0 ? problems.filter(({ key }) => !told.has(JSON.stringify(key))) : problems;
  const pipeline = { file, stages: specs, pipelines, declared: files, vars: varsFrom(folder, vars) };
  return { pipeline, source, problems: [...twice, ...rounded, ...known], unreadable, unread };
}

/** Each file once, though several stages take from it. */
function varsFrom(folder: string, taken: readonly VarsSpec[]): VarsSpec[] {
  const files = new Map<string, readonly string[] | null>();
  for (const { file, keys } of taken) {
    const found = workspacePath(folder, file);
    if (!('path' in found)) continue;
    const before = files.get(found.path) ?? [];
    const isWhole = keys === null || files.get(found.path) === null;
    files.set(found.path, isWhole ? null : [...new Set([...before, ...keys])]);
  }
  return [...files].map(([file, keys]) => ({ file, keys }));
}

/** A key of a generated stage, as it stands in the file. */
function writtenAs(key: KeyPath, origins: ReadonlyMap<string, KeyPath>): KeyPath {
  const origin = key[0] === 'stages' ? origins.get(String(key[1])) : undefined;
  return origin === undefined ? key : [...origin, ...key.slice(2)];
}

/** ['outs', 0, 'model.pkl', 'cache']: without it, the output is still known. */
const OF_OPTION = 4;

/** What is right in a map whose wrong keys have been told. */
function readWhole<Schema extends z.ZodObject>(
  schema: Schema,
  data: unknown,
  key: KeyPath,
  add: (problems: PipelineProblem[]) => void,
): { value: z.infer<Schema>; wrong: string[] } {
  const parsed = schema.safeParse(data);
  if (parsed.success) return { value: parsed.data as z.infer<Schema>, wrong: [] };
  const problems = schemaProblems(parsed.error, 'pipeline/invalid', (at) => knownKeys([...key, ...at]));
  add(problems.map((each) => ({ ...each, key: [...key, ...each.key] })));
  const options = problems.filter(({ key }) => key.length >= OF_OPTION && typeof key.at(-1) === 'string');
  const attempts: [unknown, PipelineProblem[]][] = [
    [
      options.reduce((rest, each) => withoutKey(rest, each.key), data),
      problems.filter((each) => !options.includes(each)),
    ],
    [data, problems],
  ];
  for (const [written, left] of attempts) {
    const wrong = new Set(left.map((each) => String(each.key[0] ?? '')));
    const right = Object.entries((written ?? {}) as object).filter(([name]) => !wrong.has(name));
    const rest = schema.safeParse(Object.fromEntries(wrong.has('') ? [] : right));
    if (rest.success) return { value: rest.data as z.infer<Schema>, wrong: [...wrong] };
  }
  return { value: {} as z.infer<Schema>, wrong: Object.keys((data ?? {}) as object) };
}

/** @returns a copy of maps and lists without what stands at the key */
function withoutKey(value: unknown, [part, ...rest]: KeyPath): unknown {
  if (value === null || typeof value !== 'object' || part === undefined) return value;
  if (Array.isArray(value))
    return value.map((each, index) => (index === part ? withoutKey(each, rest) : each));
  const entries = Object.entries(value).filter(([name]) => rest.length > 0 || name !== part);
  return Object.fromEntries(
    entries.map(([name, each]) => [name, name === part ? withoutKey(each, rest) : each]),
  );
}

/** @returns the groups with those of their stages that there are */
function knownGroups(
  groups: Record<string, string[]>,
  names: readonly string[],
  add: (problems: PipelineProblem[]) => void,
): Record<string, string[]> {
  const known = ([group, members]: [string, string[]]): [string, string[]] => [
    group,
    members.filter((member, index) => {
      if (names.some((name) => name === member || name.startsWith(`${member}@`))) return true;
      const message = `'${member}' is no stage of this file.${didYouMean(member, names)} Mend it, or remove it here.`;
      add([{ code: 'pipeline/unknown-stage', key: ['pipelines', group, index], message }]);
      return false;
    }),
  ];
  return Object.fromEntries(Object.entries(groups).map(known));
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
