/** A curve in a few figures, for places that show no pictures, such as the text of a pull request. */
import type { PlotSeries } from './plot-data.js';

export interface SeriesSummary {
  points: number;
  /** Null where y is no figure, as in a confusion matrix, or there is no point. */
  figures: { first: number; last: number; lowest: number; highest: number } | null;
}

export function summariseSeries({ points }: PlotSeries): SeriesSummary {
  const values = points.map(({ y }) => y);
  const figures = values.filter((y): y is number => typeof y === 'number');
  if (figures.length === 0 || figures.length < values.length) return { points: values.length, figures: null };
  const extreme = (better: (left: number, right: number) => boolean) =>
    figures.reduce((best, each) => (better(each, best) ? each : best));
  return {
    points: values.length,
    figures: {
      first: figures[0]!,
      last: figures.at(-1)!,
      lowest: extreme((left, right) => left < right),
      highest: extreme((left, right) => left > right),
    },
  };
}
