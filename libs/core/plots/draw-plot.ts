/** One figure as SVG: curves, dots, bars or confusion matrices, of one state or many. */
import { axes, escaped, frameOf, HEIGHT, px, shown, WIDTH } from './draw-axes.js';
import type { PlotSeries } from './plot-data.js';
import type { PlotSpec } from './plot-spec.js';

/** Told apart also by those who see fewer colours (Okabe & Ito 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7f7f7f', '#b5a900'];
const DASHES = ['', '6 4', '2 3', '8 3 2 3'];
const DASH_NAMES = ['solid', 'dashed', 'dotted', 'dash-dotted'];
/** Share of the points that a smoothed curve averages over, as DVC's template does. */
const SMOOTHING = 0.3;
/** More dots than this are one blot, and megabytes. */
const MOST_DOTS = 2000;

export const colourOf = (states: readonly string[], state: string): string =>
  COLOURS[states.indexOf(state) % COLOURS.length]!;

/** @returns one SVG; a confusion matrix is one for each state */
export function drawPlot(
  spec: PlotSpec,
  series: readonly PlotSeries[],
  states: readonly string[],
): { caption: string; svg: string }[] {
  if (spec.template.startsWith('confusion')) {
    return series.map((each) => ({
      caption: each.state,
      svg: confusion(spec, each, spec.template === 'confusion_normalized'),
    }));
  }
  if (spec.template.startsWith('bar_horizontal')) {
    return [{ caption: '', svg: bars(spec, series, states, spec.template.endsWith('sorted')) }];
  }
  return [{ caption: dashesTold(series), svg: curves(spec, series, states) }];
}

const svg = (title: string, body: string, height = HEIGHT): string =>
  `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">${body}</svg>`;

const labelOf = (series: readonly PlotSeries[]): string =>
  [...new Set(series.map(({ field }) => field))].join(', ');
const fieldOf = (spec: PlotSpec): string => spec.x?.field?.slice(spec.x.field.lastIndexOf('.') + 1) ?? 'step';

/** Which kind of line is which column, where there are several; colours are states. */
function dashesTold(series: readonly PlotSeries[]): string {
  const fields = [...new Set(series.map(({ field }) => field))];
  if (fields.length < 2) return '';
  return fields.map((field, index) => `${field} ${DASH_NAMES[index % DASHES.length]}`).join(' · ');
}

function curves(spec: PlotSpec, series: readonly PlotSeries[], states: readonly string[]): string {
  const all = series.flatMap(({ points }) => points);
  const frame = frameOf(
    all.map(({ x }) => x),
    all.map(({ y }) => y),
  );
  const fields = [...new Set(series.map(({ field }) => field))];
  const dots = spec.template.startsWith('scatter');
  const lines = series.map(({ state, field, points }) => {
    const colour = colourOf(states, state);
    const places = points.map(({ x, y }) => ({
      x: frame.x.at(x),
      y: frame.y.at(y),
      told: `${state} · ${field} · ${x}: ${y}`,
    }));
    const path = spec.template === 'smooth' ? smoothed(places) : places;
    const dash = DASHES[fields.indexOf(field) % DASHES.length]!;
    const line = `<polyline fill="none" stroke="${colour}" stroke-width="2"${dash && ` stroke-dasharray="${dash}"`} points="${path.map(({ x, y }) => `${px(x)},${px(y)}`).join(' ')}"/>`;
    const every = Math.ceil(places.length / MOST_DOTS);
    const marks = places
      .filter((_, index) => index % every === 0)
      .map(
        ({ x, y, told }) =>
          `<circle cx="${px(x)}" cy="${px(y)}" r="${dots ? 3.5 : 2.5}" fill="${colour}"${dots ? ' fill-opacity="0.6"' : ''}><title>${escaped(told)}</title></circle>`,
      );
    return (dots ? '' : line) + marks.join('');
  });
  return svg(
    spec.title,
    axes(frame, spec.xLabel ?? fieldOf(spec), spec.yLabel ?? labelOf(series)) + lines.join(''),
  );
}

function smoothed(places: readonly { x: number; y: number }[]): { x: number; y: number }[] {
  const reach = Math.max(1, Math.round((places.length * SMOOTHING) / 2));
  return places.map(({ x }, index) => {
    const near = places.slice(Math.max(0, index - reach), index + reach + 1);
    return { x, y: near.reduce((sum, { y }) => sum + y, 0) / near.length };
  });
}

/** Height of a bar with the space about it. */
const BAR = 18;

