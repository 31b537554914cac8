/**
 * Whether a document itself speaks for its likeliest class, or would any text be called so that has little of every class:
 *
 *   lead over the runner-up = intercept, what the model assumes of any document + evidence, what this one adds
 *
 * Confidence alone does not tell: a poem that has next to no word of the training documents gets the class of the highest
 * intercept, as surely as that class stands out among pages of known classes.
 */

/** Share of what is assumed beforehand that a document has to add; measured in docs/decisions/0077-nothing-speaks-for-it.md. */
export const LEAST_EVIDENCE = 0.1;

export interface Lead {
  readonly intercept: number;
  readonly evidence: number;
}

/** @param logits of one document @param intercepts of every class, which are part of them */
export function leadOf(logits: Float64Array, intercepts: Float64Array): Lead {
  let [first, second] = [-1, -1];
  logits.forEach((logit, label) => {
    if (first < 0 || logit > logits[first]!) [first, second] = [label, first];
    else if (second < 0 || logit > logits[second]!) second = label;
  });
  const intercept = intercepts[first]! - intercepts[second]!;
  return { intercept, evidence: logits[first]! - logits[second]! - intercept };
}

/** @param least share of the intercept's lead; null for models of before, which asked for none */
export const isSpokenFor = ({ intercept, evidence }: Lead, least: number | null): boolean =>
  least === null || evidence > least * Math.max(0, intercept);
