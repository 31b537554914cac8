/** Fills in DVC's templates: `${train.c}` from params.yaml and `vars`, and the stages that `foreach` and `matrix` stand for. */
import type { KeyPath, PipelineProblem, VarsSpec } from '#contracts/pipeline.js';
import type { OptionStyle } from './command-options.js';
import { expandStage } from './expand-stage.js';
import { interpolate } from './interpolate.js';
import { addVars, NO_VALUES, type ReadVars, type TemplateValues } from './template-values.js';
import { isMap, type Values } from './yaml-values.js';

export interface ResolvedTemplates {
  /** The top level without `stages` and `vars`. */
  top: unknown;
  /** By name, generated ones as 'train@a'. */
  stages: Map<string, unknown>;
  problems: PipelineProblem[];
  /** Where a generated stage was written: 'train@a' → ['stages', 'train', 'do']. */
  origins: Map<string, KeyPath>;
  /** What values were taken from; paths from the pipeline's directory. */
  vars: VarsSpec[];
}

/** Fields that may speak of ${…} without meaning it. */
const PROSE = ['desc', 'meta'];

interface Reading {
  /** Of a path from the pipeline's directory. */
  readVars: ReadVars;
  /** How a map is said in a command. */
  style: OptionStyle;
}

export async function resolveTemplates(data: unknown, reading: Reading): Promise<ResolvedTemplates> {
  const { readVars } = reading;
  const problems: PipelineProblem[] = [];
  const origins = new Map<string, KeyPath>();
  const stages = new Map<string, unknown>();
  if (!isMap(data)) return { top: data, stages, problems, origins, vars: [] };
  const { vars, stages: written, ...rest } = data;
  const defaults = (await readVars('params.yaml')) === null ? [] : ['params.yaml'];
  const place = { key: ['vars'], folder: '', reserved: [] };
  const initial = await addVars(NO_VALUES, defaults, place, readVars, problems);
  const global = await addVars(initial, vars, place, readVars, problems);
  const taken = taking(global);
  const top = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, interpolate(value, global.values, [name], problems)]),
  );
  if (written !== undefined && written !== null && !isMap(written)) {
    problems.push({ code: 'pipeline/invalid', key: ['stages'], message: 'must be a map of stages by name.' });
  }
  for (const [name, stage] of Object.entries(isMap(written) ? written : {})) {
    if (name.includes('@')) {
      problems.push({
        code: 'pipeline/invalid',
        key: ['stages', name],
        message: "has an '@' in its name, which marks generated stages; choose another name.",
      });
      continue;
    }
    for (const { suffix, body, values, key } of expandStage(name, stage, global.values, problems)) {
      const generated = suffix === null ? name : `${name}@${suffix}`;
      if (suffix !== null) origins.set(generated, key);
      const context = { ...global, values: { ...global.values, ...values } };
      const resolved = await resolveStage(body, context, Object.keys(values), key, reading, problems);
      stages.set(generated, resolved.fields);
      taken.push(...resolved.taken);
    }
  }
  return { top, stages, problems: distinct(problems), origins, vars: taken };
}

const taking = ({ files }: TemplateValues): VarsSpec[] => [...files].map(([file, keys]) => ({ file, keys }));

async function resolveStage(
  body: unknown,
  context: TemplateValues,
  reserved: readonly string[],
  key: KeyPath,
  { readVars, style }: Reading,
  problems: PipelineProblem[],
): Promise<{ fields: unknown; taken: VarsSpec[] }> {
  if (!isMap(body)) return { fields: body, taken: [] };
  const { vars, ...fields } = body;
  // Files of a stage's own vars count from where it works.
  const folder = String(interpolate(fields.wdir ?? '', context.values, [...key, 'wdir'], []));
  const place = { key: [...key, 'vars'], folder, reserved };
  const own = await addVars(context, vars, place, readVars, problems);
  const { values } = own;
  const resolved = Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      PROSE.includes(field)
        ? resolveProse(value, values, [...key, field])
        : interpolate(value, values, [...key, field], problems, style),
    ]),
  );
  return { fields: resolved, taken: taking(own) };
}

function resolveProse(value: unknown, values: Values, key: KeyPath): unknown {
  const unmeant: PipelineProblem[] = [];
  const resolved = interpolate(value, values, key, unmeant);
  return unmeant.length > 0 ? value : resolved;
}

/** Every stage of a `foreach` has the same mistakes at the same place. */
function distinct(problems: readonly PipelineProblem[]): PipelineProblem[] {
  const seen = new Map(problems.map((problem) => [JSON.stringify([problem.key, problem.message]), problem]));
  return [...seen.values()];
}
