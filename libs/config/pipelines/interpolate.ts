/**
 * References in text: `${train.c}`, `${names[0]}`; `\${HOME}` stays for the shell.
 *
 * As DVC: a reference that is the whole text keeps its type, within a text it becomes words as Python writes them,
 * and a map within a command becomes its options.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { didYouMean } from '#contracts/nearest-name.js';
import type { KeyPath, PipelineProblem } from '#contracts/pipeline.js';
import { commandOptions, DEFAULT_STYLE, type OptionStyle } from './command-options.js';
import { isMap, isScalar, text, type Values } from './yaml-values.js';

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
  style: OptionStyle = DEFAULT_STYLE,
): unknown {
  if (Array.isArray(value)) {
    return value.map((each, index) => interpolate(each, context, [...key, index], problems, style));
  }
  if (isMap(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => {
        const at = [...key, name];
        return [
          text(interpolate(name, context, at, problems)),
          interpolate(each, context, at, problems, style),
        ];
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
    if (isMap(found) && inCommand) return commandOptions(found, style, key, problems);
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
