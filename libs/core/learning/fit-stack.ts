/**
 * Stacking (Wolpert 1992): a multinomial logistic regression over the out-of-fold scores of the members says how
 * much each member counts for each class. Being fitted to likelihood on scores of unseen documents, it calibrates
 * the probabilities as well.
 *
 *   logit(class) = shift(class) + Σ over members Σ over their classes  mix · score
 */
import { minimise } from './minimise.js';
import { softmax } from './softmax.js';
import { addMixed, fullMix, type Mix, type PlainMix } from './stack-mix.js';

export interface Stack {
  /** Per member. */
  readonly mixes: readonly Mix[];
  readonly shifts: Float64Array;
}

export interface StackSettings {
  /** 'scales': one factor a member and one shift a class; 'full': besides, every score may speak to every class. */
  readonly form: 'full' | 'scales';
  /** Strength of the pull of the full form towards the form of scales. */
  readonly penalty: number;
}

/** Pull of factors, in units of the member's scores, and shifts towards 0, worth about one document. */
const SCALE_PENALTY = 1;
/**
 * What every member counts, in units of its scores, where unseen documents say that all of them together are worse than
 * nothing: enough to say which class is nearer, too little to be sure of it.
 */
const LEAST_FACTOR = 0.1;
/** Rounds of the full form; the likelihood hardly moves after them. */
const FULL_ROUNDS = 60;

/** @param scores per member `documents × classes`; @param rows documents to fit on */
export function fitStack(
  scores: readonly Float64Array[],
  labels: Int32Array,
  rows: Int32Array,
  classes: number,
  settings: StackSettings,
): Stack {
  const { scales, factors } = fitScales(scores, labels, rows, classes, SCALE_PENALTY);
  if (factors.reduce((sum, factor) => sum + factor, 0) <= 0)
    return anchor(hardlyAnything(scores, labels, rows, classes), classes);
  const stack =
    settings.form === 'scales' ? scales : fitFull(scores, labels, rows, classes, settings.penalty, scales);
  return anchor(stack, classes);
}

/**
 * A learner of two or three documents of a class that lacks one of them has seen more of the others, and says those: its
 * scores of unseen documents run against the truth. So do those of labels that mean nothing. Learned from, that would be
 * a model that says the opposite of what it was taught, and is sure of it.
 */
