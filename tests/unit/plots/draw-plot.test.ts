/** Figures are drawn to scale, escape what is not theirs, and need nothing but themselves. */
import { roundTicks, scaleOf } from '#core/plots/draw-axes.js';
import { drawPlot } from '#core/plots/draw-plot.js';
import type { PlotSpec } from '#core/plots/plot-spec.js';
import { plotsPage } from '#core/plots/plots-page.js';

const spec = (template: string): PlotSpec => ({
  ...{ id: 'p', title: '<b>"title"', x: null, ys: [], xLabel: null, yLabel: null, template, header: true },
});
const series = (state: string, ...ys: number[]) => ({
  ...{ state, field: 'loss' },
  points: ys.map((y, x) => ({ x, y })),
});
const count = (text: string, part: string) => text.split(part).length - 1;

test.each([
  [0, 1],
  [0.03, 0.97],
  [-5, 5],
  [3, 3],
  [0, 0],
  [1e-9, 2e-9],
  [0, 123456],
])('ticks from %d to %d are round, few, and hold both ends', (low, high) => {
  const ticks = roundTicks(low, high);
  expect(ticks[0]).toBeLessThanOrEqual(low);
  expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
  expect(ticks.length).toBeGreaterThan(1);
  expect(ticks.length).toBeLessThan(11);
});

test('words stand apart from each other in the order they came', () => {
  const scale = scaleOf(['b', 'a', 'b'], 0, 100);
  expect([scale.at('b'), scale.at('a')]).toEqual([25, 75]);
});

test('a curve for each state, in its own colour', () => {
  const [figure] = drawPlot(spec('linear'), [series('x', 1, 2), series('y', 2, 3)], ['x', 'y']);
  expect(count(figure!.svg, '<polyline')).toBe(2);
  expect(new Set(figure!.svg.match(/stroke="#\w+"/g)).size).toBe(2);
  expect(figure!.svg).not.toContain('<b>');
  expect(figure!.svg).not.toMatch(/NaN|Infinity|undefined/);
});

test('dots without lines, bars, and one matrix for each state', () => {
  expect(drawPlot(spec('scatter'), [series('x', 1, 2)], ['x'])[0]!.svg).not.toContain('<polyline');
  const bar = {
    state: 'x',
    field: 'n',
    points: [
      { x: 3, y: 'word' },
      { x: -1, y: 'char' },
    ],
  };
  const named = { ...spec('bar_horizontal'), x: { file: 'p.json', field: 'terms.weight' } };
  const { svg } = drawPlot(named, [bar], ['x'])[0]!;
  expect(count(svg, '<rect')).toBe(2);
  // The axis is of what the bars' lengths are.
  expect(svg).toContain('>weight</text>');
  const pairs = {
    field: 'predicted',
    points: [
      { x: 'a', y: 'a' },
      { x: 'b', y: 'a' },
    ],
  };
  const matrices = drawPlot(
    spec('confusion_normalized'),
    [
      { state: 'x', ...pairs },
      { state: 'y', ...pairs },
    ],
    ['x', 'y'],
  );
  expect(matrices.map(({ caption }) => caption)).toEqual(['x', 'y']);
  expect(count(matrices[0]!.svg, '<rect')).toBe(4);
  expect(matrices[0]!.svg).toContain('b taken for a: 1 of 1');
});

test('one point, and equal points, are drawn too', () => {
  for (const ys of [[5], [2, 2, 2]])
    expect(drawPlot(spec('smooth'), [series('x', ...ys)], ['x'])[0]!.svg).not.toMatch(/NaN|Infinity/);
});

test('the page loads nothing from anywhere and runs nothing', () => {
  const page = plotsPage(
    '<t>',
    ['a&b'],
    [{ title: '<x>', panels: [{ caption: '<c>', html: '<svg></svg>' }], note: '<n>' }],
  );
  expect(page).not.toMatch(/<script|https?:|<link|@import|url\(/);
  expect(page).not.toMatch(/<[txcn]>/);
});
