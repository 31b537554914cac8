/**
 * DVC's templating: `${train.c}` from params.yaml and `vars`, and the stages that `foreach` and `matrix` stand for.
 *
 *   train:                         train@a:
 *     foreach: [a, b]                cmd: run a
 *     do:                     →    train@b:
 *       cmd: run ${item}             cmd: run b
 */
import { didYouMean } from '#contracts/nearest-name.js';
import type { KeyPath, PipelineProblem } from '#contracts/pipeline.js';

type Values = Record<string, unknown>;

export interface ResolvedTemplates {
  data: unknown;
  problems: PipelineProblem[];
  /** Where a generated stage was written: 'train@a' → ['stages', 'train', 'do']. */
  origins: Map<string, KeyPath>;
}

const isMap = (value: unknown): value is Values =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const isScalar = (value: unknown): boolean => value === null || typeof value !== 'object';

/** @param readVars content of a params file, null where it does not exist */
export async function resolveTemplates(
  data: unknown,
  readVars: (file: string) => Promise<unknown>,
): Promise<ResolvedTemplates> {
  const problems: PipelineProblem[] = [];
  const origins = new Map<string, KeyPath>();
  if (!isMap(data) || !isMap(data.stages)) return { data, problems, origins };
  const { vars, ...rest } = data;
  const defaults = await readVars('params.yaml');
  const global = await withVars(isMap(defaults) ? defaults : {}, vars, ['vars'], readVars, problems);
  const stages: Values = {};
  for (const [name, written] of Object.entries(data.stages)) {
    const at: KeyPath = ['stages', name];
    if (name.includes('@')) {
      problems.push(
        problem(at, "has an '@' in its name, which marks generated stages; choose another name."),
      );
      continue;
    }
    const variants = isMap(written) ? expand(name, written, global, problems) : null;
    for (const { suffix, body, values, key } of variants ?? [
      { suffix: null, body: written, values: {}, key: at },
    ]) {
      const generated = suffix === null ? name : `${name}@${suffix}`;
      if (suffix !== null) origins.set(generated, key);
      stages[generated] = await resolveStage(body, { ...global, ...values }, key, readVars, problems);
    }
  }
  return { data: { ...rest, stages }, problems, origins };
}

const problem = (key: KeyPath, message: string): PipelineProblem => ({
  code: 'pipeline/invalid',
  key,
  message,
});

async function resolveStage(
  body: unknown,
  context: Values,
  key: KeyPath,
  readVars: (file: string) => Promise<unknown>,
  problems: PipelineProblem[],
): Promise<unknown> {
  if (!isMap(body)) return body;
  const { vars, ...fields } = body;
  const local = await withVars(context, vars, [...key, 'vars'], readVars, problems);
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      // What a stage is for may speak of ${…} without meaning it.
      field === 'desc' || field === 'meta' ? value : interpolate(value, local, [...key, field], problems),
    ]),
  );
}

interface Variant {
  suffix: string | null;
  body: unknown;
  values: Values;
  key: KeyPath;
}

/** @returns null for a stage that stands for itself */
function expand(
  name: string,
  written: Values,
  context: Values,
  problems: PipelineProblem[],
): Variant[] | null {
  const at: KeyPath = ['stages', name];
  if ('foreach' in written) {
    const { foreach, do: body, ...others } = written;
    for (const other of Object.keys(others)) {
      problems.push(problem([...at, other], "stands beside 'foreach:'; move it under 'do:'."));
    }
    if (body === undefined)
      problems.push(problem([...at, 'foreach'], "needs 'do:' with the stage to repeat."));
    const list = interpolate(foreach, context, [...at, 'foreach'], problems);
    const key = [...at, 'do'];
    if (Array.isArray(list)) {
      const named = list.every(isScalar);
      return list.map((item, index) => ({
        suffix: named ? shown(item) : String(index),
        body,
        values: { item },
        key,
      }));
    }
    if (isMap(list)) {
      return Object.entries(list).map(([each, item]) => ({
        suffix: each,
        body,
        values: { key: each, item },
        key,
      }));
    }
    problems.push(problem([...at, 'foreach'], 'must be a list or a map.'));
    return [];
  }
  if (!('matrix' in written)) return null;
  const { matrix, ...body } = written;
  const axes = interpolate(matrix, context, [...at, 'matrix'], problems);
  if (!isMap(axes) || !Object.values(axes).every(Array.isArray)) {
    problems.push(problem([...at, 'matrix'], 'must be a map of lists.'));
    return [];
  }
  let combinations: { parts: string[]; item: Values }[] = [{ parts: [], item: {} }];
  for (const [axis, values] of Object.entries(axes as Record<string, unknown[]>)) {
    combinations = combinations.flatMap(({ parts, item }) =>
      values.map((value, index) => ({
        parts: [...parts, isScalar(value) ? shown(value) : `${axis}${index}`],
        item: { ...item, [axis]: value },
      })),
    );
  }
  return combinations.map(({ parts, item }) => {
    const suffix = parts.join('-');
    return { suffix, body, values: { item, key: suffix }, key: at };
  });
}

