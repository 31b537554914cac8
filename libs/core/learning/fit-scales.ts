/**
 * The form of scales of a stack: one factor a member and one shift a class, fitted to the likelihood of unseen documents,
 * with no member counting against what it was taught.
 */
import { minimise } from './minimise.js';
import { softmax } from './softmax.js';
import type { PlainMix, Stack } from './stack-mix.js';

/** What a stack is fitted to: how unseen documents were scored, and which class each of them is of. */
export interface StackProblem {
  /** Per member `documents × classes`. */
  readonly scores: readonly Float64Array[];
  /** Per document. */
  readonly labels: Int32Array;
  /** Documents to fit on. */
  readonly rows: Int32Array;
  readonly classes: number;
}

/** Pull of factors, in units of the member's scores, and shifts towards 0, worth about one document. */
const SCALE_PENALTY = 1;
/**
 * What a member counts, in units of its scores, where unseen documents say that it is worse than nothing: enough to say
 * which class is nearer, too little to be sure of it.
 */
const LEAST_FACTOR = 0.1;

/**
 * No member counts against what it was taught (non-negative stacking, Breiman 1996): the one whose factor is the most
 * negative counts faintly from then on, and the others are fitted anew beside it, until none is negative. One at a time,
 * since another that is negative only to make up for it turns right once it is gone. Faintly and not nothing, since what
 * sets two or three documents of a class against the truth is which of them were held back, not what they say.
 * @returns nothing where all of them together come to nothing or less
 */
export function fitFactors(problem: StackProblem): { scales: Stack; faint: ReadonlySet<number> } | undefined {
  const faint = new Set<number>();
  while (faint.size < problem.scores.length) {
    const { scales, factors } = fitScales(problem, faint);
    if (factors.reduce((sum, factor) => sum + factor, 0) <= 0) return undefined;
    const worst = factors.reduce((least, factor, member) => (factor < factors[least]! ? member : least), 0);
    if (factors[worst]! >= 0) return { scales, faint };
    faint.add(worst);
  }
  return undefined;
}

/**
 * A learner of two or three documents of a class that lacks one of them has seen more of the others, and says those: its
 * scores of unseen documents run against the truth. So do those of labels that mean nothing. Learned from, that would be
 * a model that says the opposite of what it was taught, and is sure of it.
 */
export function hardlyAnything({ scores, labels, rows, classes }: StackProblem): Stack {
  const counts = new Float64Array(classes).fill(1);
  for (const row of rows) counts[labels[row]!]! += 1;
  const mixes = scores.map(
    (own): PlainMix => ({
      own: LEAST_FACTOR / spreadWithin(own, rows, classes),
      other: 0,
    }),
  );
  return { mixes, shifts: counts.map((count) => Math.log(count / (rows.length + classes))) };
}

/** @param faint members whose factor is not fitted but the least */
function fitScales(
  { scores, labels, rows, classes }: StackProblem,
  faint: ReadonlySet<number>,
): { scales: Stack; factors: Float64Array } {
  const members = scores.length;
  const logits = new Float64Array(classes);
  const units = scores.map((own) => spreadWithin(own, rows, classes));
  const start = new Float64Array(members + classes);
  for (let member = 0; member < members; member++) start[member] = faint.has(member) ? LEAST_FACTOR : 1;
  const solved = minimise((point, gradient) => {
    gradient.fill(0);
    let loss = 0;
    for (const document of rows) {
      for (let label = 0; label < classes; label++) {
        let logit = point[members + label]!;
        for (let member = 0; member < members; member++) {
          logit += (point[member]! / units[member]!) * scores[member]![document * classes + label]!;
        }
        logits[label] = logit;
      }
      softmax(logits);
      const truth = labels[document]!;
      loss -= Math.log(Math.max(logits[truth]!, 1e-300));
      logits[truth]! -= 1;
      for (let label = 0; label < classes; label++) {
        const error = logits[label]!;
        for (let member = 0; member < members; member++) {
          gradient[member]! += (error / units[member]!) * scores[member]![document * classes + label]!;
        }
        gradient[members + label]! += error;
      }
    }
    const value = scaled(loss, point, gradient, members + classes, SCALE_PENALTY, rows.length);
    for (const member of faint) gradient[member] = 0;
    return value;
  }, start);
  const mixes = scores.map((_, member): PlainMix => ({ own: solved[member]! / units[member]!, other: 0 }));
  return { scales: { mixes, shifts: solved.slice(members) }, factors: solved.slice(0, members) };
}

/**
 * Deviation of a document's scores from their mean, over all documents: what a member calls a large score. Those of
 * naive Bayes lie many times closer together than those of a support vector machine.
 */
function spreadWithin(scores: Float64Array, rows: Int32Array, classes: number): number {
  let squares = 0;
  for (const document of rows) {
    const own = scores.subarray(document * classes, (document + 1) * classes);
    const mean = own.reduce((sum, score) => sum + score, 0) / classes;
    squares += own.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  }
  return Math.sqrt(squares / Math.max(rows.length * classes, 1)) || 1;
}

/** Of a loss summed over documents: adds the penalty on the first `penalised` parameters, and divides by the documents. */
export function scaled(
  loss: number,
  point: Float64Array,
  gradient: Float64Array,
  penalised: number,
  penalty: number,
  documents: number,
): number {
  let sum = loss;
  for (let at = 0; at < penalised; at++) {
    sum += 0.5 * penalty * point[at]! ** 2;
    gradient[at]! += penalty * point[at]!;
  }
  for (let at = 0; at < gradient.length; at++) gradient[at]! /= documents;
  return sum / documents;
}
