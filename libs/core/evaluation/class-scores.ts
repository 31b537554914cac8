/** Confusion matrix, and precision, recall and F1 of every class. */
import type { ClassScore } from '#contracts/evaluation.schema.js';
import type { Answered } from './judgement.js';

/** @returns counts[true class][most likely class]; answers that are none of the classes are in no column */
export function confusionMatrix(judgements: readonly Answered[], classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { label, predicted } of judgements) if (predicted >= 0) counts[label]![predicted]! += 1;
  return counts;
}

export function classScores(confusion: readonly (readonly number[])[]): ClassScore[] {
  return confusion.map((row, label) => {
    const right = row[label]!;
    const support = row.reduce((sum, count) => sum + count, 0);
    const answered = confusion.reduce((sum, other) => sum + other[label]!, 0);
    return {
      precision: answered > 0 ? right / answered : 0,
      recall: support > 0 ? right / support : 0,
      f1: support + answered > 0 ? (2 * right) / (support + answered) : 0,
      support,
    };
  });
}

/** Mean F1 of the classes that have test documents. */
export function macroF1(scores: readonly ClassScore[]): number {
  const tested = scores.filter(({ support }) => support > 0);
  return tested.reduce((sum, { f1 }) => sum + f1, 0) / Math.max(tested.length, 1);
}

/** Mean F1, each class counted by its test documents. */
export function weightedF1(scores: readonly ClassScore[]): number {
  const total = scores.reduce((sum, { support }) => sum + support, 0);
  return scores.reduce((sum, { f1, support }) => sum + f1 * support, 0) / Math.max(total, 1);
}