async function withVars(
  context: Values,
  vars: unknown,
  key: KeyPath,
  readVars: (file: string) => Promise<unknown>,
  problems: PipelineProblem[],
): Promise<Values> {
  if (vars === undefined) return context;
  if (!Array.isArray(vars)) {
    problems.push(problem(key, 'must be a list of files and maps.'));
    return context;
  }
  const merged = { ...context };
  for (const [index, entry] of vars.entries()) {
    let values: unknown = entry;
    if (typeof entry === 'string') {
      // 'params.yaml:train,model' takes these keys only.
      const [file = '', keys] = entry.split(':');
      values = await readVars(file);
      if (!isMap(values)) {
        problems.push(
          problem([...key, index], `${file} does not exist or is no map; make it, or remove it here.`),
        );
        continue;
      }
      if (keys !== undefined) {
        values = Object.fromEntries(
          keys.split(',').map((each) => [each.trim(), (values as Values)[each.trim()]]),
        );
      }
    }
    if (!isMap(values)) {
      problems.push(problem([...key, index], 'must be the name of a file or a map.'));
      continue;
    }
    for (const [name, value] of Object.entries(values)) {
      merged[name] = isMap(value) && isMap(merged[name]) ? { ...(merged[name] as Values), ...value } : value;
    }
  }
  return merged;
}

/** `${a.b[0]}`, unless a backslash stands before it. */
const REFERENCE = /\\\$\{|\$\{\s*([^}]*?)\s*\}/g;

/** Replaces every reference in a value; one that is the whole text keeps its type. */
function interpolate(value: unknown, context: Values, key: KeyPath, problems: PipelineProblem[]): unknown {
  if (Array.isArray(value)) {
    return value.map((each, index) => interpolate(each, context, [...key, index], problems));
  }
  if (isMap(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [
        String(interpolate(name, context, [...key, name], problems)),
        interpolate(each, context, [...key, name], problems),
      ]),
    );
  }
  if (typeof value !== 'string' || !value.includes('${')) return value;
  const whole = /^\$\{\s*([^}]*?)\s*\}$/.exec(value);
  if (whole !== null && key.at(-1) !== 'cmd') return lookUp(whole[1]!, context, key, problems);
  return value.replace(REFERENCE, (match, reference: string | undefined) => {
    if (reference === undefined) return '${';
    const found = lookUp(reference, context, key, problems);
    if (isScalar(found)) return shown(found);
    if (isMap(found) && key.includes('cmd')) return commandOptions(found);
    problems.push(problem(key, `\${${reference}} is no single value and cannot stand within a text.`));
    return match;
  });
}

function lookUp(reference: string, context: Values, key: KeyPath, problems: PipelineProblem[]): unknown {
  let value: unknown = context;
  for (const part of reference.replace(/\[([^\]]+)\]/g, '.$1').split('.')) {
    const inside = isMap(value) || Array.isArray(value) ? (value as Values) : {};
    if (!Object.hasOwn(inside, part)) {
      const message = `\${${reference}} names '${part}', which does not exist.${didYouMean(part, Object.keys(inside))} Add it to params.yaml or 'vars:', or mend the reference.`;
      problems.push(problem(key, message));
      return '';
    }
    value = inside[part];
  }
  return value;
}

const shown = (value: unknown): string => (value === null ? 'null' : String(value));

/** A map in a command stands for options, as in DVC: `--name value`, `--flag` where true, nothing where false. */
function commandOptions(options: Values, prefix = ''): string {
  return Object.entries(options)
    .flatMap(([name, value]) => {
      const option = `${prefix}${name}`;
      if (value === true) return [`--${option}`];
      if (value === false) return [];
      if (isMap(value)) return [commandOptions(value, `${option}.`)];
      if (Array.isArray(value)) return [`--${option} ${value.map((each) => quoted(shown(each))).join(' ')}`];
      return [`--${option} ${quoted(shown(value))}`];
    })
    .join(' ');
}

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
