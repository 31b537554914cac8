/**
 * Chooses by cross-validated likelihood how scores become probabilities, and gives the probabilities it found on the
 * way: the plainest form of the stack alone, or the mean of all its forms.
 *
 * The mean, not the likeliest form: which of them wins changes with the seed, their mean hardly does. A temperature or
 * vector scaling after it was measured as well and gains nothing (docs/decisions/0020-calibration.md).
 */
import { fitStack, type StackSettings, stackLogits } from './fit-stack.js';
import type { LearningHost } from './learning-host.js';
import { pause } from './learning-host.js';
import type { UnseenScores } from './out-of-fold.js';
import { fullMix, type Stack } from './stack-mix.js';

export type StackForm = 'scales' | 'mean';

export interface ChosenStack {
  readonly stack: Stack;
  readonly form: StackForm;
  /** Mean negative log likelihood of each form that was tried, out of fold. */
  readonly losses: Readonly<Partial<Record<StackForm, number>>>;
  /** `documents × classes` logits, each document's from a stack fitted without it. */
  readonly logits: Float64Array;
  /** `folds × classes`: what they have of a document of which nothing is seen. */
  readonly intercepts: Float64Array;
  /** Mean negative log likelihood of these. */
  readonly loss: number;
  /** Of each fold, the stack that was fitted without it. */
  readonly stacks: readonly Stack[];
}

const SCALES: StackSettings = { form: 'scales', penalty: 0 };
/** Pulls of the full form that go into the mean. */
const FULL: readonly StackSettings[] = [100, 30, 10].map((penalty) => ({ form: 'full', penalty }));
/** Beyond, a full mix has more parameters than its fit is worth. */
const MOST_FULL_CLASSES = 40;
/** A full mix needs so many documents for each of its inputs. */
const DOCUMENTS_PER_INPUT = 8;

export async function chooseStack(
  unseen: readonly UnseenScores[],
  labels: Int32Array,
  foldOf: Int32Array,
  folds: number,
  classes: number,
  host: LearningHost = {},
): Promise<ChosenStack> {
  const everything = Int32Array.from(labels, (_, at) => at);
  const scores = unseen.map((member) => member.scores);
  const stackOn = async (rows: Int32Array, form: StackForm): Promise<Stack> => {
    const stacks: Stack[] = [];
    for (const settings of form === 'mean' ? [SCALES, ...FULL] : [SCALES]) {
      await pause(host);
      stacks.push(fitStack({ scores, labels, rows, classes }, settings));
    }
    return meanStack(stacks, classes);
  };
  const enough = labels.length >= DOCUMENTS_PER_INPUT * classes * scores.length;
  const forms: StackForm[] = classes <= MOST_FULL_CLASSES && enough ? ['scales', 'mean'] : ['scales'];

  const tried: Pick<ChosenStack, 'form' | 'logits' | 'intercepts' | 'loss' | 'stacks'>[] = [];
  for (const form of forms) {
    const stacks: Stack[] = [];
    for (let fold = 0; fold < folds; fold++) {
      const outside = everything.filter((row) => foldOf[row] !== fold);
      stacks.push(await stackOn(outside, form));
    }
    const logits = logitsByFold(stacks, scores, foldOf, classes);
    const intercepts = logitsByFold(
      stacks,
      unseen.map((member) => member.intercepts),
      Int32Array.from(stacks.keys()),
      classes,
    );
    tried.push({ form, logits, intercepts, loss: meanLoss(logits, labels, classes), stacks });
  }
  const best = tried.reduce((least, one) => (one.loss < least.loss ? one : least));
  return {
    ...best,
    stack: await stackOn(everything, best.form),
    losses: Object.fromEntries(tried.map(({ form, loss }) => [form, loss])),
  };
}

/** `documents × classes` logits, each document's from the stack of its fold. */
export function logitsByFold(
  stacks: readonly Stack[],
  scores: readonly Float64Array[],
  foldOf: Int32Array,
  classes: number,
): Float64Array {
  const logits = new Float64Array(foldOf.length * classes);
  foldOf.forEach((fold, row) => {
    stackLogits(stacks[fold]!, scores, row, logits.subarray(row * classes, (row + 1) * classes));
  });
  return logits;
}

function meanStack(stacks: readonly Stack[], classes: number): Stack {
  const [first, ...others] = stacks as [Stack, ...Stack[]];
  if (others.length === 0) return first;
  const mean = (of: (stack: Stack) => Float64Array): Float64Array => {
    const rest = others.map(of);
    return of(first).map(
      (value, at) => (value + rest.reduce((sum, one) => sum + one[at]!, 0)) / stacks.length,
    );
  };
  return {
    mixes: first.mixes.map((_, member) => mean(({ mixes }) => fullMix(mixes[member]!, classes))),
    shifts: mean(({ shifts }) => shifts),
  };
}

function meanLoss(logits: Float64Array, labels: Int32Array, classes: number): number {
  let loss = 0;
  for (let row = 0; row < labels.length; row++) {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    const highest = own.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
    const total = own.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
    loss += Math.log(total) + highest - own[labels[row]!]!;
  }
  return loss / labels.length;
}
