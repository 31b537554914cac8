/**
 * Multinomial logistic regression (maximum entropy) by dual coordinate descent: Yu, Huang & Lin 2011, "Dual
 * coordinate descent methods for logistic regression and maximum entropy models", with their two-variable Newton step.
 *
 * The dual holds, for each document, a distribution over the classes; the weights follow from how far it is from the
 * truth:  w(class) = cost-weighted Σ (truth − distribution) · document.
 */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { type LearningHost, pause } from './learning-host.js';
import { balancedWeights, type LearnSettings } from './one-against-rest.js';
import { seededRandom, shuffle } from './seeded-random.js';
import type { LinearWeights } from './solve-one-against-rest.js';

/** Newton rounds for one document's distribution; it needs to be right only at the end. */
const INNER_ROUNDS = 3;
const SMALLEST_SHARE = 1e-10;

export async function learnMultinomialLogistic(
  matrix: SparseMatrix,
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
  settings: LearnSettings,
  host: LearningHost = {},
): Promise<LinearWeights> {
  const { offsets, indices, values } = matrix;
  const weights = new Float32Array(matrix.columns * classes);
  const intercepts = new Float64Array(classes);
  const classWeights = balancedWeights(rows, labels, classes, settings.balance);
  const shares = startingShares(rows, labels, classes);
  const lengths = Float64Array.from(rows, (row) => {
    let square = 1;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) square += values[entry]! ** 2;
    return square;
  });
  const order = Int32Array.from(rows, (_, at) => at);
  const random = seededRandom(settings.seed);
  const scores = new Float64Array(classes);
  const steps = new Float64Array(classes);

  const push = (example: number): void => {
    const row = rows[example]!;
    for (let label = 0; label < classes; label++) intercepts[label]! += steps[label]!;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const from = indices[entry]! * classes;
      const value = values[entry]!;
      for (let label = 0; label < classes; label++) weights[from + label]! += steps[label]! * value;
    }
  };
  const costOf = (example: number): number => settings.cost * classWeights[labels[rows[example]!]!]!;
  for (const example of order) {
    for (let label = 0; label < classes; label++) {
      const truth = labels[rows[example]!] === label ? 1 : 0;
      steps[label] = costOf(example) * (truth - shares[example * classes + label]!);
    }
    push(example);
  }

  for (let epoch = 0; epoch < settings.max_epochs; epoch++) {
    await pause(host);
    shuffle(order, random);
    let largest = 0;
    for (const example of order) {
      const row = rows[example]!;
      scores.set(intercepts);
      for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
        const from = indices[entry]! * classes;
        const value = values[entry]!;
        for (let label = 0; label < classes; label++) scores[label]! += value * weights[from + label]!;
      }
      const own = shares.subarray(example * classes, (example + 1) * classes);
      const curvature = costOf(example) * lengths[example]!;
      const before = own.slice();
      for (let round = 0; round < INNER_ROUNDS; round++) {
        for (let label = 0; label < classes; label++) {
          largest = Math.max(largest, pairStep(own, scores, before, label, mostOther(own, label), curvature));
        }
      }
      for (let label = 0; label < classes; label++)
        steps[label] = costOf(example) * (before[label]! - own[label]!);
      push(example);
    }
    if (largest < settings.tolerance * 0.1) break;
  }
  return { classes, weights, intercepts };
}

/**
 * Moves share between two classes to where log(share) − score balance (Newton on one variable, kept inside).
 * @returns the distance moved
 */
function pairStep(
  own: Float64Array,
  scores: Float64Array,
  before: Float64Array,
  first: number,
  second: number,
  curvature: number,
): number {
  const total = own[first]! + own[second]!;
  if (first === second || total < 2 * SMALLEST_SHARE) return 0;
  const start = own[first]!;
  let share = start;
  for (let round = 0; round < 4; round++) {
    const other = total - share;
    // Scores fall as share moves away from its value at the start of this document's turn.
    const scoreGap =
      scores[first]! - scores[second]! - curvature * (share - before[first]! - (other - before[second]!));
    const gradient = Math.log(share / other) - scoreGap;
    const slope = 1 / share + 1 / other + 2 * curvature;
    let next = share - gradient / slope;
    if (next <= 0) next = share * 0.1;
    else if (next >= total) next = total - other * 0.1;
    const moved = Math.abs(next - share);
    share = Math.min(Math.max(next, SMALLEST_SHARE), total - SMALLEST_SHARE);
    if (moved < 1e-4) break;
  }
  own[first] = share;
  own[second] = total - share;
  return Math.abs(share - start);
}

function mostOther(own: Float64Array, label: number): number {
  let best = label === 0 ? 1 : 0;
  for (let other = 0; other < own.length; other++) {
    if (other !== label && own[other]! > own[best]!) best = other;
  }
  return best;
}

/** Nearly the truth, a little for every other class, as the paper starts. */
function startingShares(rows: Int32Array, labels: Int32Array, classes: number): Float64Array {
  const little = Math.min(0.01, 0.1 / classes);
  const shares = new Float64Array(rows.length * classes).fill(little);
  rows.forEach((row, example) => {
    shares[example * classes + labels[row]!] = 1 - little * (classes - 1);
  });
  return shares;
}
