/** A YAML file of the workspace as data, with the line of every key, so that errors can point at it. */
import { LineCounter, parseDocument } from 'yaml';
import { DomainError } from '#contracts/domain-error.js';
import type { KeyPath, PipelineProblem } from '#contracts/pipeline.js';
import type { ReadText } from './read-text.js';

export interface YamlFile {
  /** As users know it: 'pipelines.yaml'. */
  name: string;
  data: unknown;
  /** `pipelines.yaml:12:5`, of the key or the nearest one above it that exists. */
  locate(key: KeyPath): string;
}

interface Positioned {
  range?: [number, number, number] | null;
}

/**
 * @param text null where the file does not exist; its data is then null
 * @throws DomainError 'config/unreadable' with every syntax error's line
 */
export function parseYamlFile(name: string, text: string): YamlFile {
  if (/^(<{7}|={7}|>{7})( |$)/m.test(text)) {
    const line =
      text.split('\n').findIndex((each) => each.startsWith('<<<<<<<') || each.startsWith('>>>>>>>')) + 1;
    throw new DomainError(
      'config/unreadable',
      `${name}:${line} has marks of an unresolved merge; settle it with git, then run again.`,
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return `${name}:${line}:${col} ${error.message}`;
    });
    throw new DomainError(
      'config/unreadable',
      `${name} is not valid YAML; mend these lines:\n${bullets(problems)}`,
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
  return { name, data: document.toJS({ maxAliasCount: 1000 }), locate };
}

/** @throws DomainError 'workspace/missing' where there is no such file, 'config/unreadable' */
export async function readYamlFile(read: ReadText, name: string): Promise<YamlFile> {
  const text = await read(name);
  if (text !== null) return parseYamlFile(name, text);
  throw new DomainError(
    'workspace/missing',
    `${name} does not exist; \`docket init DIR\` makes a workspace with one.`,
  );
}

export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `  - ${line}`).join('\n');
}

/** 'stages.etl.deps[0]' */
export function writtenKey(key: KeyPath): string {
  return key
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}

/** One error that lists all problems, each with file, line, key and remedy. Its code is theirs where they agree. */
export function problemsError(
  file: Pick<YamlFile, 'name' | 'locate'>,
  problems: readonly PipelineProblem[],
): DomainError {
  const lines = problems.map(({ key, message }) => {
    const where = writtenKey(key);
    return `${file.locate(key)} ${where === '' ? '' : `${where}: `}${message}`;
  });
  const codes = new Set(problems.map(({ code }) => code));
  return new DomainError(
    codes.size === 1 ? problems[0]!.code : 'pipeline/invalid',
    lines.length === 1 ? lines[0]! : `${file.name} has ${lines.length} problems:\n${bullets(lines)}`,
    { problems: problems.map(({ code, key, message }) => ({ code, key: writtenKey(key), message })) },
  );
}
