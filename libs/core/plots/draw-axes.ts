/** Scales and axes of a figure, as SVG. */

export const WIDTH = 560;
export const HEIGHT = 340;
const MARGIN = { top: 12, right: 16, bottom: 46, left: 62 };
/** Ticks that an axis has at most. */
const TICKS = 8;

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export const shown = (value: number): string => String(Number(value.toPrecision(4)));

export interface Scale {
  at(value: number | string): number;
  ticks: { at: number; label: string }[];
}

/** Round steps of 1, 2 or 5 times a power of ten that span the values. */
export function roundTicks(low: number, high: number): number[] {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / (TICKS - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough * 0.999)!;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** @param values of all series; words become places of equal width in their order of appearance */
export function scaleOf(values: readonly (number | string)[], from: number, to: number): Scale {
  const figures = values.filter((value): value is number => typeof value === 'number');
  if (figures.length === values.length) {
    const [low, high] = figures.reduce(
      ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    );
    const ticks = roundTicks(low, high);
    const [start, end] = [ticks[0]!, ticks.at(-1)!];
    const at = (value: number | string) => from + ((Number(value) - start) / (end - start)) * (to - from);
    return { at, ticks: ticks.map((tick) => ({ at: at(tick), label: shown(tick) })) };
  }
  const words = [...new Set(values.map(String))];
  const width = (to - from) / words.length;
  const at = (value: number | string) => from + (words.indexOf(String(value)) + 0.5) * width;
  return { at, ticks: words.map((word) => ({ at: at(word), label: word })) };
}

export interface Frame {
  x: Scale;
  y: Scale;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export function frameOf(
  xs: readonly (number | string)[],
  ys: readonly (number | string)[],
  left = MARGIN.left,
): Frame {
  const [right, top, bottom] = [WIDTH - MARGIN.right, MARGIN.top, HEIGHT - MARGIN.bottom];
  return { left, right, top, bottom, x: scaleOf(xs, left, right), y: scaleOf(ys, bottom, top) };
}

const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

export function axes({ x, y, left, right, top, bottom }: Frame, xLabel: string, yLabel: string): string {
  const xTicks = x.ticks.map(
    ({ at, label }) =>
      `<line class="grid" x1="${px(at)}" x2="${px(at)}" y1="${top}" y2="${bottom}"/>` +
      `<text class="tick" x="${px(at)}" y="${bottom + 16}" text-anchor="middle">${escaped(cut(label, 12))}</text>`,
  );
  const yTicks = y.ticks.map(
    ({ at, label }) =>
      `<line class="grid" x1="${left}" x2="${right}" y1="${px(at)}" y2="${px(at)}"/>` +
      `<text class="tick" x="${left - 6}" y="${px(at + 4)}" text-anchor="end">${escaped(cut(label, 18))}</text>`,
  );
  const middle = (top + bottom) / 2;
  return (
    xTicks.join('') +
    yTicks.join('') +
    `<path class="axis" d="M${left} ${top}V${bottom}H${right}"/>` +
    `<text class="label" x="${(left + right) / 2}" y="${bottom + 36}" text-anchor="middle">${escaped(xLabel)}</text>` +
    `<text class="label" x="12" y="${middle}" text-anchor="middle" transform="rotate(-90 12 ${middle})">${escaped(yLabel)}</text>`
  );
}

export const px = (value: number): string => String(Math.round(value * 10) / 10);
