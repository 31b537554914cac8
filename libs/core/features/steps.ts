/** Long computations in pieces: between two of them others are let through, and whoever waits is told how far it is. */

export interface Step {
  readonly done: number;
  readonly total: number;
  readonly note: string;
}

/** Yields now and then, returns what was computed. */
export type Steps<Result> = Generator<Step, Result>;

/** Documents that are worked on in a piece: long ones take milliseconds each. */
const PIECE = 50;

/** All numbers below `total`, with a step before every piece of them. */
export function* inPieces(
  total: number,
  note: string,
  each: (at: number) => void,
  piece = PIECE,
): Steps<void> {
  for (let from = 0; from < total; from += piece) {
    yield { done: from, total, note };
    const end = Math.min(from + piece, total);
    for (let at = from; at < end; at++) each(at);
  }
}

/** To the end at once, for those who need not wait long. */
export function finishSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
