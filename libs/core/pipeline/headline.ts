/**
 * What people mean by a run's metrics, out of any file of them: figures near its top and tables of figures by name.
 *
 *   { "accuracy": 0.97,                        a figure
 *     "accuracy_interval": [0.95, 0.99],       goes with it
 *     "decision": { "review": 0.1 },           a figure
 *     "classes": { "a": { "f1": 1 }, … },      a table: every entry has the same figures
 *     "confusion": [[5, 0], [1, 4]] }          left out, as all that is deeper or in lists
 */
import type { ValueChange } from './compare-values.js';

export interface Figure {
  /** Dotted, as `leaves` has it. */
  key: string;
  value: number | boolean;
  /** What `<key>_interval` says, beside it. */
  interval: readonly [number, number] | null;
}

export interface FigureTable {
  key: string;
  columns: string[];
  /** Null where nothing was measured. */
  rows: { name: string; cells: (number | boolean | null)[] }[];
}

export interface Headline {
  figures: Figure[];
  tables: FigureTable[];
}

type Named = Readonly<Record<string, unknown>>;

/** More than so many figures under one name are data and no headline. */
const MOST_FIGURES = 30;

/** @param content of a metrics file, whoever wrote it */
export function headline(content: unknown): Headline {
  if (!isNamed(content)) return { figures: [], tables: [] };
  const figures: Figure[] = [];
  const tables: FigureTable[] = [];
  for (const [key, value] of Object.entries(content)) {
    if (!isNamed(value)) {
      figures.push(...figuresOf({ [key]: value }, '', content));
      continue;
    }
    const table = tableOf(key, value);
    if (table !== null) tables.push(table);
    else {
      const below = figuresOf(value, `${key}.`, value);
      if (below.length <= MOST_FIGURES) figures.push(...below);
    }
  }
  return { figures, tables };
}

/** The changes of what either side's headline has. */
export function headlineChanges(
  changes: readonly ValueChange[],
  sides: readonly Readonly<Record<string, unknown>>[],
): ValueChange[] {
  const keys = new Set(
    sides.flatMap((files) =>
      Object.entries(files).flatMap(([file, content]) =>
        headlineKeys(headline(content)).map((key) => `${file}\0${key}`),
      ),
    ),
  );
  return changes.filter(({ file, key }) => keys.has(`${file}\0${key}`));
}

const headlineKeys = ({ figures, tables }: Headline): string[] => [
  ...figures.map(({ key }) => key),
  ...tables.flatMap(({ key, columns, rows }) =>
    rows.flatMap(({ name }) => columns.map((column) => `${key}.${name}.${column}`)),
  ),
];

function figuresOf(values: Named, prefix: string, beside: Named): Figure[] {
  return Object.entries(values).flatMap(([key, said]) => {
    const value = figureOf(said);
    if (value === null) return [];
    return [{ key: `${prefix}${key}`, value, interval: intervalOf(beside[`${key}_interval`]) }];
  });
}

function tableOf(key: string, value: Named): FigureTable | null {
  const entries = Object.entries(value);
  const [first] = entries;
  if (first === undefined || !isNamed(first[1])) return null;
  const columns = Object.keys(first[1]);
  const rows = entries.map(([name, row]) => ({
    name,
    cells:
      isNamed(row) && Object.keys(row).join() === columns.join()
        ? Object.values(row).map((cell) => figureOf(cell) ?? cell)
        : null,
  }));
  // A class that nothing was measured of has null for a figure.
  const whole = rows.every(({ cells }) => cells?.every((cell) => cell === null || figureOf(cell) !== null));
  return whole && columns.length > 0 ? ({ key, columns, rows } as FigureTable) : null;
}

const isNamed = (value: unknown): value is Named =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** What Python writes into JSON where a training diverged; JSON itself has no such figures. */
const NOT_FINITE = new Set<unknown>(['NaN', 'Infinity', '-Infinity']);

/** @returns null for what is no figure */
export const figureOf = (value: unknown): number | boolean | null => {
  if (NOT_FINITE.has(value)) return Number(value);
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
};

const intervalOf = (value: unknown): [number, number] | null =>
  Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'number')
    ? (value as [number, number])
    : null;
