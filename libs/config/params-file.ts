/** Reads params files: values by dotted key, and the sections of the platform's stages with their defaults. */
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { DomainError } from '#contracts/domain-error.js';
import type { KeyPath, PipelineProblem } from '#contracts/pipeline.js';
import { plainNumbers } from '#contracts/python-float.js';
import { type ReadText, textsOf } from './read-text.js';
import { schemaProblems } from './schema-problems.js';
import { parseYamlFile, problemsError, type YamlFile } from './yaml-file.js';

/** The file that --set writes to. */
export const PARAMS = 'params.yaml';

/**
 * YAML, JSON, TOML or Python, by the file's ending, as DVC does.
 * @param root absolute directory, or what reads its files
 * @returns null where the file does not exist
 * @throws DomainError 'config/unreadable'
 */
export async function readParamsFile(root: string | ReadText, file: string): Promise<YamlFile | null> {
  const text = await textsOf(root)(file);
  if (text === null) return null;
  if (file.endsWith('.py')) return parsePythonFile(file, text);
  if (file.endsWith('.toml')) return parseTomlFile(file, text);
  return parseYamlFile(file, text);
}

/** The parsers are loaded by those alone who have such files. */
async function parsePythonFile(name: string, text: string): Promise<YamlFile> {
  const { pythonParams } = await import('./python-params.js');
  const { values, lines } = orUnreadable(name, () => pythonParams(text));
  const locate = ([key]: KeyPath) => `${name}:${lines.get(String(key)) ?? 1}:1`;
  return { name, data: plainNumbers(values), exact: values, locate };
}

async function parseTomlFile(name: string, text: string): Promise<YamlFile> {
  const { tomlParams } = await import('./toml-params.js');
  const exact = orUnreadable(name, () => tomlParams(text));
  return { name, data: plainNumbers(exact), exact, locate: () => name };
}

function orUnreadable<Result>(name: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const reason = (error as Error).message;
    throw new DomainError('config/unreadable', `${name} cannot be read: ${reason}\nMend it, then run again.`);
  }
}

/** The value of 'train.c', undefined where there is none. A key that itself contains dots wins over nesting. */
export function paramAt(data: unknown, key: string): unknown {
  if (data === null || typeof data !== 'object') return undefined;
  const values = data as Record<string, unknown>;
  // Elements of lists are named by their number: 'layers.0.size'.
  if (Object.hasOwn(values, key)) return values[key];
  for (let dot = key.indexOf('.'); dot !== -1; dot = key.indexOf('.', dot + 1)) {
    const head = key.slice(0, dot);
    if (Object.hasOwn(values, head)) return paramAt(values[head], key.slice(dot + 1));
  }
  return undefined;
}

/** A stage's section, complete with the defaults of its schema, and every wrong value in it. */
export function sectionParams(
  file: YamlFile | null,
  section: string,
  schema: z.ZodType,
): { params: Record<string, unknown>; problems: PipelineProblem[] } {
  const parsed = schema.safeParse(paramAt(file?.data, section) ?? {});
  if (parsed.success) return { params: parsed.data as Record<string, unknown>, problems: [] };
  const shape = (schema as { shape?: Record<string, unknown> }).shape ?? {};
  const problems = schemaProblems(parsed.error, 'config/invalid', () => Object.keys(shape));
  return { params: {}, problems: problems.map((each) => ({ ...each, key: [section, ...each.key] })) };
}

/**
 * As `sectionParams`, for those who need it right.
 * @throws DomainError 'config/invalid' with file, line and key of every wrong value
 */
export function stageParams(
  file: YamlFile | null,
  section: string,
  schema: z.ZodType,
): Record<string, unknown> {
  const { params, problems } = sectionParams(file, section, schema);
  if (problems.length > 0)
    throw problemsError(file ?? { name: 'params.yaml', locate: () => 'params.yaml' }, problems);
  return params;
}

/**
 * Sets `train.c=3` in the text of params.yaml, keeping its comments and order.
 * @throws DomainError 'config/invalid' for an assignment that is none, or that the file has no place for
 */
export function assignParams(text: string, assignments: readonly string[]): string {
  if (assignments.length === 0) return text;
  const document = parseDocument(text);
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new DomainError(
        'config/invalid',
        `--set ${assignment}: write it as key=value, e.g. --set train.c=3.`,
        { usage: true },
      );
    }
    const key = assignment.slice(0, equals);
    try {
      document.setIn(key.split('.'), parseDocument(assignment.slice(equals + 1)).toJS());
    } catch (cause) {
      throw new DomainError(
        'config/invalid',
        `--set ${assignment}: params.yaml has a single value where ${key} would be; check the key.`,
        { usage: true },
        { cause },
      );
    }
  }
  return document.toString({ lineWidth: 0 });
}

/**
 * Of an error about params.yaml with the assignments in it, what is wrong with them, in the words of the command line:
 * the lines that the error names are of a file that was never written.
 * @returns null where something else is wrong
 */
export function refusedAssignments({ details }: DomainError, assignments: readonly string[]): string | null {
  const problems = (details.problems ?? []) as readonly { key?: string; message: string }[];
  const lines = problems.map(({ key = '', message }) => {
    const culprit = assignments.find((assignment) => {
      const set = assignment.slice(0, assignment.indexOf('='));
      return (
        key === set || key.startsWith(`${set}.`) || key.startsWith(`${set}[`) || set.startsWith(`${key}.`)
      );
    });
    return culprit === undefined ? null : `--set ${culprit}: ${key} ${message}`;
  });
  return lines.length === 0 || lines.includes(null) ? null : lines.join('\n');
}
