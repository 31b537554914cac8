/** Chooses all thresholds of a model from the out-of-fold logits and familiarity of its training documents. */
import type { ModelBundle } from '#contracts/model-bundle.schema.js';
import { leastWords } from './answer-status.js';
import { type Answer, chooseThresholds } from './decision-rule.js';
import { isSpokenFor, LEAST_EVIDENCE, leadOf } from './evidence.js';
import { softmax } from './softmax.js';
import type { DecideSettings } from './train-settings.js';

/**
 * @param interceptsOf what the logits of a row have of any document
 * @param familiarity of the judged documents
 * @param words of every document
 * @param judged rows with words enough to be judged at all; the others are rejected whatever the thresholds are
 * @param informed whether the logits say more than the shares of the classes do
 */
export function decide(
  logits: Float64Array,
  interceptsOf: (row: number) => Float64Array,
  familiarity: Float64Array,
  labels: Int32Array,
  classes: number,
  words: Int32Array,
  judged: Int32Array,
  settings: DecideSettings,
  informed: boolean,
): ModelBundle['decision'] {
  const sureWords = leastWords(
    settings.sure_words,
    judged.map((row) => words[row]!),
  );
  // What goes to a person whatever its confidence says nothing of the others.
  const answers: Answer[] = [];
  const unspoken: Answer[] = [];
  for (const row of judged) {
    if (words[row]! < sureWords) continue;
    const own = logits.slice(row * classes, (row + 1) * classes);
    const spoken = isSpokenFor(leadOf(own, interceptsOf(row)), LEAST_EVIDENCE);
    (spoken ? answers : unspoken).push({ ...answerOf(softmax(own)), right: bestOf(own) === labels[row] });
  }
  const { max_error, risk } = settings;
  // That nothing spoke for some makes no other answer surer: without them alone the thresholds would fall.
  const ofAll = chooseThresholds([...answers, ...unspoken], classes, max_error, risk, informed);
  const atLeast = ofAll.holds_back ? [] : ofAll.confidence;
  const thresholds = chooseThresholds(answers, classes, max_error, risk, informed, atLeast);
  const sorted = familiarity.slice().sort();
  return {
    min_words: settings.min_words,
    sure_words: sureWords,
    max_error,
    risk,
    ...thresholds,
    coverage: (thresholds.coverage * answers.length) / Math.max(judged.length, 1),
    evidence: LEAST_EVIDENCE,
    familiarity: leastFamiliarity(sorted, settings.unknown_share),
  };
}

/** JSON has no infinity. */
const REJECTS_NOTHING = -1e9;

/**
 * Split conformal: a known document falls below the k-th smallest of n scores with odds of k / (n + 1). Too few documents
 * for odds so small: familiarity being a sum of logarithms of odds, as much lower than the least as the odds are smaller.
 */
function leastFamiliarity(sorted: Float64Array, share: number): number {
  const odds = (sorted.length + 1) * share;
  if (odds >= 1) return sorted[Math.floor(odds) - 1]!;
  return share > 0 && sorted.length > 0 ? sorted[0]! + Math.log(odds) : REJECTS_NOTHING;
}

/** The most likely class with its confidence and lead. @param probabilities of every class */
export function answerOf(probabilities: Float64Array): Omit<Answer, 'right'> {
  const label = bestOf(probabilities);
  let second = 0;
  probabilities.forEach((probability, other) => {
    if (other !== label && probability > second) second = probability;
  });
  return { label, confidence: probabilities[label]!, margin: probabilities[label]! - second };
}

export const bestOf = (values: Float64Array): number =>
  values.reduce((best, value, at) => (value > values[best]! ? at : best), 0);
