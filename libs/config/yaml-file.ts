/** A YAML file of the workspace as data, with the line of every key, so that errors can point at it. */
import { LineCounter, parseDocument, type ScalarTag } from 'yaml';
import { DomainError } from '#contracts/domain-error.js';
import { keysWrittenTwice } from '#contracts/keys-written-twice.js';
import type { KeyPath, PipelineProblem } from '#contracts/pipeline.js';
import { exactFloat, exactInteger, FLOAT_TEXT, plainNumbers } from '#contracts/python-float.js';
import { visible } from '#contracts/visible-text.js';
import { withAliases } from '#contracts/yaml-aliases.js';
import type { ReadText } from './read-text.js';
import { refuseNoJson } from './refuse-no-json.js';

export interface YamlFile {
  /** As users know it: 'pipelines.yaml'. */
  name: string;
  data: unknown;
  /** As `data`, but 1.0 is a `WholeFloat`, and what would be rounded a `LargeInteger`: for what is written on as text. */
  exact: unknown;
  /** `pipelines.yaml:12:5`, of the key or the nearest one above it that exists. */
  locate(key: KeyPath): string;
  /** Stages whose name stands there a second time, as `data` has them: each definition's mistakes are told. */
  again?: ReadonlySet<string>;
  /** By the name of a stage with `foreach` or `matrix`, how many it stands for. */
  generated?: ReadonlyMap<string, number>;
}

/** `1.0` and `1e3` would otherwise come out as the integers 1 and 1000. */
const EXACT_FLOAT: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: FLOAT_TEXT,
  resolve: exactFloat,
};

/** Digits beyond those that a number keeps would be lost, of keys as well. */
const EXACT_INTEGER: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?[0-9]+$/,
  resolve: exactInteger,
};

interface Positioned {
  range?: [number, number, number] | null;
}

/**
 * @param twice takes the keys that are written twice; where it is not given they are thrown
 * @throws DomainError 'config/unreadable' with every syntax error's line
 */
