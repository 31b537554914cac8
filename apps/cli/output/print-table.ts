/** Prints a table for people, or as Markdown for pull requests. */
import type { ValueChange } from '#core/pipeline/compare-values.js';
import { type Column, tableLines } from './table.js';
import type { Terminal } from './terminal.js';

/** A column of figures. */
export const right = (title: string): Column => ({ title, align: 'right' });

/** @param columns titles, or {@link right} */
export function printTable(
  terminal: Terminal,
  columns: readonly (string | Column)[],
  rows: readonly (readonly string[])[],
  markdown = false,
): void {
  const paint = (title: string) => (markdown ? title : terminal.paint('dim', title));
  const painted = columns.map((column) =>
    typeof column === 'string' ? { title: paint(column) } : { ...column, title: paint(column.title) },
  );
  for (const line of (markdown ? markdownLines : tableLines)(painted, rows)) terminal.print(line);
}

/** `_` within a word, as keys have it, is no mark there. */
const MARKS = /[\\`*<>|[\]~]|&(?=#?\w+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/** What Markdown and its tables would act on is shown as it is. */
const literally = (cell: string): string => cell.replace(MARKS, '\\$&').replace(/\s*[\r\n]+\s*/g, ' ');

function markdownLines(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${columns
      .map((_, index) => cells[index] ?? '')
      .map(literally)
      .join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map(line),
  ];
}

/** A value of params or metrics in a cell; figures to six digits. */
export function shownValue(value: unknown): string {
  if (value === undefined) return '–';
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(6)));
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** '+0.02' */
const shownDifference = (difference: number | undefined): string =>
  difference === undefined ? '' : `${difference > 0 ? '+' : ''}${shownValue(difference)}`;

/** Key, value before, value now, and by how much it grew where both are figures. */
export const changeCells = ({ key, old, new: current, difference }: ValueChange): string[] => [
  key,
  shownValue(old),
  shownValue(current),
  shownDifference(difference),
];
