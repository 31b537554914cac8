/** One stage as planner and runner see it, from its fields as the file has them. */
import { posix } from 'node:path';
import { leadsOut } from '#contracts/leads-out.js';
import type {
  KeyPath,
  OutputSpec,
  ParamsSpec,
  PipelineProblem,
  PlotOptions,
  StageSpec,
} from '#contracts/pipeline.js';
import type { StageFields } from './pipelines.schema.js';
import { workspacePath } from './workspace-path.js';

/** Where params live unless a stage names another file, as in DVC. */
export const PARAMS_FILE = 'params.yaml';

const ROLES = { outs: 'output', metrics: 'metric', plots: 'plot' } as const;
type OutputList = keyof typeof ROLES;

/**
 * @param folder of the pipeline's file, from the workspace's root
 * @param whole whether all of the stage could be read: what misses may otherwise be what was mistyped
 */
export function stageSpec(
  name: string,
  fields: StageFields,
  { folder, whole, problems }: { folder: string; whole: boolean; problems: PipelineProblem[] },
): StageSpec {
  const at = (...key: (string | number)[]): KeyPath => ['stages', name, ...key];
  const problem = (key: KeyPath, message: string) =>
    problems.push({ code: 'pipeline/invalid', key, message });
  const resolve = (from: string, written: string, key: KeyPath): string => {
    const found = workspacePath(from, written);
    if ('path' in found) return found.path;
    problem(key, found.problem);
    return written;
  };
  if (whole && fields.cmd === undefined && fields.uses === undefined)
    problem(at(), "needs 'cmd:' (a command) or 'uses:' (a stage of the platform).");
  if (fields.cmd !== undefined && fields.uses !== undefined)
    problem(at('uses'), "stands beside 'cmd:'; keep one of the two.");

  const wdir = fields.wdir === undefined ? folder : resolve(folder, fields.wdir, at('wdir'));
  // From a folder that is told as wrong nothing can be found, and nothing more be told.
  const here = (written: string, ...key: (string | number)[]) =>
    leadsOut(wdir) ? posix.join(wdir, written) : resolve(wdir, written, at(...key));
  const outputs = (['outs', 'metrics', 'plots'] as const).flatMap((list) =>
    (fields[list] ?? []).flatMap((entry, index) =>
      outputSpecs(entry, list, (written) => here(written, list, index)),
    ),
  );
  return {
    name,
    desc: fields.desc ?? '',
    cmd: fields.cmd === undefined ? [] : [fields.cmd].flat(),
    cmdIsList: Array.isArray(fields.cmd),
    uses: fields.uses ?? null,
    each: fields.each === undefined ? null : here(fields.each, 'each'),
    wdir,
    deps: (fields.deps ?? []).map((written, index) => ({
      written,
      path: here(written, 'deps', index),
    })),
    params: paramsSpecs(fields, (written, index) => here(written, 'params', index), folder),
    outputs,
    frozen: fields.frozen ?? false,
    alwaysChanged: fields.always_changed ?? false,
  };
}

type OutputEntry = NonNullable<StageFields[OutputList]>[number];
type OutputOptions = Partial<Pick<OutputSpec, 'cache' | 'persist' | 'push' | 'remote'>> & PlotOptions;

function outputSpecs(
  entry: OutputEntry,
  list: OutputList,
  resolve: (written: string) => string,
): OutputSpec[] {
  const options: Record<string, unknown> = typeof entry === 'string' ? { [entry]: {} } : entry;
  return Object.entries(options).map(([written, each]) => {
    const several = [each as OutputOptions | OutputOptions[]].flat();
    const { cache, persist, push, remote } = Object.assign({}, ...several) as OutputOptions;
    return {
      written,
      path: resolve(written),
      role: ROLES[list],
      cache: cache ?? true,
      persist: persist ?? false,
      push: push ?? true,
      ...(remote !== undefined && { remote }),
      ...(list === 'plots' && { plots: several.map(plotOptions) }),
    };
  });
}

function plotOptions({ x, y, x_label, y_label, title, header, template }: PlotOptions): PlotOptions {
  const given = Object.entries({ x, y, x_label, y_label, title, header, template });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function paramsSpecs(
  fields: StageFields,
  resolve: (written: string, index: number) => string,
  folder: string,
): ParamsSpec[] {
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
    const file = posix.join(folder, PARAMS_FILE);
    specs.set('', { written: PARAMS_FILE, file, keys: [fields.uses], implied: true });
  }
  return [...specs.values()];
}
