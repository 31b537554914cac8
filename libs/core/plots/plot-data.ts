/** Finds the points of a plot in the content of its files, as DVC does. */
import type { PlotSpec } from './plot-spec.js';
import type { PlotRow } from './table-rows.js';

export interface PlotSeries {
  /** The revision or experiment. */
  state: string;
  /** Column of y; told apart where a plot has several. */
  field: string;
  points: { x: number | string; y: number | string }[];
}

/** A list of rows within a file: where it stands, '' for the whole file. */
interface RowList {
  at: string;
  rows: PlotRow[];
}

/** Every list of rows in a value, outermost first. `{ labels, counts }` is a table of pairs. */
function rowLists(content: unknown, at = ''): RowList[] {
  if (Array.isArray(content)) {
    const rows = content.filter((row) => row !== null && typeof row === 'object' && !Array.isArray(row));
    if (rows.length > 0) return [{ at, rows }];
    const figures = content.length > 0 && content.every((each) => typeof each === 'number');
    return figures ? [{ at, rows: content.map((value) => ({ [lastOf(at) || 'value']: value })) }] : [];
  }
  if (content === null || typeof content !== 'object') return [];
  const pairs = countedPairs(content);
  if (pairs !== null) return [{ at, rows: pairs }];
  return Object.entries(content).flatMap(([key, value]) => rowLists(value, at === '' ? key : `${at}.${key}`));
}

const lastOf = (at: string): string => at.slice(at.lastIndexOf('.') + 1);

function countedPairs(value: object): PlotRow[] | null {
  const { labels, counts } = value as { labels?: unknown; counts?: unknown };
  if (!Array.isArray(labels) || !Array.isArray(counts) || counts.length !== labels.length) return null;
  return counts.flatMap((row: unknown, actual) =>
    (Array.isArray(row) ? row : []).map((count: unknown, predicted) => ({
      ...{ actual: String(labels[actual]), predicted: String(labels[predicted]), count },
    })),
  );
}

/**
 * @param contents of the plot's files in one state, by path: rows of a table, or a JSON or YAML value
 * @returns a series for each y; none where the data has no such field
 */
export function plotSeries(
  spec: PlotSpec,
  state: string,
  contents: ReadonlyMap<string, unknown>,
): PlotSeries[] {
  return spec.ys.flatMap(({ file, field }) => {
    const lists = rowLists(contents.get(file));
    const xName = spec.x?.file === file ? (spec.x.field ?? null) : null;
    const list = chosenList(lists, [field, xName]);
    if (list === undefined) return [];
    const column = (name: string) => within(list, name) ?? name;
    const x = xName === null ? defaultX(spec, list) : column(xName);
    const y = field === null || list.at === field ? defaultY(list, x) : column(field);
    if (y === null || !list.rows.some((row) => y in row)) return [];
    const foreign =
      spec.x !== null && spec.x.file !== file
        ? columnOf(rowLists(contents.get(spec.x.file)), spec.x.field)
        : null;
    const points = list.rows.flatMap((row, index) => {
      const at = foreign?.[index] ?? (x === null ? index : row[x]);
      const value = row[y];
      return isMark(at) && isMark(value) ? [{ x: at, y: value }] : [];
    });
    return points.length === 0 ? [] : [{ state, field: y, points: expanded(points, list.rows, spec) }];
  });
}

const isMark = (value: unknown): value is number | string =>
  typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));

/** 'reliability.accuracy' names a list and its column; a bare name the first list that has it. */
function chosenList(lists: readonly RowList[], names: readonly (string | null)[]): RowList | undefined {
  const given = names.filter((name) => name !== null);
  const has = (list: RowList, name: string) =>
    list.at === name || list.rows.some((row) => (within(list, name) ?? name) in row);
  return (
    lists.find((list) => given.every((name) => has(list, name))) ??
    (given.length === 0 ? lists[0] : undefined)
  );
}

const within = ({ at }: RowList, name: string): string | null =>
  at !== '' && name.startsWith(`${at}.`) ? name.slice(at.length + 1) : null;

const isConfusion = ({ template }: PlotSpec): boolean => template.startsWith('confusion');

function defaultX(spec: PlotSpec, { rows }: RowList): string | null {
  if (isConfusion(spec)) return Object.keys(rows[0] ?? {})[0] ?? null;
  return rows.some((row) => 'step' in row) ? 'step' : null;
}

/** As DVC: the last column; of counted pairs the second. */
function defaultY({ rows }: RowList, x: string | null): string | null {
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== x && name !== 'step');
  return names.includes('count') && names.length === 2
    ? names.find((name) => name !== 'count')!
    : (names.at(-1) ?? null);
}

function columnOf(lists: readonly RowList[], field: string | null): unknown[] | null {
  const list = chosenList(lists, [field]);
  if (list === undefined) return null;
  const name = field === null ? defaultY(list, null) : (within(list, field) ?? field);
  return name === null ? null : list.rows.map((row) => row[name]);
}

/** Rows of a confusion matrix that are counted already stand for that many. */
function expanded(
  points: PlotSeries['points'],
  rows: readonly PlotRow[],
  spec: PlotSpec,
): PlotSeries['points'] {
  if (!isConfusion(spec) || !rows.every((row) => Number.isInteger(row.count))) return points;
  return points.flatMap((point, index) => Array.from({ length: rows[index]!.count as number }, () => point));
}
