/** The table of experiments shows what tells them apart. */
import { experimentTable, type TableRow } from '#core/experiments/experiment-table.js';

const row = (name: string, params: Record<string, unknown>, metrics: Record<string, unknown>): TableRow => ({
  ...{ name, state: 'recorded', created: null },
  params: { 'params.yaml': params },
  metrics: { 'metrics/eval.json': metrics },
});
const titles = (rows: TableRow[], choice = {}) =>
  experimentTable(rows, choice).columns.map(({ title }) => title);

const A = row('a', { train: { c: 1, seed: 7 } }, { accuracy: 0.8, classes: { x: { f1: 0.5 } } });
const B = row('b', { train: { c: 10, seed: 7 } }, { accuracy: 0.9, classes: { x: { f1: 0.6 } } });

test('figures at the top of their file, and only the params that differ', () => {
  expect(titles([A, B])).toEqual(['accuracy', 'train.c']);
  expect(titles([A, B], { all: true })).toEqual(['accuracy', 'classes.x.f1', 'train.c', 'train.seed']);
});

test('a param that only one has counts as different; a queued one without params does not', () => {
  const queued = { ...row('q', {}, {}), params: {} };
  expect(titles([A, queued])).toEqual(['accuracy']);
  expect(titles([A, row('c', { train: { c: 1 } }, {})])).toEqual(['accuracy', 'train.seed']);
});

test('where a metrics file has nothing at its top, nested figures stand in', () => {
  const nested = row('n', {}, { classes: { x: { f1: 0.5, note: 'text' } } });
  expect(titles([nested])).toEqual(['classes.x.f1']);
});

test('keys of two metrics files do not hide each other', () => {
  const two = { ...A, metrics: { 'a.json': { accuracy: 1 }, 'b.json': { accuracy: 2 } } };
  const table = experimentTable([two]);
  expect(table.columns.map(({ title }) => title)).toEqual(['accuracy', 'b.json:accuracy']);
  expect(table.rows[0]!.cells).toEqual([1, 2]);
});

test('order by a figure is highest first, those without it last; a column nobody has is told', () => {
  const none = row('none', {}, {});
  const { rows } = experimentTable([A, none, B], { sort: 'accuracy' });
  expect(rows.map((each) => each.row.name)).toEqual(['b', 'a', 'none']);
  expect(experimentTable([A], { columns: ['acuracy'] }).unknown).toEqual(['acuracy']);
});

test('a figure and a param of one name have a column each', () => {
  const both = row('both', { c: 3 }, { c: 0.5 });
  const table = experimentTable([both], { all: true });
  expect(table.columns.map(({ title }) => title)).toEqual(['c', 'c (param)']);
  expect(table.rows[0]!.cells).toEqual([0.5, 3]);
  expect(experimentTable([both], { columns: ['c'] }).rows[0]!.cells).toEqual([0.5, 3]);
});

test('a figure that came to no number is a figure, and comes after the others', () => {
  const diverged = row('d', {}, { accuracy: 'NaN' });
  const { columns, rows } = experimentTable([diverged, A, B], { sort: 'accuracy' });
  expect(columns.find(({ key }) => key === 'accuracy')).toMatchObject({ numeric: true });
  expect(rows.map(({ row: { name } }) => name)).toEqual(['b', 'a', 'd']);
});
