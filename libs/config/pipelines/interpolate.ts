/**
 * References in text: `${train.c}`, `${names[0]}`; `\${HOME}` stays for the shell.
 *
 * As DVC: a reference that is the whole text keeps its type, within a text it becomes words as Python writes them,
 * and a map within a command becomes its options.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { didYouMean } from '#contracts/nearest-name.js';
import type { KeyPath, PipelineProblem } from '#contracts/pipeline.js';
import { pythonFloat, WholeFloat } from '#contracts/python-float.js';

export type Values = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof WholeFloat);
export const isScalar = (value: unknown): boolean => !isMap(value) && !Array.isArray(value);

/** `${a.b[0]}`, unless a backslash stands before it. */
const REFERENCE = /\\\$\{|\$\{([^}]*)\}/g;
const WHOLE = /^\$\{([^}]*)\}$/;

export const hasReference = (text: string): boolean =>
  [...text.matchAll(REFERENCE)].some(([, inner]) => inner !== undefined);

/** Replaces every reference in a value, keys included; what cannot be resolved becomes a problem and stays as written. */
export function interpolate(
  value: unknown,
  context: Values,
  key: KeyPath,
  problems: PipelineProblem[],
): unknown {
  if (Array.isArray(value)) {
    return value.map((each, index) => interpolate(each, context, [...key, index], problems));
  }
  if (isMap(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => {
        const at = [...key, name];
        return [text(interpolate(name, context, at, problems)), interpolate(each, context, at, problems)];
      }),
    );
  }
  if (typeof value !== 'string' || !value.includes('${')) return value;
  const inCommand = key.includes('cmd');
  const whole = WHOLE.exec(value);
  if (whole !== null && !inCommand) return lookUp(whole[1]!, context, key, problems);
  return value.replace(REFERENCE, (match, reference: string | undefined) => {
    if (reference === undefined) return '${';
    const found = lookUp(reference, context, key, problems);
    if (found === undefined) return match;
    if (isScalar(found)) return text(found);
    if (isMap(found) && inCommand) return commandOptions(found, '', key, problems);
    problems.push({
      code: 'pipeline/invalid',
      key,
      message: `\${${reference}} is ${isMap(found) ? 'a map' : 'a list'} and cannot stand within a text; name one of its values.`,
    });
    return match;
  });
}

/** @returns undefined where there is none, which is then a problem */
function lookUp(reference: string, context: Values, key: KeyPath, problems: PipelineProblem[]): unknown {
  const problem = (message: string) =>
    problems.push({ code: 'pipeline/missing-param', key, message: `\${${reference}} ${message}` });
  const parts = reference
    .replace(/\[([^[\]]+)\]/g, '.$1')
    .split('.')
    .map((part) => part.trim());
  if (parts.some((part) => part === '' || /[[\]]/.test(part))) {
    problem('is no reference; write it as ${section.key} or ${list[0]}.');
    return undefined;
  }
  let value: unknown = context;
  for (const [index, part] of parts.entries()) {
    const found = Array.isArray(value)
      ? value.at(/^-?\d+$/.test(part) ? Number(part) : value.length)
      : isMap(value) && Object.hasOwn(value, part)
        ? value[part]
        : undefined;
    if (found === undefined) {
      const inside = isMap(value) ? Object.keys(value) : [];
      const where = index === 0 ? '' : ` in '${parts.slice(0, index).join('.')}'`;
      const shell =
        key.includes('cmd') && index === 0 && parts.length === 1
          ? ` For a variable of the shell write \\\${${reference}}.`
          : '';
      problem(
        `names '${part}', which does not exist${where}.${didYouMean(part, inside)} Add it to params.yaml or 'vars:', or mend the reference.${shell}`,
      );
      return undefined;
    }
    value = found;
  }
  return value;
}

/** A scalar as Python's `str` has it, save for true and false. */
export function text(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'number' && !Number.isInteger(value)) return pythonFloat(value);
  return String(value);
}

/** A map in a command stands for options: `--name value`, `--flag` where true, nothing where false. */
function commandOptions(options: Values, prefix: string, key: KeyPath, problems: PipelineProblem[]): string {
  return Object.entries(options)
    .flatMap(([name, value]) => {
      const option = `${prefix}${name}`;
      if (value === true) return [`--${option}`];
      if (value === false) return [];
      if (isMap(value)) return [commandOptions(value, `${option}.`, key, problems)];
      if (!Array.isArray(value)) return [`--${option} ${quoted(value)}`];
      if (!value.every(isScalar)) {
        problems.push({
          code: 'pipeline/invalid',
          key,
          message: `option '${option}' is a list of lists or maps, which no command line can say; give it single values.`,
        });
      }
      return value.length === 0 ? [] : [`--${option} ${value.map(listed).join(' ')}`];
    })
    .filter((option) => option !== '')
    .join(' ');
}

/** Within a list DVC writes true and false as Python does. */
const listed = (value: unknown): string =>
  typeof value === 'boolean' ? (value ? 'True' : 'False') : quoted(value);

const quoted = (value: unknown): string => {
  const written = text(value);
  return typeof value !== 'string' || /^[\w@%+=:,./-]+$/.test(written)
    ? written
    : `'${written.replaceAll("'", `'"'"'`)}'`;
};
