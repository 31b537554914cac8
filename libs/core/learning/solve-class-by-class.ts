/**
 * The support vector machines of solve-one-against-rest.ts, by the same steps in the same order, but one class after the
 * other: what a step of one class needs (the documents' scores, or a few weights) stays close at hand. With hundreds of
 * classes that is worth more than fetching a document's terms once for all of them.
 */
import type { DualWeights } from './dual-weights.js';
import type { RowSpace } from './row-space.js';
import { seededRandom, shuffle } from './seeded-random.js';
import { NO_STEP, type SolverSettings } from './solve-one-against-rest.js';

export interface ClassByClassProblem {
  /** Where `rows` are, in their order. */
  readonly space: RowSpace;
  /** Rows to learn from. */
  readonly rows: Int32Array;
  /** Class of every row of the matrix. */
  readonly labels: Int32Array;
  readonly classes: number;
  /** Cost of an error on each of `rows`. */
  readonly costs: Float64Array;
  /** Told of every class when it is solved, while the space still stands where its solution is. */
  readonly solved?: (label: number, intercept: number) => void;
}

/** Yields after every class, so that the caller can report progress or stop. */
export function* solveClassByClass(
  problem: ClassByClassProblem,
  settings: SolverSettings,
): Generator<number, DualWeights> {
  const { rows, classes } = problem;
  const count = rows.length;
  const shares = new Float32Array(classes * count);
  const intercepts = new Float64Array(classes);
  const orderOf = shuffledOrders(count, settings.seed);
  for (let label = 0; label < classes; label++) {
    const own = shares.subarray(label * count, (label + 1) * count);
    intercepts[label] = solveClass(problem, label, own, orderOf, settings);
    problem.solved?.(label, intercepts[label]!);
    yield label + 1;
  }
  return { classes, rows, shares, intercepts };
}

/** The order of the documents in each epoch, the same for every class. */
function shuffledOrders(count: number, seed: number): (epoch: number) => Int32Array {
  const random = seededRandom(seed);
  const orders: Int32Array[] = [];
  return (epoch) => {
    while (orders.length <= epoch) {
      const next = orders.at(-1)?.slice() ?? Int32Array.from({ length: count }, (_, at) => at);
      shuffle(next, random);
      orders.push(next);
    }
    return orders[epoch]!;
  };
}

/** Puts what each document counts for one class into `shares`. @returns the intercept */
function solveClass(
  { space, rows, labels, costs }: ClassByClassProblem,
  label: number,
  shares: Float32Array,
  orderOf: (epoch: number) => Int32Array,
  { tolerance, max_epochs }: SolverSettings,
): number {
  const count = rows.length;
  space.start(label);
  const inactive = new Uint8Array(count);
  let shrunk = 0;
  let bound = Number.POSITIVE_INFINITY;
  let intercept = 0;
  for (let epoch = 0; epoch < max_epochs; epoch++) {
    let highest = Number.NEGATIVE_INFINITY;
    let lowest = Number.POSITIVE_INFINITY;
    for (const example of orderOf(epoch)) {
      if (inactive[example] === 1) continue;
      const sign = labels[rows[example]!] === label ? 1 : -1;
      const diagonal = 0.5 / costs[example]!;
      const alpha = Math.abs(shares[example]!);
      const gradient = sign * (space.score(example) + intercept) - 1 + alpha * diagonal;
      let projected = gradient;
      if (alpha === 0) {
        if (gradient > bound) {
          inactive[example] = 1;
          shrunk += 1;
          continue;
        }
        projected = Math.min(gradient, 0);
      }
      if (projected > highest) highest = projected;
      if (projected < lowest) lowest = projected;
      if (Math.abs(projected) < NO_STEP) continue;
      // The constant of the intercept lengthens every document by 1.
      const length = space.squaredLength(example) + 1;
      const next = Math.fround(Math.max(alpha - gradient / (length + diagonal), 0));
      const step = (next - alpha) * sign;
      shares[example] = sign * next;
      intercept += step;
      space.move(example, step);
    }
    if (highest - lowest <= tolerance) {
      if (shrunk === 0) break;
      // Settled on the active documents: once more over all of them.
      inactive.fill(0);
      shrunk = 0;
      bound = Number.POSITIVE_INFINITY;
    } else bound = highest <= 0 ? Number.POSITIVE_INFINITY : highest;
  }
  return intercept;
}
