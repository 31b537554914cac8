/** Confusion matrix, and precision, recall and F1 of every class. */
import type { ClassScore } from '#contracts/evaluation.schema.js';
import type { GroupOf } from './distinct-documents.js';
import type { Answered, Judgement } from './judgement.js';
import { wilsonInterval } from './wilson-interval.js';

/** @returns counts[true class][most likely class]; the last column is of documents that got none of the classes */
export function confusionMatrix(judgements: readonly Answered[], classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes + 1).fill(0));
  for (const { label, predicted } of judgements) counts[label]![predicted >= 0 ? predicted : classes]! += 1;
  return counts;
}

/** The confusion with near-duplicates counted once in each cell; null where there are none. */
export function distinctCounts(
  judgements: readonly Judgement[],
  classes: number,
  groupOf: GroupOf,
): number[][] | null {
  const seen = new Set<string>();
  const once = judgements.filter((judgement) => {
    const key = `${groupOf(judgement)} ${judgement.label} ${judgement.predicted}`;
    return !seen.has(key) && seen.add(key);
  });
  if (once.length === judgements.length) return null;
  return confusionMatrix(once, classes).map((row) => row.slice(0, classes));
}

/** By class: independent documents that those of it, and those taken for it, are worth, as a share of them. */
export interface ClassEvidence {
  readonly support: readonly number[];
  readonly answered: readonly number[];
}

/**
 * @param confusion a row for each class; columns beyond the classes count as misses alone
 * @param evidence undefined where every document is worth one
 */
export function classScores(
  confusion: readonly (readonly number[])[],
  evidence?: ClassEvidence,
): ClassScore[] {
  const taken = new Float64Array(confusion[0]?.length ?? 0);
  for (const row of confusion) {
    for (let label = 0; label < row.length; label++) taken[label]! += row[label]!;
  }
  return confusion.map((row, label) => {
    const right = row[label]!;
    const support = row.reduce((sum, count) => sum + count, 0);
    const answered = taken[label]!;
    const tested = support > 0;
    // F1 is the share of the right ones in half of what is of the class and what was taken for it.
    const half = (support + answered) / 2;
    const ofClass = evidence?.support[label] ?? 1;
    const ofAnswered = evidence?.answered[label] ?? 1;
    const ofBoth = half > 0 ? (support * ofClass + answered * ofAnswered) / 2 / half : 1;
    return {
      precision: tested ? (answered > 0 ? right / answered : 0) : null,
      precision_interval: tested ? wilsonInterval(right * ofAnswered, answered * ofAnswered) : null,
      recall: tested ? right / support : null,
      recall_interval: wilsonInterval(right * ofClass, support * ofClass),
      f1: tested ? right / half : null,
      f1_interval: tested ? wilsonInterval(right * ofBoth, half * ofBoth) : null,
      support,
    };
  });
}

/** Mean F1 of the classes that have test documents. */
export function macroF1(scores: readonly ClassScore[]): number {
  const tested = scores.flatMap(({ f1 }) => f1 ?? []);
  return tested.reduce((sum, f1) => sum + f1, 0) / Math.max(tested.length, 1);
}

/**
 * How far macro F1 could be off, from the Wilson intervals of the classes' F1 (MOVER, Zou and Donner 2008). Unlike the
 * bootstrap it knows that few documents without a mistake prove little.
 * @param confusion may be the mean of several
 * @returns null where nothing was tested
 */
export function macroF1Interval(
  confusion: readonly (readonly number[])[],
  evidence?: ClassEvidence,
): [number, number] | null {
  let classes = 0;
  let mean = 0;
  let below = 0;
  let above = 0;
  for (const { f1, f1_interval } of classScores(confusion, evidence)) {
    if (f1 === null || f1_interval === null) continue;
    const [low, high] = f1_interval;
    classes += 1;
    mean += f1;
    below += (f1 - low) ** 2;
    above += (high - f1) ** 2;
  }
  if (classes === 0) return null;
  return [Math.max(0, (mean - Math.sqrt(below)) / classes), Math.min(1, (mean + Math.sqrt(above)) / classes)];
}

/** Mean F1, each class counted by its test documents. */
export function weightedF1(scores: readonly ClassScore[]): number {
  const total = scores.reduce((sum, { support }) => sum + support, 0);
  return scores.reduce((sum, { f1, support }) => sum + (f1 ?? 0) * support, 0) / Math.max(total, 1);
}