export function parseYamlFile(name: string, text: string, twice?: PipelineProblem[]): YamlFile {
  if (/^(<{7}|={7}|>{7})( |$)/m.test(text)) {
    const line =
      text.split('\n').findIndex((each) => each.startsWith('<<<<<<<') || each.startsWith('>>>>>>>')) + 1;
    throw new DomainError(
      'config/unreadable',
      `${name}:${line} has marks of an unresolved merge; settle it with git, then run again.`,
    );
  }
  if (name.endsWith('.json')) refuseNoJson(name, text);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    uniqueKeys: false,
    // Of keys that are no text it warns on stderr, in words of its own.
    logLevel: 'error',
    customTags: (tags) => [EXACT_FLOAT, EXACT_INTEGER, ...tags],
  });
  // What follows a mistake of syntax comes of it: hundreds of lines that say nothing of their own.
  const [error] = document.errors;
  const found = keysWrittenTwice(document.contents);
  if (error !== undefined) {
    const before = found
      .filter(({ offset }) => offset < error.pos[0])
      .map(({ offset }) => ({ pos: [offset], message: 'Map keys must be unique' }));
    const problems = [...before, error].map(({ pos, message }) => {
      const { line, col } = lines.linePos(pos[0]!);
      const quotes = /[{[].*\$\{/.test(text.split('\n')[line - 1] ?? '');
      const remedy = quotes ? ` (text with \${…} needs quotes within { } and [ ])` : '';
      const what = message.replace('Maximum call stack size exceeded', 'is nested too deep to be read');
      return `${name}:${line}:${col} ${what}${remedy}`;
    });
    throw new DomainError(
      'config/unreadable',
      `${name} is not valid ${name.endsWith('.json') ? 'JSON' : 'YAML'}; mend these lines:\n${bullets(problems)}`,
      {
        problems,
      },
    );
  }
  const locate = (key: KeyPath): string => {
    let container: unknown = document.contents;
    let offset = (container as Positioned | null)?.range?.[0] ?? 0;
    for (const part of key) {
      const items = (container as { items?: unknown[] } | null)?.items;
      if (items === undefined) break;
      const pair =
        typeof part === 'number'
          ? { key: items[part], value: items[part] }
          : (items.find((item) => String((item as { key?: unknown }).key) === part) as
              | { key: unknown; value: unknown }
              | undefined);
      if (pair?.key === undefined) break;
      offset = (pair.key as Positioned | null)?.range?.[0] ?? offset;
      container = pair.value;
    }
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const again = new Set<string>();
  if (found.length > 0) {
    const problems = found.map(({ path, offset }): PipelineProblem => {
      const message = `is written again on line ${lines.linePos(offset).line}; keep one of the two.`;
      return { code: 'config/unreadable', key: path, message };
    });
    if (twice === undefined) throw problemsError({ name, locate }, problems);
    twice.push(...problems);
    for (const { path, key, offset } of found)
      if (path.length === 2 && path[0] === 'stages' && key !== null) {
        // Told apart by its line: else the last definition would hide the others.
        key.value = `${path[1]} (line ${lines.linePos(offset).line})`;
        again.add(key.value as string);
      }
  }
  const read = withAliases(text, () => document.toJS({ maxAliasCount: 1000 }));
  if ('what' in read) throw new DomainError('config/unreadable', `${name}:${read.line} ${read.what}.`);
  const apart = again.size > 0 && { again };
  return { name, data: plainNumbers(read.value), exact: read.value, locate, ...apart };
}

/**
 * @param twice as {@link parseYamlFile} takes it
 * @throws DomainError 'workspace/missing' where there is no such file, 'config/unreadable'
 */
export async function readYamlFile(
  read: ReadText,
  name: string,
  twice?: PipelineProblem[],
): Promise<YamlFile> {
  const text = await read(name);
  if (text !== null) return parseYamlFile(name, text, twice);
  throw new DomainError(
    'workspace/missing',
    `${name} does not exist; \`docket init DIR\` makes a workspace with one.`,
  );
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `  - ${line}`).join('\n');
}

/** 'stages.etl.deps[0]' */
function writtenKey(key: KeyPath): string {
  return key
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}

export interface FileProblems {
  file: Pick<YamlFile, 'name' | 'locate' | 'generated'>;
  problems: readonly PipelineProblem[];
}

/** One error that lists all problems, each with file, line, key and remedy. Its code is theirs where they agree. */
export function problemsError(file: FileProblems['file'], problems: readonly PipelineProblem[]): DomainError {
  return filesError([{ file, problems }]);
}

/** As `problemsError`, of several files; in the order of their lines. */
export function filesError(files: readonly FileProblems[]): DomainError {
  const all = files.flatMap(({ file, problems }) => {
    const located = problems.map((problem) => ({
      ...problem,
      file: file.name,
      place: file.locate(problem.key),
    }));
    return oncePerTemplate(file, located).sort((left, right) => lineOf(left.place) - lineOf(right.place));
  });
  const lines = all.map(({ key, message, place }) => {
    const where = visible(writtenKey(key));
    return `${place} ${where === '' ? '' : `${where}: `}${message}`;
  });
  const codes = new Set(all.map(({ code }) => code));
  const names = [...new Set(all.map(({ file }) => file))].join(' and ');
  return new DomainError(
    codes.size === 1 ? all[0]!.code : 'pipeline/invalid',
    lines.length === 1
      ? lines[0]!
      : `${names} ${names.includes(' and ') ? 'have' : 'has'} ${lines.length} problems:\n${bullets(lines)}`,
    { problems: all.map(({ code, key, message }) => ({ code, key: writtenKey(key), message })) },
  );
}

/** What is wrong with several of the stages that one `foreach` or `matrix` stands for is one mistake. */
function oncePerTemplate<Problem extends PipelineProblem>(
  { generated }: FileProblems['file'],
  problems: readonly Problem[],
): Problem[] {
  if (generated === undefined || generated.size === 0) return [...problems];
  const told = new Map<string, { problem: Problem; template: string; stages: Set<unknown> }>();
  for (const [index, problem] of problems.entries()) {
    const { code, key, message } = problem;
    const [section, stage, ...rest] = key;
    const template = String(stage).split('@')[0]!;
    const isGenerated = section === 'stages' && template !== stage && generated.has(template);
    const same = isGenerated ? JSON.stringify([template, rest, code, message]) : String(index);
    const known = told.get(same) ?? { problem, template, stages: new Set() };
    known.stages.add(stage);
    told.set(same, known);
  }
  return [...told.values()].map(({ problem, template, stages }) => {
    if (stages.size < 2) return problem;
    const count = generated.get(template);
    const which = stages.size === count ? `all ${count}` : `${stages.size} of the ${count}`;
    const [section, , ...rest] = problem.key;
    const message = `${problem.message} (in ${which} of ${template}@…)`;
    return { ...problem, key: [section!, template, ...rest], message };
  });
}

/** Several errors about files as one that tells them all. @param errors at least one */
export function joinedError(errors: readonly DomainError[]): DomainError {
  const [first] = errors;
  if (errors.length === 1) return first!;
  const code = errors.every((each) => each.code === first!.code) ? first!.code : 'pipeline/invalid';
  const problems = errors.flatMap(({ details, message }) => details.problems ?? [{ message }]);
  return new DomainError(code, errors.map(({ message }) => message).join('\n'), { problems });
}

/** Of 'pipelines.yaml:12:5'. */
const lineOf = (place: string): number => Number(place.split(':').at(-2) ?? 0) || 0;
