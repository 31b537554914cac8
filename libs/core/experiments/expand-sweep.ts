/**
 * Every combination of the values given for params:
 *
 *   train.c=0.1,1,10  train.seed=range(1,3)   ─►   6 × ['train.c=0.1', 'train.seed=1'] …
 *
 * Commas within brackets, braces and quotes belong to one value: `etl.languages=[eng,fra]` is no sweep.
 */
import { DomainError } from '#contracts/domain-error.js';

/** More than this is a slip of the keyboard: at a minute each, a week. */
const MOST = 10_000;
const RANGE = /^range\(([^()]*)\)$/;

/** @throws DomainError 'config/invalid' for an assignment or a range that is none */
export function expandSweep(assignments: readonly string[]): string[][] {
  let combinations: string[][] = [[]];
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    if (equals < 1) throw invalid(assignment, 'write it as key=value, e.g. --set train.text.cost=3');
    const key = assignment.slice(0, equals);
    const written = splitValues(assignment.slice(equals + 1));
    // A value that is given twice would make two experiments that differ in nothing.
    const values = [...new Set(written.flatMap((value) => expandRange(value, assignment)))];
    if (combinations.length * values.length > MOST) {
      throw invalid(assignment, `makes more than ${MOST} experiments; give fewer values`);
    }
    combinations = combinations.flatMap((before) => values.map((value) => [...before, `${key}=${value}`]));
  }
  return combinations;
}

/**
 * For a run of one value each: what would be several experiments must not become a text of that name.
 * @throws DomainError 'config/invalid' for several values, or a range
 */
export function refuseSweep(assignments: readonly string[]): void {
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    const value = assignment.slice(equals + 1);
    if (equals < 1 || (splitValues(value).length === 1 && !RANGE.test(value))) continue;
    const key = assignment.slice(0, equals);
    const list = RANGE.test(value) ? '' : ` a list is ${quoted(`${key}=[${value}]`)},`;
    throw invalid(
      assignment,
      `is several values, and a run has one. An experiment with each: docket exp run --set ${quoted(assignment)}. As one value,${list} a text ${quoted(`${key}=${JSON.stringify(value)}`)}`,
    );
  }
}

/** For a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function splitValues(text: string): string[] {
  const values: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if ('[{('.includes(character)) depth++;
    else if (']})'.includes(character)) depth--;
    else if (character === ',' && depth === 0) {
      values.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...values, text.slice(start).trim()];
}

/** `range(start, stop[, step])`, stop left out, as DVC's and Python's. */
function expandRange(value: string, assignment: string): string[] {
  const inner = RANGE.exec(value)?.[1];
  if (inner === undefined) return [value];
  const [start = Number.NaN, stop = Number.NaN, step = 1, ...rest] = inner.split(',').map(Number);
  const count = Math.ceil((stop - start) / step - 1e-9);
  if (rest.length > 0 || !Number.isFinite(count) || count < 1) {
    throw invalid(assignment, 'a range is range(start, stop) or range(start, stop, step), and not empty');
  }
  if (count > MOST) throw invalid(assignment, `makes more than ${MOST} experiments; give fewer values`);
  // Twelve digits hide that 0.1 + 0.2 is not 0.3 in binary.
  return Array.from({ length: count }, (_, index) => String(Number((start + index * step).toPrecision(12))));
}

const invalid = (assignment: string, what: string): DomainError =>
  new DomainError('config/invalid', `--set ${assignment}: ${what}.`, { usage: true });
