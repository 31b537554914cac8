/** `--set train.text.cost=3`: changes params.yaml where it says so, and leaves the rest of the text as its owner wrote it. */
import { isDeepStrictEqual } from 'node:util';
import { type Document, isScalar, parseDocument, stringify } from 'yaml';
import { DomainError } from '#contracts/domain-error.js';

/**
 * @param text of params.yaml; its comments, order and layout are kept
 * @throws DomainError 'config/invalid' for an assignment that is none, or that the file has no place for
 */
export function assignParams(text: string, assignments: readonly string[]): string {
  return assignments.reduce(assign, text);
}

function assign(text: string, assignment: string): string {
  const equals = assignment.indexOf('=');
  if (equals < 1) {
    throw refusal(`--set ${assignment}: write it as key=value, e.g. --set train.text.cost=3.`);
  }
  const key = assignment.slice(0, equals);
  const document = parseDocument(text);
  try {
    const path = key.split('.');
    const value: unknown = parseDocument(assignment.slice(equals + 1)).toJS();
    const inPlace = replaced(text, document, path, value);
    if (inPlace !== null) return inPlace;
    document.setIn(path, value);
  } catch (cause) {
    throw refusal(
      `--set ${assignment}: params.yaml has a single value where ${key} would be; check the key.`,
      cause,
    );
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: !/\[\S.*\]/.test(text) });
}

/** @returns null where there is no single value to replace by another, or it cannot be written at that place */
function replaced(
  text: string,
  document: Document.Parsed,
  path: readonly string[],
  value: unknown,
): string | null {
  const node = document.getIn(path, true);
  if (!isScalar(node) || node.range == null || (typeof value === 'object' && value !== null)) return null;
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return null;
  const [start, end] = node.range;
  const changed = `${text.slice(0, start)}${stringify(value, { lineWidth: 0 }).trimEnd()}${text.slice(end)}`;
  const read = parseDocument(changed);
  // Within brackets a comma would end the value; an empty value has no place of its own.
  return read.errors.length === 0 && isDeepStrictEqual(read.getIn(path), value) ? changed : null;
}

const refusal = (message: string, cause?: unknown): DomainError =>
  new DomainError('config/invalid', message, { usage: true }, { cause });

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
