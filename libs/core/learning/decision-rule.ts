/**
 * When an answer stands. The least confidence is chosen on documents the model had not seen, so that among accepted
 * answers at most `max_error` are wrong: for a falling sequence of thresholds the exact binomial test must rule out a
 * larger error, the last that passes is taken (Learn then Test: Angelopoulos, Bates et al. 2021; fixed-sequence
 * testing). The guarantee holds for new documents like these with a probability of 1 − `risk`.
 */

export interface Answer {
  readonly label: number;
  readonly confidence: number;
  readonly margin: number;
  readonly right: boolean;
}

export interface Thresholds {
  /** Per class: least confidence, and least distance to the runner-up. */
  readonly confidence: number[];
  readonly margin: number[];
  /** Whether the documents sufficed for the guarantee. */
  readonly guaranteed: boolean;
  /** Share of the documents it was chosen on that it accepts, and of these the share that is wrong. */
  readonly coverage: number;
  readonly error: number;
}

/** Thresholds tried, by the share of documents they accept. */
const STEPS = 40;
/** A class needs so many answers of its own before it gets a threshold of its own. */
const OWN_ANSWERS = 60;
/** More than any confidence: answers of this class always go to a person. */
const NEVER = 1.01;
/** Share of right answers of a class that may lie nearer to the runner-up than the class's margin. */
const MARGIN_SHARE = 0.005;

export function chooseThresholds(
  answers: readonly Answer[],
  classes: number,
  maxError: number,
  risk: number,
): Thresholds {
  const general = leastConfidence(answers, maxError, risk);
  // Too few documents to prove anything: calibrated confidence is taken at its word, and that is said.
  const fallback = general ?? 1 - maxError;
  const confidence = Array.from({ length: classes }, (_, label) => {
    const own = answers.filter((answer) => answer.label === label);
    const accepted = own.filter((answer) => answer.confidence >= fallback);
    const wrong = accepted.filter(({ right }) => !right).length;
    if (own.length < OWN_ANSWERS || wrong <= maxError * accepted.length) return fallback;
    return Math.max(fallback, leastConfidence(own, maxError, risk) ?? NEVER);
  });
  const margin = Array.from({ length: classes }, (_, label) => {
    const margins = answers
      .filter((answer) => answer.label === label && answer.right && answer.confidence >= confidence[label]!)
      .map((answer) => answer.margin)
      .sort((left, right) => left - right);
    return margins[Math.floor(margins.length * MARGIN_SHARE)] ?? 0;
  });
  const accepted = answers.filter((answer) => accepts(answer, confidence, margin));
  const wrong = accepted.filter(({ right }) => !right).length;
  return {
    confidence,
    margin,
    guaranteed: general !== undefined,
    coverage: answers.length > 0 ? accepted.length / answers.length : 0,
    error: accepted.length > 0 ? wrong / accepted.length : 0,
  };
}

export const accepts = (
  { label, confidence, margin }: Omit<Answer, 'right'>,
  leastConfidences: readonly number[],
  leastMargins: readonly number[],
): boolean => confidence >= leastConfidences[label]! && margin >= leastMargins[label]!;

/** @returns undefined where no threshold passes */
function leastConfidence(answers: readonly Answer[], maxError: number, risk: number): number | undefined {
  const sorted = [...answers].sort((left, right) => right.confidence - left.confidence);
  let chosen: number | undefined;
  let tested = 0;
  let wrong = 0;
  for (let step = 1; step <= STEPS; step++) {
    const accepted = Math.floor((sorted.length * step) / STEPS);
    for (; tested < accepted; tested++) if (!sorted[tested]!.right) wrong += 1;
    // Even without an error so few answers would prove nothing.
    if ((1 - maxError) ** accepted > risk) continue;
    if (binomialTail(accepted, wrong, maxError) > risk) break;
    chosen = sorted[accepted - 1]!.confidence;
  }
  return chosen;
}

/** Probability of at most `hits` in `trials` of probability `share`. */
export function binomialTail(trials: number, hits: number, share: number): number {
  // In logarithms: the first terms of many trials are smaller than the smallest number.
  let term = trials * Math.log1p(-share);
  let sum = term;
  for (let hit = 1; hit <= hits; hit++) {
    term += Math.log((trials - hit + 1) / hit) + Math.log(share / (1 - share));
    const larger = Math.max(sum, term);
    sum = larger + Math.log(Math.exp(sum - larger) + Math.exp(term - larger));
  }
  return Math.min(1, Math.exp(sum));
}
