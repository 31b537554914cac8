/**
 * The innermost loops of all training: one row of the matrix against the weights of several classes. Five classes
 * at a time, their sums held in registers, so that a term's weights are fetched from memory as seldom as can be.
 */
import type { SparseMatrix } from '../features/sparse-matrix.js';

/** From so many classes on, five at a time are faster than two, even where some of the five are spare. */
const WORTH_FIVE = 3;
/** From so many classes on, weights and factors of a term are too much to be fetched again for every five of them. */
const WORTH_ALL = 16;

/**
 * Writes the scores of one row for the first `count` of the `active` classes into `scores`.
 * @param weights `columns × classes`
 */
export function addScores(
  { offsets, indices, values }: SparseMatrix,
  row: number,
  weights: Float32Array,
  classes: number,
  active: Int32Array,
  count: number,
  scores: Float64Array,
): void {
  const start = offsets[row]!;
  const end = offsets[row + 1]!;
  const last = count - 1;
  let at = 0;
  for (; count - at >= WORTH_FIVE; at += 5) {
    // Past the last class the last one is summed again; nobody reads it.
    const a = active[at]!;
    const b = active[at + 1]!;
    const c = active[at + 2]!;
    const d = active[Math.min(at + 3, last)]!;
    const e = active[Math.min(at + 4, last)]!;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    let sumE = 0;
    for (let entry = start; entry < end; entry++) {
      const value = values[entry]!;
      const from = indices[entry]! * classes;
      sumA += value * weights[from + a]!;
      sumB += value * weights[from + b]!;
      sumC += value * weights[from + c]!;
      sumD += value * weights[from + d]!;
      sumE += value * weights[from + e]!;
    }
    scores[at] = sumA;
    scores[at + 1] = sumB;
    scores[at + 2] = sumC;
    if (at + 3 < count) scores[at + 3] = sumD;
    if (at + 4 < count) scores[at + 4] = sumE;
  }
  if (at >= count) return;
  const a = active[at]!;
  const b = active[last]!;
  let sumA = 0;
  let sumB = 0;
  for (let entry = start; entry < end; entry++) {
    const value = values[entry]!;
    const from = indices[entry]! * classes;
    sumA += value * weights[from + a]!;
    sumB += value * weights[from + b]!;
  }
  scores[at] = sumA;
  scores[last] = sumB;
}

/**
 * Moves the weights of the first `count` of the `active` classes along one row by `steps`.
 * @param squaredFactors `columns × classes`, where features count by class
 */
export function addSteps(
  { offsets, indices, values }: SparseMatrix,
  row: number,
  weights: Float32Array,
  classes: number,
  active: Int32Array,
  count: number,
  steps: Float64Array,
  squaredFactors: Float32Array | undefined,
): void {
  const start = offsets[row]!;
  const end = offsets[row + 1]!;
  if (squaredFactors && count >= WORTH_ALL) {
    for (let entry = start; entry < end; entry++) {
      const value = values[entry]!;
      const from = indices[entry]! * classes;
      for (let at = 0; at < count; at++) {
        const place = from + active[at]!;
        weights[place]! += steps[at]! * value * squaredFactors[place]!;
      }
    }
    return;
  }
  const spare = active[0]!;
  for (let at = 0; at < count; ) {
    const wide = count - at >= WORTH_FIVE && squaredFactors === undefined;
    // Past the last class another one is moved by nothing.
    const pick = (place: number): number => (place < count ? active[place]! : spare);
    const stepOf = (place: number): number => (place < count ? steps[place]! : 0);
    const a = pick(at);
    const b = pick(at + 1);
    const stepA = stepOf(at);
    const stepB = stepOf(at + 1);
    if (wide) {
      const c = pick(at + 2);
      const d = pick(at + 3);
      const e = pick(at + 4);
      const stepC = stepOf(at + 2);
      const stepD = stepOf(at + 3);
      const stepE = stepOf(at + 4);
      for (let entry = start; entry < end; entry++) {
        const value = values[entry]!;
        const from = indices[entry]! * classes;
        weights[from + a]! += stepA * value;
        weights[from + b]! += stepB * value;
        weights[from + c]! += stepC * value;
        weights[from + d]! += stepD * value;
        weights[from + e]! += stepE * value;
      }
      at += 5;
      continue;
    }
    for (let entry = start; entry < end; entry++) {
      const value = values[entry]!;
      const from = indices[entry]! * classes;
      let moveA = stepA * value;
      let moveB = stepB * value;
      if (squaredFactors) {
        moveA *= squaredFactors[from + a]!;
        moveB *= squaredFactors[from + b]!;
      }
      weights[from + a]! += moveA;
      weights[from + b]! += moveB;
    }
    at += 2;
  }
}