function hardlyAnything(
  scores: readonly Float64Array[],
  labels: Int32Array,
  rows: Int32Array,
  classes: number,
): Stack {
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

/**
 * Adding the same number to all logits of a document changes no probability. That freedom is used to make the
 * logits' height mean something: their mean becomes the mean of the members' scores, so that a document which every
 * member finds foreign has low logits throughout (the energy of Liu et al. 2020).
 */
function anchor({ mixes, shifts }: Stack, classes: number): Stack {
  const anchored = mixes.map((mix) => {
    if (!(mix instanceof Float64Array)) return anchoredPlain(mix, classes);
    let own = 0;
    for (let label = 0; label < classes; label++) own += mix[label * classes + label]! / classes;
    const mean = mix.reduce((sum, weight) => sum + weight, 0) / mix.length;
    // How much more a score speaks for its own class than for the others.
    const scale = Math.max(0, own - mean);
    return mix.map((weight, at) => {
      const row = Math.floor(at / classes) * classes;
      let rowMean = 0;
      for (let to = 0; to < classes; to++) rowMean += mix[row + to]! / classes;
      return weight - rowMean + scale / classes;
    });
  });
  const shift = shifts.reduce((sum, value) => sum + value, 0) / classes;
  return { mixes: anchored, shifts: shifts.map((value) => value - shift) };
}

function anchoredPlain({ own, other }: PlainMix, classes: number): PlainMix {
  const mean = (own + (classes - 1) * other) / classes;
  const lift = Math.max(0, own - mean) / classes - mean;
  return { own: own + lift, other: other + lift };
}

/** Writes the logits of one document into `logits`. */
export function stackLogits(
  stack: Stack,
  scores: readonly Float64Array[],
  document: number,
  logits: Float64Array,
): Float64Array {
  const classes = logits.length;
  logits.set(stack.shifts);
  stack.mixes.forEach((mix, member) => {
    addMixed(logits, 0, scores[member]!, document * classes, mix, 1, classes);
  });
  return logits;
}

/** Fits what the form of scales leaves over: corrections from every score to every class, pulled towards none. */
function fitFull(
  scores: readonly Float64Array[],
  labels: Int32Array,
  rows: Int32Array,
  classes: number,
  penalty: number,
  scales: Stack,
): Stack {
  const inputs = scores.length * classes;
  const { centres, spreads } = columnStatistics(scores, rows, classes);
  const standard = new Float64Array(rows.length * inputs);
  const offsets = new Float64Array(rows.length * classes);
  rows.forEach((document, at) => {
    stackLogits(scales, scores, document, offsets.subarray(at * classes, (at + 1) * classes));
    for (let input = 0; input < inputs; input++) {
      const score = scores[Math.floor(input / classes)]![document * classes + (input % classes)]!;
      standard[at * inputs + input] = (score - centres[input]!) / spreads[input]!;
    }
  });
  const logits = new Float64Array(classes);
  const solved = minimise(
    (point, gradient) => {
      gradient.fill(0);
      let loss = 0;
      for (let at = 0; at < rows.length; at++) {
        const from = at * inputs;
        for (let label = 0; label < classes; label++) {
          logits[label] = offsets[at * classes + label]! + point[inputs * classes + label]!;
        }
        for (let input = 0; input < inputs; input++) {
          const value = standard[from + input]!;
          const weights = input * classes;
          for (let label = 0; label < classes; label++) logits[label]! += value * point[weights + label]!;
        }
        softmax(logits);
        const truth = labels[rows[at]!]!;
        loss -= Math.log(Math.max(logits[truth]!, 1e-300));
        logits[truth]! -= 1;
        for (let input = 0; input < inputs; input++) {
          const value = standard[from + input]!;
          const weights = input * classes;
          for (let label = 0; label < classes; label++) gradient[weights + label]! += value * logits[label]!;
        }
        for (let label = 0; label < classes; label++) gradient[inputs * classes + label]! += logits[label]!;
      }
      return scaled(loss, point, gradient, inputs * classes, penalty, rows.length);
    },
    new Float64Array((inputs + 1) * classes),
    FULL_ROUNDS,
  );

  const shifts = solved.slice(inputs * classes).map((shift, label) => shift + scales.shifts[label]!);
  const mixes = scores.map((_, member) => {
    const mix = fullMix(scales.mixes[member]!, classes).slice();
    for (let from = 0; from < classes; from++) {
      const input = member * classes + from;
      for (let to = 0; to < classes; to++) {
        const weight = solved[input * classes + to]! / spreads[input]!;
        mix[from * classes + to]! += weight;
        shifts[to]! -= weight * centres[input]!;
      }
    }
    return mix;
  });
  return { mixes, shifts };
}

function fitScales(
  scores: readonly Float64Array[],
  labels: Int32Array,
  rows: Int32Array,
  classes: number,
  penalty: number,
): { scales: Stack; factors: Float64Array } {
  const members = scores.length;
  const logits = new Float64Array(classes);
  const units = scores.map((own) => spreadWithin(own, rows, classes));
  const start = new Float64Array(members + classes);
  start.fill(1, 0, members);
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
    return scaled(loss, point, gradient, members + classes, penalty, rows.length);
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

/** Adds the penalty on the first `penalised` parameters, and divides by the documents. */
function scaled(
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

function columnStatistics(scores: readonly Float64Array[], rows: Int32Array, classes: number) {
  const inputs = scores.length * classes;
  const centres = new Float64Array(inputs);
  const spreads = new Float64Array(inputs);
  for (let input = 0; input < inputs; input++) {
    const member = scores[Math.floor(input / classes)]!;
    const column = input % classes;
    for (const document of rows) centres[input]! += member[document * classes + column]! / rows.length;
    for (const document of rows) {
      spreads[input]! += (member[document * classes + column]! - centres[input]!) ** 2 / rows.length;
    }
    spreads[input] = Math.sqrt(spreads[input]!) || 1;
  }
  return { centres, spreads };
}
