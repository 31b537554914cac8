/** A curve in figures. */
import { summariseSeries } from '../../../libs/core/plots/summarise-series.js';

const series = (...values: (number | string)[]) => ({
  ...{ state: 'HEAD', field: 'loss' },
  points: values.map((y, x) => ({ x, y })),
});

test('a curve has its ends and extremes', () => {
  expect(summariseSeries(series(3, 5, -1, 2))).toEqual({
    points: 4,
    figures: { first: 3, last: 2, lowest: -1, highest: 5 },
  });
});

test('labels and an empty curve have no figures', () => {
  expect(summariseSeries(series('cat', 'dog'))).toEqual({ points: 2, figures: null });
  expect(summariseSeries(series())).toEqual({ points: 0, figures: null });
});

test('a curve of two hundred thousand points is no trouble', () => {
  const long = { ...series(), points: Array.from({ length: 200_000 }, (_, x) => ({ x, y: x })) };
  expect(summariseSeries(long).figures).toMatchObject({ lowest: 0, highest: 199_999 });
});
