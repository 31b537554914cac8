/** The table of experiments: one row each, with the params that tell them apart and the figures that came out. */
import { canonicalJson } from '../pipeline/canonical-json.js';
import { leaves } from '../pipeline/compare-values.js';
import { figureOf } from '../pipeline/headline.js';

export interface TableRow {
  name: string;
  state: 'workspace' | 'baseline' | 'recorded' | 'queued' | 'failed';
  /** ISO 8601; null for what has no date. */
  created: string | null;
  /** File to dotted key to value. */
  params: Readonly<Record<string, unknown>>;
  /** File to content. */
  metrics: Readonly<Record<string, unknown>>;
}

export interface TableChoice {
  /** Also params that are the same everywhere, and every figure of the metrics files. */
  all?: boolean;
  /** Only these columns, by key; unset: chosen. */
  columns?: readonly string[];
  /** Key of the column to order by, figures best (highest) first; unset: as given. */
  sort?: string;
}

export interface TableColumn {
  /** By which it is asked for. */
  key: string;
  title: string;
  numeric: boolean;
}

export interface ExperimentTable {
  columns: TableColumn[];
  /** Cells as values; undefined where a row has none. */
  rows: { row: TableRow; cells: unknown[] }[];
  /** A column that was asked for and that no row has. */
  unknown: string[];
}

type Kind = 'metric' | 'param';

interface Column {
  key: string;
  kind: Kind;
}

/** Of a metrics file without figures at its top, so many are shown; --all shows the rest. */
const NESTED_SHOWN = 4;

export function experimentTable(rows: readonly TableRow[], choice: TableChoice = {}): ExperimentTable {
  const params = rows.map((row) => flat(row.params, 'params.yaml'));
  const metrics = rows.map((row) => flat(row.metrics, null));
  const paramKeys = keysOf(params).filter(
    (key) =>
      choice.all || differs(rows.flatMap((row, index) => (hasParams(row) ? [params[index]!.get(key)] : []))),
  );
  const metricKeys = choice.all ? keysOf(metrics) : headlines(metrics);
  const everything = [...keysOf(metrics), ...keysOf(params)];
  const asked = [...(choice.columns ?? []), ...(choice.sort === undefined ? [] : [choice.sort])];
  const unknown = asked.filter((key) => !everything.includes(key));
  const known = { metric: new Set(keysOf(metrics)), param: new Set(keysOf(params)) };
  // A figure and a param may be called the same.
  const chosen = (keys: readonly string[], ...kinds: Kind[]): Column[] =>
    keys.flatMap((key) => kinds.filter((kind) => known[kind].has(key)).map((kind) => ({ key, kind })));
  const columns =
    choice.columns === undefined
      ? [...chosen(metricKeys, 'metric'), ...chosen(paramKeys, 'param')]
      : chosen(choice.columns, 'metric', 'param');
  const valueAt = (index: number, { key, kind }: Column) =>
    (kind === 'metric' ? metrics : params)[index]!.get(key);
  const order = rows.map((_, index) => index);
  if (choice.sort !== undefined && unknown.length === 0) {
    const [by] = chosen([choice.sort], 'metric', 'param');
    order.sort((left, right) => compareCells(valueAt(left, by!), valueAt(right, by!)));
  }
  const table = order.map((index) => ({
    row: rows[index]!,
    cells: columns.map((column) => valueAt(index, column)),
  }));
  const numeric = columns.map((_, column) =>
    table.every(({ cells }) => cells[column] === undefined || typeof figureOf(cells[column]) === 'number'),
  );
  const titled = columns.map(({ key, kind }, index) => ({
    ...{ key, numeric: numeric[index]! },
    title: kind === 'param' && known.metric.has(key) ? `${key} (param)` : key,
  }));
  return { columns: titled, rows: table, unknown };
}

/** @param bare file whose keys need no file name in front; null: none does unless two files share a key */
function flat(files: Readonly<Record<string, unknown>>, bare: string | null): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [file, content] of Object.entries(files)) {
    for (const [key, value] of leaves(content)) {
      const short = bare === null ? !found.has(key) : file === bare;
      found.set(short ? key : `${file}:${key}`, value);
    }
  }
  return found;
}

const keysOf = (maps: readonly ReadonlyMap<string, unknown>[]): string[] => [
  ...new Set(maps.flatMap((map) => [...map.keys()])),
];

const hasParams = ({ params }: TableRow): boolean => Object.keys(params).length > 0;
const differs = (values: readonly unknown[]): boolean =>
  new Set(values.map((value) => canonicalJson(value ?? null))).size > 1;

/** Figures at the top of their file; where it has none, the first nested ones. */
function headlines(metrics: readonly ReadonlyMap<string, unknown>[]): string[] {
  const numbers = keysOf(metrics).filter((key) =>
    metrics.some((map) => typeof figureOf(map.get(key)) === 'number'),
  );
  const top = numbers.filter((key) => !/[.[]/.test(key.slice(key.indexOf(':') + 1)));
  return top.length > 0 ? top : numbers.slice(0, NESTED_SHOWN);
}

function compareCells(left: unknown, right: unknown): number {
  const [one, other] = [figureOf(left), figureOf(right)];
  if (typeof one === 'number' && typeof other === 'number') {
    // What is no number is neither best nor worst.
    if (Number.isNaN(one) || Number.isNaN(other))
      return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
    return one === other ? 0 : other - one;
  }
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? 1 : -1;
  return String(left).localeCompare(String(right));
}
