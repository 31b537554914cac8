/** The report's drawings as SVG: confusion matrix and curves. */
import type { CoveragePoint, Evaluation, ReliabilityBin } from '#contracts/evaluation.schema.js';
import { html, percent } from './html-text.js';

/** The matrix of true classes (rows) against most likely classes (columns); darker is more of the row. */
export function drawConfusion(labels: readonly string[], counts: readonly (readonly number[])[]): string {
  const cell = labels.length > 25 ? 18 : 34;
  const margin = Math.min(220, 24 + 7.2 * Math.max(...labels.map((label) => label.length)));
  const side = margin + labels.length * cell;
  const names = labels.map((label, at) => {
    const middle = margin + at * cell + cell / 2;
    return (
      `<text x="${margin - 6}" y="${middle + 4}" text-anchor="end">${html(label)}</text>` +
      `<text transform="translate(${middle + 4} ${margin - 6}) rotate(-60)">${html(label)}</text>`
    );
  });
  const cells = counts.flatMap((row, label) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => {
      const share = total > 0 ? count / total : 0;
      const x = margin + predicted * cell;
      const y = margin + label * cell;
      const kind = label === predicted ? 'right' : 'wrong';
      const title = `${html(labels[label]!)} read as ${html(labels[predicted]!)}: ${count} of ${total}`;
      const number =
        count > 0 && cell > 20
          ? `<text x="${x + cell / 2}" y="${y + cell / 2 + 4}" text-anchor="middle" class="${share > 0.5 ? 'on-dark' : ''}">${count}</text>`
          : '';
      return `<g><title>${title}</title><rect class="${kind}" x="${x}" y="${y}" width="${cell - 1}" height="${cell - 1}" fill-opacity="${(0.04 + 0.96 * share).toFixed(3)}"/>${number}</g>`;
    });
  });
  return `<svg class="matrix" role="img" aria-label="Confusion matrix: rows are the true classes, columns what they were read as" viewBox="0 0 ${side + 60} ${side}" width="${side + 60}">${names.join('')}${cells.join('')}</svg>`;
}

const WIDTH = 420;
const HEIGHT = 260;
const LEFT = 48;
const BOTTOM = 36;

interface Frame {
  name: string;
  across: string;
  up: string;
  /** Highest value of the vertical axis. */
  top: number;
}

/** Whole percents between two ticks. */
const STEPS = [1, 2, 5, 10, 20];

/** @returns shares from 0 in equal steps of whole percents; the last is `top` or the next step above it */
function roundTicks(top: number): number[] {
  const step = STEPS.find((percents) => percents * 5 >= top * 100 - 1e-9) ?? 20;
  const count = Math.ceil((top * 100) / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => (at * step) / 100);
}

const across = (share: number): number => LEFT + share * (WIDTH - LEFT - 12);
const up = (share: number, top: number): number => HEIGHT - BOTTOM - (share / top) * (HEIGHT - BOTTOM - 12);

function frame({ name, across: acrossName, up: upName, top }: Frame, content: string): string {
  const ticks = [
    ...roundTicks(top).map(
      (at) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - 12}" y1="${up(at, top)}" y2="${up(at, top)}"/>` +
        `<text x="${LEFT - 6}" y="${up(at, top) + 4}" text-anchor="end">${Math.round(at * 100)}</text>`,
    ),
    ...roundTicks(1).map(
      (at) =>
        `<text x="${across(at)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${Math.round(at * 100)}</text>`,
    ),
  ];
  return `<figure><figcaption>${html(name)}</figcaption><svg role="img" aria-label="${html(name)}" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}">${ticks.join('')}${content}<text x="${WIDTH / 2}" y="${HEIGHT - 4}" text-anchor="middle">${html(acrossName)}</text><text transform="translate(12 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">${html(upName)}</text></svg></figure>`;
}

/** What the model's own rule accepts, and the share of wrong answers that it allows. */
export interface RulePoint {
  readonly coverage: number;
  readonly error: number;
  readonly maxError: number | null;
}

