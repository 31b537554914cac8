/** Reads params files: values by dotted key, and the sections of the platform's stages with their defaults. */
import type { z } from 'zod';
import { DomainError } from '#contracts/domain-error.js';
import type { KeyPath, PipelineProblem } from '#contracts/pipeline.js';
import { plainNumbers } from '#contracts/python-float.js';
import { type ReadText, textsOf } from './read-text.js';
import { roundedIntegers } from './rounded-integers.js';
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
  const values = await parseValues(file, text);
  const rounded = roundedIntegers(values.exact);
  if (rounded.length > 0) throw problemsError(values, rounded);
  return values;
}

/**
 * A file of params or figures. What figures would be rounded to is no figure, but text; as a param it is refused.
 * @throws DomainError 'config/unreadable'
 */
export async function parseValues(file: string, text: string): Promise<YamlFile> {
  if (file.endsWith('.py')) return parsePythonFile(file, text);
  if (file.endsWith('.toml')) return parseTomlFile(file, text);
  return parseYamlFile(file, text);
}

/** For those who go on to what else is wrong. @param unreadable takes the error of a file that cannot be read */
export async function orUnreadable(
  read: () => Promise<YamlFile | null>,
  unreadable: DomainError[],
): Promise<YamlFile | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'config/unreadable') throw error;
    unreadable.push(error);
    return null;
  }
}

/** The parsers are loaded by those alone who have such files. */
async function parsePythonFile(name: string, text: string): Promise<YamlFile> {
  const { pythonParams } = await import('./python-params.js');
  const { values, lines } = parsedOrUnreadable(name, () => pythonParams(text));
  const locate = ([key]: KeyPath) => `${name}:${lines.get(String(key)) ?? 1}:1`;
  return { name, data: plainNumbers(values), exact: values, locate };
}

async function parseTomlFile(name: string, text: string): Promise<YamlFile> {
  const { tomlParams } = await import('./toml-params.js');
  const exact = parsedOrUnreadable(name, () => tomlParams(text));
  return { name, data: plainNumbers(exact), exact, locate: () => name };
}

function parsedOrUnreadable<Result>(name: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const { message, line } = error as Error & { line?: number };
    const where = line === undefined ? name : `${name}:${line}`;
    throw new DomainError(
      'config/unreadable',
      `${where} cannot be read: ${message.trimEnd()}\nMend it, then run again.`,
    );
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
  const problems = schemaProblems(parsed.error, 'config/invalid', (at) => keysAt(schema, at));
  return { params: {}, problems: problems.map((each) => ({ ...each, key: [section, ...each.key] })) };
}

/** The keys of the map at a place of what a schema describes; none where there is no map. */
function keysAt(schema: z.ZodType, [key, ...below]: KeyPath): string[] {
  let described: { shape?: Record<string, z.ZodType>; def: { innerType?: unknown } } = schema as never;
  // What has a default or may be left out is wrapped in that.
  while (described.shape === undefined && described.def.innerType !== undefined)
    described = described.def.innerType as typeof described;
  const shape = described.shape ?? {};
  if (key === undefined) return Object.keys(shape);
  const inner = shape[key];
  return inner === undefined ? [] : keysAt(inner, below);
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
