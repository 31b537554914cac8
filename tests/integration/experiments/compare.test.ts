/** Figures and plots of the workspace, in every format and form that a dvc.yaml may name them. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { comparePlots } from '../../../libs/composition/compare-plots.js';
import { compareRevisions } from '../../../libs/composition/compare-revisions.js';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { readMetrics } from '../../../libs/composition/read-metrics.js';
import { showParams } from '../../../libs/composition/show-params.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

test('params and metrics are read from YAML, JSON, TOML and Python files', async () => {
  const workspace = await scratchWorkspace({
    'dvc.yaml':
      'params: [p.py, p.toml]\nmetrics: [m.json, m.toml, m.yaml]\nstages: {a: {cmd: x, params: [p.py: [Net.depth]]}}\n',
    ...{ 'p.py': 'LR = 0.5\nclass Net:\n    depth = 3\n', 'p.toml': '[tool]\nx = "y"\n' },
    ...{ 'm.json': '{"acc": 1}', 'm.toml': 'acc = 2\n', 'm.yaml': 'acc: 3\n' },
  });
  const opened = await openWorkspace(workspace.directory);
  expect(await compareRevisions(opened, 'params', ['workspace'])).toEqual([
    { 'p.py': { LR: 0.5, Net: { depth: 3 } }, 'p.toml': { tool: { x: 'y' } } },
  ]);
  expect(await compareRevisions(opened, 'metrics', ['workspace'])).toEqual([
    { 'm.json': { acc: 1 }, 'm.toml': { acc: 2 }, 'm.yaml': { acc: 3 } },
  ]);
  const files = ['m.json', 'm.toml', 'm.yaml', 'not-made.yaml'].map((path) => ({ path }));
  expect(await readMetrics(opened, files)).toEqual({
    'm.json': { acc: 1 },
    'm.toml': { acc: 2 },
    'm.yaml': { acc: 3 },
  });
  await workspace.write({ 'm.json': '{"acc": ' });
  await expect(compareRevisions(opened, 'metrics', ['workspace'])).rejects.toMatchObject({
    ...{ code: 'config/unreadable', message: expect.stringContaining('m.json') },
  });
});

test('params that templates alone read are among the params: params.yaml, files of vars, or the keys taken of them', async () => {
  const { directory } = await scratchWorkspace({
    'pipelines.yaml':
      "vars: [v.yaml, 'w.json:b', {here: 1}]\nstages:\n  s:\n    wdir: sub\n    vars: [own.yaml]\n    cmd: echo ${x} ${deep.q} ${b} ${mine} ${here}\n",
    ...{ 'params.yaml': 'x: 1\n', 'v.yaml': 'deep: {q: 2}\n', 'w.json': '{"a": 1, "b": 3}' },
    'sub/own.yaml': 'mine: 4\n',
  });
  const workspace = await openWorkspace(directory);
  const all = { 'sub/own.yaml': { mine: 4 }, 'v.yaml': { deep: { q: 2 } }, 'w.json': { b: 3 } };
  expect(await compareRevisions(workspace, 'params', ['workspace'])).toEqual([
    { 'params.yaml': { x: 1 }, ...all },
  ]);
  expect((await showParams(workspace)).values).toEqual({ x: 1, ...all });
});

test('what Python writes as NaN keeps no other figure and no other point away', async () => {
  const workspace = await scratchWorkspace({
    'dvc.yaml': 'metrics: [m.json]\nplots:\n  - p.json: {x: step, y: loss}\nstages: {}\n',
    'm.json': '{"acc": 1, "loss": NaN}',
    'p.json': '[{"step": 1, "loss": NaN}, {"step": 2, "loss": 0.5}, {"step": 3, "loss": Infinity}]',
  });
  const opened = await openWorkspace(workspace.directory);
  const metrics = { 'm.json': { acc: 1, loss: 'NaN' } };
  expect(await compareRevisions(opened, 'metrics', ['workspace'])).toEqual([metrics]);
  expect(await readMetrics(opened, [{ path: 'm.json' }])).toEqual(metrics);
  const [plot] = await comparePlots(opened, ['workspace']);
  expect(plot!.series[0]!.points).toEqual([{ x: 2, y: 0.5 }]);
});

test('a plot of a directory is one for each of its files, with all of its fields', async () => {
  const table = 'step,acc,loss\n1,0.5,2\n2,0.6,1\n';
  const workspace = await scratchWorkspace({
    'dvc.yaml': 'plots:\n  - curves: {x: step, y: [acc, loss]}\n',
    ...{ 'curves/a.csv': table, 'curves/b.csv': table },
  });
  const plots = await comparePlots(await openWorkspace(workspace.directory), ['workspace']);
  expect(plots.map(({ spec, series, note }) => [spec.title, series.map(({ field }) => field), note])).toEqual(
    [
      ['curves/a.csv', ['acc', 'loss'], null],
      ['curves/b.csv', ['acc', 'loss'], null],
    ],
  );
  expect(plots[0]!.series[1]!.points).toEqual([
    { x: 1, y: 2 },
    { x: 2, y: 1 },
  ]);
});

test("what the top level says of a stage's plot stands beside what its stage says", async () => {
  const workspace = await scratchWorkspace({
    'dvc.yaml':
      'plots:\n  - p.csv: {x_label: epoch}\nstages:\n  a: {cmd: x, plots: [p.csv: {x: step, y: acc, title: Accuracy, x_label: s}]}\n',
    'p.csv': 'step,acc,loss\n1,0.5,2\n2,0.6,1\n',
  });
  const plots = await comparePlots(await openWorkspace(workspace.directory), ['workspace']);
  expect(
    plots.map(({ spec, series }) => [spec.title, spec.xLabel, series.map(({ field }) => field)]),
  ).toEqual([['Accuracy', 'epoch', ['acc']]]);
});
