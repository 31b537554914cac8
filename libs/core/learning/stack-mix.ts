/**
 * How much the scores of one member count for the logits: two numbers where every class counts alike, or a matrix
 * `classes × classes` from the score of a class (row) to the logit of a class (column). With hundreds of classes the
 * two numbers spare the square of them at every term and document.
 */

/** `own`: from a class's score to its own logit; `other`: to each other logit. */
export interface PlainMix {
  readonly own: number;
  readonly other: number;
}
export type Mix = PlainMix | Float64Array;

export interface Stack {
  /** Per member. */
  readonly mixes: readonly Mix[];
  readonly shifts: Float64Array;
}

export function fullMix(mix: Mix, classes: number): Float64Array {
  if (mix instanceof Float64Array) return mix;
  const full = new Float64Array(classes * classes).fill(mix.other);
  for (let label = 0; label < classes; label++) full[label * classes + label] = mix.own;
  return full;
}

/** target[to] += factor · Σ over from: source[from] · mix[from][to], for `classes` numbers from each place on */
export function addMixed(
  target: Float64Array,
  targetAt: number,
  source: Float32Array | Float64Array,
  sourceAt: number,
  mix: Mix,
  factor: number,
  classes: number,
): void {
  if (!(mix instanceof Float64Array)) {
    let sum = 0;
    for (let from = 0; from < classes; from++) sum += source[sourceAt + from]!;
    const shared = sum * mix.other * factor;
    const own = (mix.own - mix.other) * factor;
    for (let to = 0; to < classes; to++) target[targetAt + to]! += source[sourceAt + to]! * own + shared;
    return;
  }
  for (let from = 0; from < classes; from++) {
    const value = source[sourceAt + from]! * factor;
    if (value === 0) continue;
    for (let to = 0; to < classes; to++) target[targetAt + to]! += value * mix[from * classes + to]!;
  }
}
