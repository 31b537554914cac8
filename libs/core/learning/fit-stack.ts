/**
 * Stacking (Wolpert 1992): a multinomial logistic regression over the out-of-fold scores of the members says how
 * much each member counts for each class. Being fitted to likelihood on scores of unseen documents, it calibrates
 * the probabilities as well.
 *
 *   logit(class) = shift(class) + Σ over members Σ over their classes  mix · score
 */
import { fitFactors, hardlyAnything, type StackProblem, scaled } from './fit-scales.js';
import { minimise } from './minimise.js';
import { softmax } from './softmax.js';
import { addMixed, fullMix, type PlainMix, type Stack } from './stack-mix.js';

export interface StackSettings {
  /** 'scales': one factor a member and one shift a class; 'full': besides, every score may speak to every class. */
  readonly form: 'full' | 'scales';
  /** Strength of the pull of the full form towards the form of scales. */
  readonly penalty: number;
}

/** Rounds of the full form; the likelihood hardly moves after them. */
const FULL_ROUNDS = 60;

export function fitStack(problem: StackProblem, settings: StackSettings): Stack {
  const { classes } = problem;
  const found = fitFactors(problem);
  if (!found) return anchor(hardlyAnything(problem), classes);
  const { scales, faint } = found;
  if (settings.form === 'scales') return anchor(scales, classes);
  return anchor(fitCorrections(problem, settings.penalty, scales, faint), classes);
}

/** The full form, without the corrections of members that count faintly and of those which they would turn round. */
function fitCorrections(
  problem: StackProblem,
  penalty: number,
  scales: Stack,
  faint: ReadonlySet<number>,
): Stack {
  const plain = new Set(faint);
  for (;;) {
    const stack = fitFull(problem, penalty, scales, plain);
    const before = plain.size;
    stack.mixes.forEach((mix, member) => {
      if (ownLead(fullMix(mix, problem.classes), problem.classes) < 0) plain.add(member);
    });
    if (plain.size === before) return stack;
  }
}

/**
 * Adding the same number to all logits of a document changes no probability. That freedom is used to make the
 * logits' height mean something: their mean becomes the mean of the members' scores, so that a document which every
 * member finds foreign has low logits throughout (the energy of Liu et al. 2020).
 */
function anchor({ mixes, shifts }: Stack, classes: number): Stack {
  const anchored = mixes.map((mix) => {
    if (!(mix instanceof Float64Array)) return anchoredPlain(mix, classes);
    const scale = Math.max(0, ownLead(mix, classes));
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

/** How much more a score speaks for its own class than for the others, on average. */
function ownLead(mix: Float64Array, classes: number): number {
  let own = 0;
  for (let label = 0; label < classes; label++) own += mix[label * classes + label]! / classes;
  const mean = mix.reduce((sum, weight) => sum + weight, 0) / mix.length;
  return own - mean;
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

/**
 * Fits what the form of scales leaves over: corrections from every score to every class, pulled towards none.
 * @param plain members without corrections
 */
function fitFull(problem: StackProblem, penalty: number, scales: Stack, plain: ReadonlySet<number>): Stack {
  const { scores, labels, rows, classes } = problem;
  const inputs = scores.length * classes;
  const { centres, spreads } = columnStatistics(problem);
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
      const member = classes * classes;
      for (const one of plain) gradient.fill(0, one * member, (one + 1) * member);
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

function columnStatistics({ scores, rows, classes }: StackProblem) {
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
