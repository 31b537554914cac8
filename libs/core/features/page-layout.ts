/**
 * The layout of a document's first page from its word boxes: where text stands, how large, in which columns. It tells
 * a form from a letter where the words themselves are unreadable, in any language.
 */
import type { ExtractedDocument, Page, Word } from '#contracts/extracted-document.schema.js';

/** Cells of the density grids. */
const GRID = { columns: 4, rows: 6 };
const COARSE = { columns: 2, rows: 4 };
const EDGE_BINS = 8;
const HEIGHT_ENDS = [0.006, 0.009, 0.012, 0.016, 0.022, 0.035, Number.POSITIVE_INFINITY];
const GAP_ENDS = [0.005, 0.012, 0.02, 0.035, 0.06, 0.1, Number.POSITIVE_INFINITY];
const SUMMARY = 14;

/** Numbers that {@link pageLayout} gives. */
export const LAYOUT_WIDTH =
  SUMMARY +
  GRID.columns * GRID.rows +
  2 * COARSE.columns * COARSE.rows +
  3 * EDGE_BINS +
  HEIGHT_ENDS.length +
  GAP_ENDS.length;

interface Line {
  left: number;
  right: number;
  top: number;
  bottom: number;
  words: number;
}

/** @returns {@link LAYOUT_WIDTH} shares and logarithms; NaN throughout where no word has a box */
export function pageLayout({ pages }: ExtractedDocument): Float32Array {
  const page = pages.find(({ words, width, height }) => words.length > 0 && width > 0 && height > 0);
  if (!page) return new Float32Array(LAYOUT_WIDTH).fill(Number.NaN);
  const lines = linesOf(page);
  const heights = page.words
    .map(({ box }) => (box[3] - box[1]) / page.height)
    .sort((left, right) => left - right);
  const median = heights[heights.length >> 1]!;
  const widths = lines.map(({ left, right }) => (right - left) / page.width);
  const meanWidth = mean(widths);
  const gaps = lines.slice(1).map(({ top }, at) => Math.max(0, top - lines[at]!.bottom) / page.height);
  const summary = [
    Math.log1p(pages.length),
    Math.log(page.width / page.height),
    Math.log1p(page.words.length),
    Math.log1p(lines.length),
    Math.log1p(new Set(page.words.map(({ block }) => block)).size),
    mean(page.words.map(({ confidence }) => confidence)),
    Math.log(median + 1e-3),
    Math.log((heights.at(-1)! + 1e-3) / (median + 1e-3)),
    Math.log1p(mean(lines.map(({ words }) => words))),
    meanWidth,
    Math.sqrt(mean(widths.map((width) => (width - meanWidth) ** 2))),
    Math.min(...lines.map(({ top }) => top)) / page.height,
    Math.max(...lines.map(({ bottom }) => bottom)) / page.height,
    besideEachOther(lines),
  ];
  const isNumber = ({ text }: Word): boolean => /^[\p{Sc}(]?\d[\d.,/:-]*[)%]?$/u.test(text);
  const isCapitals = ({ text }: Word): boolean => /^\p{Lu}{2,}/u.test(text);
  return Float32Array.from([
    ...summary,
    ...density(page, page.words, GRID),
    ...density(page, page.words.filter(isNumber), COARSE),
    ...density(page, page.words.filter(isCapitals), COARSE),
    ...bins(lines.map(({ left }) => left / page.width)),
    ...bins(lines.map(({ right }) => right / page.width)),
    ...bins(widths),
    ...shares(heights, HEIGHT_ENDS),
    ...shares(gaps, GAP_ENDS),
  ]);
}

function linesOf({ words }: Page): Line[] {
  const lines = new Map<number, Line>();
  for (const { box, line } of words) {
    const [left, top, right, bottom] = box;
    const known = lines.get(line);
    if (!known) lines.set(line, { left, top, right, bottom, words: 1 });
    else {
      known.left = Math.min(known.left, left);
      known.top = Math.min(known.top, top);
      known.right = Math.max(known.right, right);
      known.bottom = Math.max(known.bottom, bottom);
      known.words += 1;
    }
  }
  return [...lines.values()].sort((first, second) => first.top - second.top);
}

/** Share of lines that have another line beside them: columns and tables. */
function besideEachOther(lines: readonly Line[]): number {
  let beside = 0;
  lines.forEach((line, at) => {
    for (let other = Math.max(0, at - 4); other < Math.min(lines.length, at + 5); other++) {
      const { top, bottom, left, right } = lines[other]!;
      const overlap = Math.min(bottom, line.bottom) - Math.max(top, line.top);
      const apart = left > line.right || right < line.left;
      if (other !== at && apart && overlap > (line.bottom - line.top) / 2) {
        beside += 1;
        break;
      }
    }
  });
  return beside / lines.length;
}

/** Share of each cell that words cover, its root taken so that sparse cells still count. */
function density(page: Page, words: readonly Word[], { columns, rows }: typeof GRID): number[] {
  const cells = new Array<number>(columns * rows).fill(0);
  const clamp = (value: number, most: number): number => Math.max(0, Math.min(most - 1, Math.floor(value)));
  for (const { box } of words) {
    const column = clamp((((box[0] + box[2]) / 2) * columns) / page.width, columns);
    const row = clamp((((box[1] + box[3]) / 2) * rows) / page.height, rows);
    cells[row * columns + column]! += (box[2] - box[0]) * (box[3] - box[1]);
  }
  const area = (page.width * page.height) / cells.length;
  return cells.map((covered) => Math.sqrt(Math.max(0, covered) / area));
}

const bins = (values: readonly number[]): number[] =>
  shares(
    values,
    Array.from({ length: EDGE_BINS }, (_, at) =>
      at + 1 < EDGE_BINS ? (at + 1) / EDGE_BINS : Number.POSITIVE_INFINITY,
    ),
  );

function shares(values: readonly number[], ends: readonly number[]): number[] {
  const counts = new Array<number>(ends.length).fill(0);
  for (const value of values) counts[ends.findIndex((end) => value <= end)]! += 1;
  return counts.map((count) => Math.sqrt(count / Math.max(values.length, 1)));
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
