/** Reads pipelines.yaml (or a dvc.yaml) into the pipeline it describes. */
import { posix } from 'node:path';
import type {
  KeyPath,
  OutputSpec,
  ParamsSpec,
  Pipeline,
  PipelineProblem,
  StageSpec,
} from '#contracts/pipeline.js';
import { readParamsFile } from '../params-file.js';
import { type ReadText, textsOf } from '../read-text.js';
import { schemaProblems } from '../schema-problems.js';
import { problemsError, readYamlFile, type YamlFile } from '../yaml-file.js';
import { PipelineFileSchema, type StageFields, StageFieldsSchema } from './pipelines.schema.js';
import { resolveTemplates } from './resolve-templates.js';

/** Where params live unless a stage names another file, as in DVC. */
export const PARAMS_FILE = 'params.yaml';

export interface LoadedPipeline {
  pipeline: Pipeline;
  /** For errors that are found later and belong to this file. */
  source: YamlFile;
}

/**
 * @param root absolute directory of the workspace, or what reads its files
 * @param file from the root; paths in it count from its own directory
 * @throws DomainError listing every problem with its line, key and remedy
 */
export async function loadPipeline(
  root: string | ReadText,
  file = 'pipelines.yaml',
): Promise<LoadedPipeline> {
  const read = textsOf(root);
  const written = await readYamlFile(read, file);
  const resolved = await resolveTemplates(
    written.data ?? {},
    async (name) => (await readParamsFile(read, posix.join(posix.dirname(file), name)))?.data ?? null,
  );
  const source: YamlFile = { ...written, locate: (key) => written.locate(writtenAs(key, resolved.origins)) };
  if (resolved.problems.length > 0) throw problemsError(source, resolved.problems);
  const parsed = PipelineFileSchema.safeParse(resolved.data);
  if (!parsed.success) {
    throw problemsError(source, schemaProblems(parsed.error, 'pipeline/invalid', knownKeys));
  }
  const problems: PipelineProblem[] = [];
  const folder = posix.dirname(file) === '.' ? '' : posix.dirname(file);
  const stages = Object.entries(parsed.data.stages).map(([name, fields]) =>
    stageSpec(name, fields, folder, problems),
  );
  if (problems.length > 0) throw problemsError(source, problems);
  return { pipeline: { file, stages, pipelines: parsed.data.pipelines ?? {} }, source };
}

/** A key of a generated stage, as it stands in the file. */
function writtenAs(key: KeyPath, origins: ReadonlyMap<string, KeyPath>): KeyPath {
  const origin = key[0] === 'stages' ? origins.get(String(key[1])) : undefined;
  return origin === undefined ? key : [...origin, ...key.slice(2)];
}

/** The lock beside a pipeline's file: pipelines.yaml → pipelines.lock, dvc.yaml → dvc.lock. */
export const lockFileOf = (file: string): string => `${file.replace(/\.ya?ml$/, '')}.lock`;

function knownKeys(at: KeyPath): readonly string[] {
  if (at.length === 0) return Object.keys(PipelineFileSchema.shape);
  if (at[0] === 'stages' && at.length === 2) return Object.keys(StageFieldsSchema.shape);
  return ['cache', 'persist', 'push', 'remote', 'desc', 'type', 'labels', 'meta'];
}

function stageSpec(
  name: string,
  fields: StageFields,
  folder: string,
  problems: PipelineProblem[],
): StageSpec {
  const at = (...key: (string | number)[]): KeyPath => ['stages', name, ...key];
  const problem = (key: KeyPath, message: string) =>
    problems.push({ code: 'pipeline/invalid', key, message });
  const wdir = insideRoot(folder, fields.wdir ?? '.');
  if (wdir === null) problem(at('wdir'), 'lies outside the workspace; name a directory inside it.');
  const resolve = (written: string, key: KeyPath): string => {
    const path = insideRoot(wdir ?? '', written);
    if (path === null)
      problem(
        key,
        `'${written}' lies outside the workspace; move it inside, or run from the directory above.`,
      );
    return path ?? written;
  };

  if (fields.cmd === undefined && fields.uses === undefined)
    problem(at(), "needs 'cmd:' (a command) or 'uses:' (a stage of the platform).");
  if (fields.cmd !== undefined && fields.uses !== undefined)
    problem(at('uses'), "stands beside 'cmd:'; keep one of the two.");

  const outputs = (['outs', 'metrics', 'plots'] as const).flatMap((list) =>
    (fields[list] ?? []).flatMap((entry, index) =>
      outputSpecs(entry, ROLES[list], (written) => resolve(written, at(list, index))),
    ),
  );
  return {
    name,
    desc: fields.desc ?? '',
    cmd: fields.cmd === undefined ? [] : [fields.cmd].flat(),
    cmdIsList: Array.isArray(fields.cmd),
    uses: fields.uses ?? null,
    each: fields.each === undefined ? null : resolve(fields.each, at('each')),
    wdir: wdir ?? '',
    deps: (fields.deps ?? []).map((written, index) => ({
      written,
      path: resolve(written, at('deps', index)),
    })),
    params: paramsSpecs(fields, (written, index) => resolve(written, at('params', index))),
    outputs,
    frozen: fields.frozen ?? false,
    alwaysChanged: fields.always_changed ?? false,
  };
}

const ROLES = { outs: 'output', metrics: 'metric', plots: 'plot' } as const;

/** @returns null where the path leaves the workspace */
function insideRoot(folder: string, written: string): string | null {
  const path = posix.normalize(posix.join('/', folder, '.'));
  const joined = posix.relative('/', posix.resolve(path, written));
  const up = posix.join(folder === '' ? '.' : folder, written);
  if (posix.isAbsolute(written) || up === '..' || up.startsWith('../')) return null;
  return joined;
}

function outputSpecs(
  entry: string | Record<string, Partial<Pick<OutputSpec, 'cache' | 'persist' | 'push'>>>,
  role: OutputSpec['role'],
  resolve: (written: string) => string,
): OutputSpec[] {
  const options = typeof entry === 'string' ? { [entry]: {} } : entry;
  return Object.entries(options).map(([written, each]) => ({
    written: posix.normalize(written).replace(/(?<=.)\/$/, ''),
    path: resolve(written),
    role,
    cache: each.cache ?? true,
    persist: each.persist ?? false,
    push: each.push ?? true,
  }));
}

function paramsSpecs(fields: StageFields, resolve: (written: string, index: number) => string): ParamsSpec[] {
  const specs = new Map<string, ParamsSpec>();
  const add = (written: string, index: number, keys: string[] | null) => {
    const spec = specs.get(written) ?? { written, file: resolve(written, index), keys: [] };
    if (keys !== null) spec.keys.push(...keys);
    specs.set(written, spec);
  };
  for (const [index, entry] of (fields.params ?? []).entries()) {
    if (typeof entry === 'string') add(PARAMS_FILE, index, [entry]);
    else for (const [written, keys] of Object.entries(entry)) add(written, index, keys);
  }
  if (fields.uses !== undefined && ![...specs.values()].some(({ keys }) => keys.includes(fields.uses!))) {
    specs.set('', { written: PARAMS_FILE, file: PARAMS_FILE, keys: [fields.uses], implied: true });
  }
  return [...specs.values()];
}
