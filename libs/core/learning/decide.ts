/** Chooses all thresholds of a model from the out-of-fold logits of its training documents. */
import type { ModelBundle } from '#contracts/model-bundle.schema.js';
import { type Answer, chooseThresholds } from './decision-rule.js';
import { softmax } from './softmax.js';
import type { DecideSettings } from './train-settings.js';

export function decide(
  logits: Float64Array,
  labels: Int32Array,
  classes: number,
  settings: DecideSettings,
): ModelBundle['decision'] {
  const answers: Answer[] = [];
  const energies = new Float64Array(labels.length);
  labels.forEach((label, row) => {
    const own = logits.slice(row * classes, (row + 1) * classes);
    energies[row] = energyOf(own);
    answers.push({ ...answerOf(softmax(own)), right: bestOf(own) === label });
  });
  energies.sort();
  // Split conformal: a known document falls below the k-th smallest of n energies with odds of k / (n + 1).
  const rank = Math.floor((labels.length + 1) * settings.unknown_share);
  return {
    min_words: settings.min_words,
    max_error: settings.max_error,
    risk: settings.risk,
    ...chooseThresholds(answers, classes, settings.max_error, settings.risk),
    energy: rank > 0 ? energies[rank - 1]! : LOWEST_ENERGY,
  };
}

/** Rejects nothing; JSON has no infinity. */
const LOWEST_ENERGY = -1e9;

/** The most likely class with its confidence and lead. @param probabilities of every class */
export function answerOf(probabilities: Float64Array): Omit<Answer, 'right'> {
  const label = bestOf(probabilities);
  let second = 0;
  probabilities.forEach((probability, other) => {
    if (other !== label && probability > second) second = probability;
  });
  return { label, confidence: probabilities[label]!, margin: probabilities[label]! - second };
}

/** Logarithm of the summed exponentials: high where some class knows the document (Liu et al. 2020). */
export function energyOf(logits: Float64Array): number {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  return highest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
}

export const bestOf = (values: Float64Array): number =>
  values.reduce((best, value, at) => (value > values[best]! ? at : best), 0);
