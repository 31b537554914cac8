/** Which points a plot has, from every form that its data may come in. */
import type { NamedPlot, OutputSpec, Pipeline, StageSpec } from '#contracts/pipeline.js';
import { plotSeries } from '#core/plots/plot-data.js';
import { type PlotSpec, plotSpecs } from '#core/plots/plot-spec.js';
import { tableRows } from '#core/plots/table-rows.js';

const spec = (more: Partial<PlotSpec>): PlotSpec => ({
  ...{ id: 'p', title: 'p', x: null, ys: [{ file: 'f', field: null }], xLabel: null, yLabel: null },
  ...{ template: 'linear', header: true },
  ...more,
});
const points = (content: unknown, more: Partial<PlotSpec> = {}) =>
  plotSeries(spec(more), 'now', new Map([['f', content]])).map((series) => ({
    field: series.field,
    points: series.points.map(({ x, y }) => [x, y]),
  }));
const f = (field: string | null) => ({ file: 'f', field });

test('a blank among figures is no point, among names a name', () => {
  expect(tableRows('step,loss,name\n0,1,a\n1, ,\n2,0.5,b\n', ',', true)).toEqual([
    { step: 0, loss: 1, name: 'a' },
    { step: 1, loss: null, name: '' },
    { step: 2, loss: 0.5, name: 'b' },
  ]);
});

test('CSV as people and spreadsheets write it: quotes, line breaks within, CRLF, byte-order mark, no titles', () => {
  expect(tableRows('\ufeffname,n\r\n"a, ""b""\nc",1\r\nd,x\r\n\r\n', ',', true)).toEqual([
    { name: 'a, "b"\nc', n: 1 },
    { name: 'd', n: 'x' },
  ]);
  expect(tableRows('1\t2\n3\t4', '\t', false)).toEqual([
    { '0': 1, '1': 2 },
    { '0': 3, '1': 4 },
  ]);
});

test('without x the steps are counted, without y it is the last column, as in DVC', () => {
  expect(
    points([
      { a: 1, loss: 5 },
      { a: 2, loss: 4 },
    ]),
  ).toEqual([
    {
      field: 'loss',
      points: [
        [0, 5],
        [1, 4],
      ],
    },
  ]);
  expect(points([{ step: 7, loss: 5 }])).toEqual([{ field: 'loss', points: [[7, 5]] }]);
  expect(points({ history: [3, 2, 1] })).toEqual([
    {
      field: 'history',
      points: [
        [0, 3],
        [1, 2],
        [2, 1],
      ],
    },
  ]);
});

test('a nested list is found by its columns, or named with dots where two have them', () => {
  const content = { a: { roc: [{ fpr: 0, tpr: 0.5 }] }, b: { roc: [{ fpr: 1, tpr: 0.7, threshold: 2 }] } };
  expect(points(content, { x: f('fpr'), ys: [f('tpr')] })[0]!.points).toEqual([[0, 0.5]]);
  expect(points(content, { x: f('fpr'), ys: [f('threshold')] })[0]!.points).toEqual([[1, 2]]);
  expect(points(content, { x: f('b.roc.fpr'), ys: [f('b.roc.tpr')] })[0]!.points).toEqual([[1, 0.7]]);
});

test('x of another file goes with y row by row; rows without a figure are left out', () => {
  const two = spec({ x: { file: 'x', field: 'day' }, ys: [f('n'), f('m')] });
  const contents = new Map<string, unknown>([
    ['x', [{ day: 'Mon' }, { day: 'Tue' }, { day: 'Wed' }]],
    [
      'f',
      [
        { n: 1, m: 4 },
        { n: null, m: 5 },
        { n: 3, m: 6 },
      ],
    ],
  ]);
  expect(plotSeries(two, 'now', contents)).toEqual([
    {
      state: 'now',
      field: 'n',
      points: [
        { x: 'Mon', y: 1 },
        { x: 'Wed', y: 3 },
      ],
    },
    {
      state: 'now',
      field: 'm',
      points: [
        { x: 'Mon', y: 4 },
        { x: 'Tue', y: 5 },
        { x: 'Wed', y: 6 },
      ],
    },
  ]);
});

test('a confusion matrix from rows, or from counts', () => {
  const template = 'confusion';
  const rows = [{ actual: 'a', predicted: 'b' }];
  expect(points(rows, { template, x: f('actual'), ys: [f('predicted')] })[0]!.points).toEqual([['a', 'b']]);
  const counted = {
    confusion: {
      labels: ['a', 'b'],
      counts: [
        [2, 0],
        [1, 0],
      ],
    },
  };
  expect(points(counted, { template, ys: [f('confusion')] })[0]!.points).toEqual([
    ['a', 'a'],
    ['a', 'a'],
    ['b', 'a'],
  ]);
});

test('a column that is not there is no series, whatever else is', () => {
  expect(points([{ a: 1 }], { ys: [f('b')] })).toEqual([]);
  expect(points('text')).toEqual([]);
  expect(points(null)).toEqual([]);
});

test('plots of stages and of the top level, with all the ways to name fields', () => {
  const output: OutputSpec = {
    ...{ written: 'loss.csv', path: 'loss.csv', role: 'plot', cache: true, persist: false, push: true },
    plots: [{ x: 'step', y: 'loss', title: 'Loss' }, { y: 'acc' }],
  };
  const stage = { name: 's', outputs: [output] } as unknown as StageSpec;
  const plots: NamedPlot[] = [
    { id: 'a.json', options: { y: 'v' } },
    { id: 'both', options: { x: 'step', y: { 'loss.csv': ['train', 'loss'], 'b.csv': 'q' } } },
    { id: 'mixed', options: { x: { 'x.csv': 'day' }, y: { 'y.csv': 'n' }, template: 'scatter' } },
  ];
  const pipeline = {
    ...{ file: 'dvc.yaml', pipelines: {}, stages: [stage] },
    declared: { params: [], metrics: [], artifacts: {}, plots },
  } as Pipeline;
  expect(plotSpecs(pipeline).map(({ id, title, x, ys, template }) => [id, title, x, ys, template])).toEqual([
    [
      'loss.csv',
      'Loss',
      { file: 'loss.csv', field: 'step' },
      [{ file: 'loss.csv', field: 'loss' }],
      'linear',
    ],
    ['loss.csv (2)', 'loss.csv (2)', null, [{ file: 'loss.csv', field: 'acc' }], 'linear'],
    ['a.json', 'a.json', null, [{ file: 'a.json', field: 'v' }], 'linear'],
    [
      ...['both', 'both', { file: 'loss.csv', field: 'step' }],
      [
        { file: 'loss.csv', field: 'train' },
        { file: 'loss.csv', field: 'loss' },
        { file: 'b.csv', field: 'q' },
      ],
      'linear',
    ],
    ['mixed', 'mixed', { file: 'x.csv', field: 'day' }, [{ file: 'y.csv', field: 'n' }], 'scatter'],
  ]);
});
