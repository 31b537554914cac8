/** Chooses the form of the stack by cross-validated likelihood, and gives the probabilities it found on the way. */
import { fitStack, type Stack, type StackSettings, stackLogits } from './fit-stack.js';
import type { LearningHost } from './learning-host.js';
import { pause } from './learning-host.js';

export interface ChosenStack {
  readonly stack: Stack;
  readonly settings: StackSettings;
  /** `documents × classes` logits, each document's from a stack fitted without it. */
  readonly logits: Float64Array;
  /** Mean negative log likelihood of these. */
  readonly loss: number;
}

/** Pulls tried for the full form. */
const PENALTIES = [100, 30, 10];
/** Beyond, a full mix has more parameters than its fit is worth. */
const MOST_FULL_CLASSES = 40;
/** A full mix needs so many documents for each of its inputs. */
const DOCUMENTS_PER_INPUT = 8;

export async function chooseStack(
  scores: readonly Float64Array[],
  labels: Int32Array,
  foldOf: Int32Array,
  folds: number,
  classes: number,
  host: LearningHost = {},
): Promise<ChosenStack> {
  const candidates: StackSettings[] = [{ form: 'scales', penalty: 0 }];
  if (classes <= MOST_FULL_CLASSES && labels.length >= DOCUMENTS_PER_INPUT * classes * scores.length) {
    candidates.push(...PENALTIES.map((penalty) => ({ form: 'full', penalty }) as const));
  }
  const everything = Int32Array.from(labels, (_, at) => at);
  let best: Omit<ChosenStack, 'stack'> | undefined;
  for (const settings of candidates) {
    const logits = new Float64Array(labels.length * classes);
    for (let fold = 0; fold < folds; fold++) {
      await pause(host);
      const inside = everything.filter((row) => foldOf[row] !== fold);
      const stack = fitStack(scores, labels, inside, classes, settings);
      for (const row of everything) {
        if (foldOf[row] === fold) {
          stackLogits(stack, scores, row, logits.subarray(row * classes, (row + 1) * classes));
        }
      }
    }
    const loss = meanLoss(logits, labels, classes);
    if (!best || loss < best.loss) best = { settings, logits, loss };
  }
  await pause(host);
  return { ...best!, stack: fitStack(scores, labels, everything, classes, best!.settings) };
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
