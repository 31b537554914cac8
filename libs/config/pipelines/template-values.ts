/** The values that `${…}` can name: params.yaml and `vars:`, merged as DVC merges them: nothing is defined twice. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { posix } from 'node:path';
import { didYouMean } from '#contracts/nearest-name.js';
import type { KeyPath, PipelineProblem } from '#contracts/pipeline.js';
import { hasReference } from './interpolate.js';
import { isMap, type Values } from './yaml-values.js';

/** @returns content of a params file from the pipeline's directory; null where it does not exist, undefined outside the workspace */
export type ReadVars = (file: string) => Promise<unknown>;

export interface TemplateValues {
  values: Values;
  /** Top-level key to where it came from, for messages. */
  sources: ReadonlyMap<string, string>;
  /** File to the keys taken of it; null for all. */
  files: ReadonlyMap<string, readonly string[] | null>;
}

export const NO_VALUES: TemplateValues = { values: {}, sources: new Map(), files: new Map() };

export interface VarsPlace {
  key: KeyPath;
  /** What the names of files count from. */
  folder: string;
  /** Names that a generated stage sets itself. */
  reserved: readonly string[];
}

export async function addVars(
  before: TemplateValues,
  vars: unknown,
  { key, folder, reserved }: VarsPlace,
  readVars: ReadVars,
  problems: PipelineProblem[],
): Promise<TemplateValues> {
  const problem = (at: KeyPath, message: string) =>
    problems.push({ code: 'pipeline/invalid', key: at, message });
  if (vars === undefined || vars === null) return before;
  if (!Array.isArray(vars)) {
    problem(key, 'must be a list of files and maps.');
    return before;
  }
  const sources = new Map(before.sources);
  const files = new Map(before.files);
  let values = before.values;
  for (const [index, entry] of vars.entries()) {
    const at = [...key, index];
    let added: unknown = entry;
    let source = `vars[${index}]`;
    if (typeof entry === 'string') {
      if (hasReference(entry)) {
        problem(at, "is read before ${…} is filled in; write the file's name out.");
        continue;
      }
      const [name = '', keys] = entry.split(':');
      const file = posix.join(folder, name);
      const wanted = keys?.split(',').map((each) => each.trim());
      // The whole of a file may be named again, as params.yaml often is.
      if (files.get(file) === null && wanted === undefined) continue;
      const taken = files.get(file);
      if (taken !== undefined && (taken === null || wanted === undefined)) {
        problem(
          at,
          `takes ${wanted === undefined ? 'all' : 'a part'} of ${file}, which is taken already; remove it.`,
        );
        continue;
      }
      const content = await readVars(file);
      if (!isMap(content)) {
        problem(
          at,
          content === undefined
            ? `'${name}' lies outside the workspace; move it inside, or remove it here.`
            : `${file} ${content === null ? 'does not exist' : 'is no map'}; mend it, or remove it here.`,
        );
        continue;
      }
      const missing = wanted?.filter((each) => !Object.hasOwn(content, each)) ?? [];
      for (const each of missing) {
        problem(
          at,
          `${file} has no key '${each}'.${didYouMean(each, Object.keys(content))} Mend it or remove it.`,
        );
      }
      added =
        wanted === undefined
          ? content
          : Object.fromEntries(
              wanted.filter((each) => Object.hasOwn(content, each)).map((each) => [each, content[each]]),
            );
      files.set(file, wanted === undefined ? null : [...(taken ?? []), ...wanted]);
      source = file;
    }
    if (!isMap(added)) {
      problem(at, 'must be the name of a file or a map.');
      continue;
    }
    // As DVC: what fills templates in is no template.
    if (typeof entry !== 'string' && namesAny(added)) {
      problem(at, 'is read before ${…} is filled in; write the value out.');
      continue;
    }
    for (const name of Object.keys(added).filter((each) => reserved.includes(each))) {
      problem(at, `defines '${name}', which foreach and matrix set themselves; choose another name.`);
    }
    const clash = firstClash(values, added);
    if (clash !== null) {
      const [head = ''] = clash;
      problem(
        at,
        `defines '${clash.join('.')}', which ${sources.get(head) ?? 'another entry'} defines already; keep one of the two.`,
      );
      continue;
    }
    values = merged(values, added);
    for (const name of Object.keys(added)) if (!sources.has(name)) sources.set(name, source);
  }
  return { values, sources, files };
}

const namesAny = (value: unknown): boolean =>
  typeof value === 'string'
    ? hasReference(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(namesAny);

function firstClash(into: Values, added: Values): string[] | null {
  for (const [name, value] of Object.entries(added)) {
    if (!Object.hasOwn(into, name)) continue;
    const there = into[name];
    if (!isMap(there) || !isMap(value)) return [name];
    const below = firstClash(there, value);
    if (below !== null) return [name, ...below];
  }
  return null;
}

function merged(into: Values, added: Values): Values {
  const result: Record<string, unknown> = { ...into };
  for (const [name, value] of Object.entries(added)) {
    const there = result[name];
    result[name] = isMap(there) && isMap(value) ? merged(there, value) : value;
  }
  return result;
}