function bars(
  spec: PlotSpec,
  series: readonly PlotSeries[],
  states: readonly string[],
  sorted: boolean,
): string {
  // As in DVC's template: y names the bars, x is how long they are.
  const upright = series.every(({ points }) =>
    points.every(({ x, y }) => typeof y === 'number' && typeof x !== 'number'),
  );
  const turned = series.map((each) => ({
    ...each,
    points: each.points.map(({ x, y }) =>
      upright ? { name: String(x), size: Number(y) } : { name: String(y), size: Number(x) },
    ),
  }));
  const names = [...new Set(turned.flatMap(({ points }) => points.map(({ name }) => name)))];
  const total = (name: string) =>
    turned.reduce((sum, { points }) => sum + (points.find((point) => point.name === name)?.size ?? 0), 0);
  if (sorted) names.sort((left, right) => total(right) - total(left));
  const sizes = turned.flatMap(({ points }) => points.map(({ size }) => size));
  const left = 150;
  const frame = frameOf([0, ...sizes], [0], left);
  const row = BAR * turned.length + 8;
  const height = names.length * row + 60;
  const body = names.map((name, index) => {
    const top = 10 + index * row;
    const each = turned.map(({ state, points }, place) => {
      const size = points.find((point) => point.name === name)?.size;
      if (size === undefined) return '';
      const [from, to] = [frame.x.at(0), frame.x.at(size)].sort((a, b) => a - b) as [number, number];
      return `<rect x="${px(from)}" y="${top + place * BAR}" width="${px(Math.max(1, to - from))}" height="${BAR - 4}" fill="${colourOf(states, state)}"><title>${escaped(`${state} · ${name}: ${size}`)}</title></rect>`;
    });
    const label = name.length > 22 ? `${name.slice(0, 21)}…` : name;
    return `<text class="tick" x="${left - 6}" y="${top + (BAR * turned.length) / 2 + 2}" text-anchor="end">${escaped(label)}</text>${each.join('')}`;
  });
  const ticks = frame.x.ticks.map(
    ({ at, label }) =>
      `<line class="grid" x1="${px(at)}" x2="${px(at)}" y1="6" y2="${height - 44}"/><text class="tick" x="${px(at)}" y="${height - 28}" text-anchor="middle">${escaped(label)}</text>`,
  );
  const label = `<text class="label" x="${(left + WIDTH) / 2}" y="${height - 8}" text-anchor="middle">${escaped(spec.xLabel ?? (upright ? labelOf(series) : fieldOf(spec)))}</text>`;
  return svg(spec.title, ticks.join('') + body.join('') + label, height);
}

function confusion(spec: PlotSpec, { points, field }: PlotSeries, normalized: boolean): string {
  const labels = [...new Set(points.flatMap(({ x, y }) => [String(x), String(y)]))].sort();
  const counts = new Map<string, number>();
  for (const { x, y } of points) counts.set(`${x}\0${y}`, (counts.get(`${x}\0${y}`) ?? 0) + 1);
  const [left, top, size] = [130, 12, Math.min(420, WIDTH - 140)];
  const cell = size / labels.length;
  const body = labels.flatMap((actual, row) => {
    const sum = labels.reduce((all, predicted) => all + (counts.get(`${actual}\0${predicted}`) ?? 0), 0);
    const cells = labels.map((predicted, column) => {
      const count = counts.get(`${actual}\0${predicted}`) ?? 0;
      const share = sum === 0 ? 0 : count / sum;
      const [x, y] = [left + column * cell, top + row * cell];
      const text = normalized ? shown(Math.round(share * 1000) / 1000) : String(count);
      const told = `${actual} taken for ${predicted}: ${count} of ${sum}`;
      const words =
        cell < 16
          ? ''
          : `<text x="${px(x + cell / 2)}" y="${px(y + cell / 2 + 4)}" text-anchor="middle" class="cell" style="fill:${share > 0.5 ? '#fff' : 'currentColor'}">${text}</text>`;
      return `<g><title>${escaped(told)}</title><rect x="${px(x)}" y="${px(y)}" width="${px(cell - 1)}" height="${px(cell - 1)}" fill="${COLOURS[0]}" fill-opacity="${0.04 + share * 0.96}"/>${words}</g>`;
    });
    const name = actual.length > 16 ? `${actual.slice(0, 15)}…` : actual;
    return [
      ...cells,
      `<text class="tick" x="${left - 6}" y="${px(top + row * cell + cell / 2 + 4)}" text-anchor="end">${escaped(name)}</text>`,
      `<text class="tick" text-anchor="end" transform="translate(${px(left + row * cell + cell / 2 + 4)} ${top + size + 8}) rotate(-50)">${escaped(name)}</text>`,
    ];
  });
  const actual = spec.xLabel ?? (fieldOf(spec) === 'step' ? 'actual' : fieldOf(spec));
  const label =
    `<text class="label" x="12" y="${top + size / 2}" text-anchor="middle" transform="rotate(-90 12 ${top + size / 2})">${escaped(actual)}</text>` +
    `<text class="label" x="${left + size / 2}" y="${top + size + 92}" text-anchor="middle">${escaped(spec.yLabel ?? field)}</text>`;
  return svg(spec.title, body.join('') + label, top + size + 100);
}
