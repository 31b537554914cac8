/** YAML as DVC reads and writes it, and what is wrong with a file of it, by line. */
import { LineCounter, parseDocument, type ScalarTag } from 'yaml';
import { DomainError } from '#contracts/domain-error.js';
import { keysWrittenTwice } from '#contracts/keys-written-twice.js';
import { exactFloat, FLOAT_TEXT, pythonFloat, WholeFloat } from '#contracts/python-float.js';
import { withAliases } from '#contracts/yaml-aliases.js';

/** Floats stay floats, in Python's writing: 1.0 and 1e-05. */
const PYTHON_FLOAT: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: FLOAT_TEXT,
  identify: (value) =>
    value instanceof WholeFloat ||
    (typeof value === 'number' && !Number.isInteger(value) && Number.isFinite(value)),
  resolve: exactFloat,
  stringify: ({ value }) => pythonFloat(Number(value)),
};
export const customTags = (tags: readonly unknown[]) => [PYTHON_FLOAT, ...tags] as ScalarTag[];

/** Git's marks, with or without what stands behind them. */
const MERGE_MARK = /^(<{7}|>{7})( |$)/;

export interface LockYaml {
  data: unknown;
  /** Of a key, or of the nearest one above it that exists; from 1. */
  lineAt(path: readonly PropertyKey[]): number;
}

/**
 * @param name as users know the file
 * @throws DomainError 'config/unreadable' with the line and the remedy
 */
export function parseLockYaml(name: string, text: string): LockYaml {
  const mark = text.split('\n').findIndex((line) => MERGE_MARK.test(line));
  if (mark !== -1) {
    throw unreadableLock(
      name,
      mark + 1,
      `has marks of an unresolved merge; take either side (git checkout --ours ${name}), then run again`,
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    ...{ lineCounter: lines, prettyErrors: false, uniqueKeys: false, logLevel: 'error', customTags },
  });
  const lineOf = (offset: number) => lines.linePos(offset).line;
  const [error] = document.errors;
  if (error !== undefined) {
    const what = error.message.split('\n')[0];
    throw unreadableLock(
      name,
      lineOf(error.pos[0]),
      `is not valid YAML (${what}); take it from git, or remove it`,
    );
  }
  const [again] = keysWrittenTwice(document.contents);
  if (again !== undefined) {
    const what = `has ${again.path.join('.')} twice`;
    throw unreadableLock(name, lineOf(again.offset), `${what}; take it from git, or remove it`);
  }
  const read = withAliases(text, () => document.toJS());
  if ('what' in read) throw unreadableLock(name, read.line, read.what);
  return {
    data: read.value,
    lineAt: (path) => {
      for (let length = path.length; length > 0; length--) {
        const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] };
        if (node?.range) return lineOf(node.range[0]);
      }
      return 1;
    },
  };
}

export const unreadableLock = (name: string, line: number, what: string): DomainError =>
  new DomainError('config/unreadable', `${name}:${line} ${what}.`);