/** Share of wrong answers among the accepted, against the share of documents accepted. */
export function drawCoverage(curve: readonly CoveragePoint[], rule: RulePoint | null = null): string {
  const errors = [...curve.map(({ error }) => error), rule?.error ?? 0, rule?.maxError ?? 0];
  const top = roundTicks(Math.max(0.1, ...errors)).at(-1)!;
  const points = curve.map(
    ({ coverage, error }) => `${across(coverage).toFixed(1)},${up(error, top).toFixed(1)}`,
  );
  const marks = curve.map(
    ({ coverage, error, confidence }) =>
      `<circle cx="${across(coverage).toFixed(1)}" cy="${up(error, top).toFixed(1)}" r="3"><title>confidence from ${percent(confidence)}: ${percent(coverage)} accepted, ${percent(error)} of them wrong</title></circle>`,
  );
  return frame(
    {
      name: 'What accepting less would spare',
      across: 'accepted, % of documents',
      up: 'wrong among them, %',
      top,
    },
    `<polyline class="curve" points="${points.join(' ')}"/>${marks.join('')}${drawRule(rule, top)}`,
  );
}

function drawRule(rule: RulePoint | null, top: number): string {
  if (!rule) return '';
  const { coverage, error, maxError } = rule;
  const [x, y] = [across(coverage), up(error, top)];
  const limit =
    maxError === null
      ? ''
      : `<line class="ideal" x1="${across(0)}" x2="${across(1)}" y1="${up(maxError, top)}" y2="${up(maxError, top)}"><title>allowed: ${percent(maxError)}</title></line>`;
  // Beside the mark, on the side where there is room.
  const [beside, anchor] = coverage > 0.6 ? [-10, 'end'] : [10, 'start'];
  return `${limit}<g class="own"><title>the model's own rule: ${percent(coverage)} accepted, ${percent(error)} of them wrong</title><path d="M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z"/><text x="${x + beside}" y="${y - 8}" text-anchor="${anchor}">the model's rule</text></g>`;
}

/** Accuracy against the documents learned from: still rising means that more would help. */
export function drawLearning(curve: Evaluation['learning_curve']): string {
  const most = Math.max(1, ...curve.map(({ documents }) => documents));
  const x = (documents: number): string => across(documents / most).toFixed(1);
  const y = (accuracy: number): string => up(accuracy, 1).toFixed(1);
  const points = curve.map(({ documents, accuracy }) => `${x(documents)},${y(accuracy)}`);
  const marks = curve.map(
    ({ documents, accuracy }) =>
      `<circle cx="${x(documents)}" cy="${y(accuracy)}" r="3"><title>${percent(accuracy)} right after ${documents} documents</title></circle>`,
  );
  const ranges = curve.flatMap(({ documents, interval }) =>
    interval
      ? `<line class="range" x1="${x(documents)}" x2="${x(documents)}" y1="${y(interval[0])}" y2="${y(interval[1])}"/>`
      : [],
  );
  return frame(
    {
      name: 'Would more documents help?',
      across: `learned from, % of ${most} documents`,
      up: 'right, %',
      top: 1,
    },
    `${ranges.join('')}<polyline class="curve" points="${points.join(' ')}"/>${marks.join('')}`,
  );
}

/** How often answers of a confidence are right; on the diagonal it means what it says. */
export function drawReliability(bins: readonly ReliabilityBin[]): string {
  const bars = bins
    .filter(({ documents }) => documents > 0)
    .map(({ from, to, documents, confidence, accuracy, interval }) => {
      const x = across(from) + 2;
      const middle = ((across(from) + across(to)) / 2).toFixed(1);
      const sure = interval ? `, ${percent(interval[0])} to ${percent(interval[1])} at 95 %` : '';
      const range = interval
        ? `<line class="range" x1="${middle}" x2="${middle}" y1="${up(interval[0], 1).toFixed(1)}" y2="${up(interval[1], 1).toFixed(1)}"/>`
        : '';
      return `<g><title>${documents} documents with confidence ${percent(confidence)} on average: ${percent(accuracy)} right${sure}</title><rect class="bar" x="${x}" y="${up(accuracy, 1)}" width="${across(to) - x - 2}" height="${up(0, 1) - up(accuracy, 1)}"/>${range}</g>`;
    });
  const diagonal = `<line class="ideal" x1="${across(0)}" y1="${up(0, 1)}" x2="${across(1)}" y2="${up(1, 1)}"/>`;
  return frame(
    { name: 'Does confidence mean what it says?', across: 'confidence, %', up: 'right, %', top: 1 },
    bars.join('') + diagonal,
  );
}
