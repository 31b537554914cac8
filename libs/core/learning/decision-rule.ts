/**
 * When an answer stands. The least confidence is chosen on documents the model had not seen, so that among accepted
 * answers at most `max_error` are wrong: for a falling sequence of thresholds the exact binomial test must rule out a
 * larger error, the last that passes is taken (Learn then Test: Angelopoulos, Bates et al. 2021; fixed-sequence
 * testing from several starts, each with its share of the risk, which it hands on to the next step where it passes:
 * the fallback procedure of Wiens 2003). For new documents like these the error is kept with a probability of 1 − `risk`
 * as far as the model, learned from all documents, is as sure as those that had not seen some of them: cross-folds.ts.
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
  /** Whether nothing speaks for the limit being kept either, so that every answer goes to a person. */
  readonly holds_back: boolean;
  /** Answers as confident as `maxError` asks for, and how many of these were wrong. */
  readonly sure: number;
  readonly sure_wrong: number;
  /** Share of the documents it was chosen on that it accepts, and of these the share that is wrong. */
  readonly coverage: number;
  readonly error: number;
}

/** Thresholds tried, by the share of documents they accept. */
const STEPS = 40;
/** Steps besides the first that tests may start from: at a quarter and at half of the answers. */
const LATER_STARTS = [10, 20];
/** A start needs so many answers before it; fewer without an error do not prove a limit of 5 %. */
const START_ANSWERS = 60;
/** Of the search for the strictest limit; a millionth is near enough. */
const HALVINGS = 20;
/** A class of so many answers gets a threshold by its own share of wrong ones; fewer tell only what luck does not explain. */
const OWN_ANSWERS = 60;
/** Where the limit cannot be proven, it must be kept rather than not. */
const EVEN_ODDS = 0.5;
/** More than any confidence: answers of this class always go to a person. */
const NEVER = 1.01;
/** Share of right answers of a class that may lie nearer to the runner-up than the class's margin. */
const MARGIN_SHARE = 0.005;

/** Whether so few answers, all of them right, would leave it likelier that `maxError` is exceeded than that it is kept. */
export const tellsNothing = (answers: number, maxError: number): boolean =>
  binomialTail(answers, 0, maxError) > EVEN_ODDS;

/**
 * @param informed whether the confidences say more than the shares of the classes do
 * @param atLeast by class, what its least confidence is in any case; 0 where it is not given
 */
export function chooseThresholds(
  answers: readonly Answer[],
  classes: number,
  maxError: number,
  risk: number,
  informed = true,
  atLeast: readonly number[] = [],
): Thresholds {
  const sorted = surestFirst(answers);
  // Of few documents, one left out changes the shares of the classes among the others, and so tells its own class: answers
  // may all be right that know nothing.
  const general = informed ? leastConfidence(sorted, maxError, risk) : undefined;
  const least = general ?? (informed ? likelyConfidence(sorted, maxError, risk) : NEVER);
  const confidence = Array.from({ length: classes }, (_, label) => {
    const own = sorted.filter((answer) => answer.label === label);
    return Math.max(
      least,
      atLeast[label] ?? 0,
      own.length < OWN_ANSWERS ? notDisproved(own, maxError, risk) : confidenceWithin(own, maxError),
    );
  });
  const margin = Array.from({ length: classes }, (_, label) => {
    const right = answers
      .filter((answer) => answer.label === label && answer.right)
      .sort((left, other) => left.margin - other.margin);
    const kept = right.filter((answer) => answer.confidence >= confidence[label]!);
    // Split conformal: the k-th least margin of n, with k / (n + 1) the share. Too few answers for that say nothing of it.
    // n is all of the class, not the kept alone: fewer kept must not lower it.
    const rank = Math.floor((right.length + 1) * MARGIN_SHARE);
    return rank === 0 ? 0 : (kept[rank - 1] ?? right.at(-1)!).margin;
  });
  const accepted = answers.filter((answer) => accepts(answer, confidence, margin));
  const wrong = accepted.filter(({ right }) => !right).length;
  const sure = answers.filter((answer) => answer.confidence >= 1 - maxError);
  return {
    confidence,
    margin,
    guaranteed: general !== undefined,
    holds_back: least === NEVER,
    sure: sure.length,
    sure_wrong: sure.filter(({ right }) => !right).length,
    coverage: answers.length > 0 ? accepted.length / answers.length : 0,
    error: accepted.length > 0 ? wrong / accepted.length : 0,
  };
}

export const accepts = (
  { label, confidence, margin }: Omit<Answer, 'right'>,
  leastConfidences: readonly number[],
  leastMargins: readonly number[],
): boolean => confidence >= leastConfidences[label]! && margin >= leastMargins[label]!;

