/** Prints what people mean by metrics: a table of figures, and below it one for each table in them. */
import { visible } from '#contracts/visible-text.js';
import { type Figure, headline } from '#core/pipeline/headline.js';
import { printTable, right, shownValue } from './print-table.js';
import type { Terminal } from './terminal.js';

export interface HeadlineSide {
  /** 'workspace', or the revision or experiment. */
  label: string;
  /** Content of every metrics file, by its path. */
  files: Readonly<Record<string, unknown>>;
}

/** @returns whether there was anything to print */
export function printHeadline(
  terminal: Terminal,
  sides: readonly [HeadlineSide, ...HeadlineSide[]],
  markdown = false,
): boolean {
  const names = [...new Set(sides.flatMap(({ files }) => Object.keys(files)))];
  const heads = sides.map(({ files }) => new Map(names.map((name) => [name, headline(files[name])])));
  const alone = sides.length === 1;
  const rows = names.flatMap((file) => {
    const cells = heads.map((side) => {
      const { figures, tables } = side.get(file)!;
      // Side by side, the figures of a table are told one by one.
      const flat = tables.flatMap(({ key, columns, rows: entries }) =>
        entries.flatMap(({ name, cells: values }) =>
          columns.map((column, at) => [`${key}.${name}.${column}`, shownValue(values[at])] as const),
        ),
      );
      return new Map([
        ...figures.map((each) => [each.key, shownFigure(each)] as const),
        ...(alone ? [] : flat),
      ]);
    });
    const keys = [...new Set(cells.flatMap((each) => [...each.keys()]))];
    return keys.map((key) => [file, key, ...cells.map((each) => each.get(key) ?? '–')].map(visible));
  });
  const titles = ['file', 'key', ...(alone ? ['value'] : sides.map(({ label }) => visible(label)))];
  if (rows.length > 0) printTable(terminal, titles, rows, markdown);
  let printed = rows.length > 0;
  for (const [file, { tables }] of alone ? heads[0]! : []) {
    for (const { key, columns, rows: entries } of tables) {
      if (printed) terminal.print('');
      printed = true;
      const body = entries.map(({ name, cells }) => [
        visible(name),
        ...cells.map((cell) => (cell === null ? '–' : shownValue(cell))),
      ]);
      const title = names.length > 1 ? `${file} ${key}` : key;
      printTable(
        terminal,
        [visible(title), ...columns.map((column) => right(visible(column)))],
        body,
        markdown,
      );
    }
  }
  return printed;
}

/** '0.975 (0.95 to 0.99)' */
const shownFigure = ({ value, interval }: Figure): string =>
  interval === null
    ? shownValue(value)
    : `${shownValue(value)} (${interval.map((bound) => Number(bound.toFixed(3))).join(' to ')})`;