/**
 * @param answers surest first
 * @returns undefined where no threshold passes
 */
function leastConfidence(answers: readonly Answer[], maxError: number, risk: number): number | undefined {
  const starts = startsFor(answers.length);
  const share = risk / starts.length;
  let chosen: number | undefined;
  let [tested, wrong, odds] = [0, 0, 0];
  for (let step = 1; step <= STEPS; step++) {
    if (starts.includes(step)) odds += share;
    const accepted = Math.floor((answers.length * step) / STEPS);
    for (; tested < accepted; tested++) if (!answers[tested]!.right) wrong += 1;
    if (odds === 0) continue;
    // Even without an error so few answers would prove nothing: that is no test, and the odds are still there for the
    // next. With an error they are given up, for a larger limit is disproved by it: or a stricter one would accept more.
    const proves = binomialTail(accepted, 0, maxError) <= share;
    if (!proves && wrong === 0) continue;
    if (proves && binomialTail(accepted, wrong, maxError) <= odds) chosen = answers[accepted - 1]!.confidence;
    else odds = 0;
  }
  return chosen;
}

/**
 * Steps that have odds of their own to be wrong. From the surest answers alone, one wrong label among them would end it;
 * every further start asks more of each test, which few answers cannot give.
 */
const startsFor = (answers: number): readonly number[] => [
  1,
  ...LATER_STARTS.filter((step) => (answers * step) / STEPS >= START_ANSWERS),
];

/**
 * Too few documents to prove anything: calibrated confidence is taken at its word where unseen documents bear it out at
 * even odds; else no answer stands. What no limit at all could be kept with is not accepted under a stricter one.
 */
function likelyConfidence(sorted: readonly Answer[], maxError: number, risk: number): number {
  const likely = Math.min(leastConfidence(sorted, maxError, EVEN_ODDS) ?? NEVER, borneOut(sorted, maxError));
  return likely === NEVER ? NEVER : Math.max(likely, 1 - maxError, strictestProven(sorted, risk));
}

/**
 * Least confidence from which on answers keep what that confidence itself promises, tested on all of them together: one
 * wrong answer that happens to be the surest says no more than another. What it promises is never more than `maxError`,
 * so that what is borne out under a limit is borne out under every larger one.
 * @param answers surest first
 */
function borneOut(answers: readonly Answer[], maxError: number): number {
  let [least, wrong] = [NEVER, 0];
  for (const [at, { confidence, right }] of answers.entries()) {
    if (confidence < 1 - maxError) break;
    if (!right) wrong += 1;
    const next = answers[at + 1]?.confidence ?? 0;
    // Answers of one confidence are accepted together.
    if (next === confidence) continue;
    const promised = Math.min(maxError, 1 - next);
    if (binomialTail(at + 1, wrong, promised) <= EVEN_ODDS)
      least = promised < maxError ? confidence : 1 - maxError;
  }
  return least;
}

/** Least confidence under the strictest limit that these answers prove; 0 where none is proven. */
function strictestProven(answers: readonly Answer[], risk: number): number {
  // What a limit proves, every larger one proves.
  let [low, high] = [0, 1 - 1e-9];
  let least = leastConfidence(answers, high, risk);
  for (let halving = 0; least !== undefined && halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    const found = leastConfidence(answers, middle, risk);
    if (found === undefined) low = middle;
    else [high, least] = [middle, found];
  }
  return least ?? 0;
}

const surestFirst = (answers: readonly Answer[]): Answer[] =>
  [...answers].sort((left, right) => right.confidence - left.confidence);

/** Least confidence at which at most the given share of these answers is wrong. @param answers surest first */
const confidenceWithin = (answers: readonly Answer[], maxError: number): number =>
  leastWhere(answers, (wrong, accepted) => wrong <= maxError * accepted);

/** Least confidence at which luck explains that more than the given share of these answers is wrong, but for odds of `risk`. */
const notDisproved = (answers: readonly Answer[], maxError: number, risk: number): number =>
  leastWhere(
    answers,
    (wrong, accepted) => wrong === 0 || 1 - binomialTail(accepted, wrong - 1, maxError) > risk,
  );

/** @param answers surest first @returns the least confidence that leaves answers of which the test holds, 0 where it holds of all; else `NEVER` */
function leastWhere(answers: readonly Answer[], holds: (wrong: number, accepted: number) => boolean): number {
  let wrong = 0;
  let least = answers.length === 0 ? 0 : NEVER;
  answers.forEach(({ confidence, right }, at) => {
    if (!right) wrong += 1;
    // Answers of one confidence are accepted together.
    const next = answers[at + 1]?.confidence ?? 0;
    if (next !== confidence && holds(wrong, at + 1)) least = at + 1 < answers.length ? confidence : 0;
  });
  return least;
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
