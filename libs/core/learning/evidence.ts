/**
 * Whether a document itself speaks for its likeliest class, or would any text be called so that has little of every class:
 *
 *   lead over the runner-up = intercept, what the model assumes of any document + evidence, what this one adds
 *
 * Confidence alone does not tell: a poem that has next to no word of the training documents gets the class of the highest
 * intercept, as surely as that class stands out among pages of known classes. Nor does the shape of its text: it says
 * which of two classes has the shorter lines, of a text that belongs to neither.
 */
import type { ModelBundle } from '#contracts/model-bundle.schema.js';

/** Share of what is assumed beforehand that a document has to add; measured in docs/decisions/0077-nothing-speaks-for-it.md. */
export const LEAST_EVIDENCE = 0.1;

export interface Lead {
  readonly intercept: number;
  readonly evidence: number;
  /** Part of the evidence: what the shape of the text alone adds. */
  readonly shape: number;
}

export type Asked = Pick<ModelBundle['decision'], 'evidence' | 'beyond_shape'>;

/**
 * @param logits of one document
 * @param intercepts of every class, which are part of them
 * @param shape what the shape of the text adds to each of them
 */
export function leadOf(logits: Float64Array, intercepts: Float64Array, shape: Float64Array): Lead {
  let [first, second] = [-1, -1];
  logits.forEach((logit, label) => {
    if (first < 0 || logit > logits[first]!) [first, second] = [label, first];
    else if (second < 0 || logit > logits[second]!) second = label;
  });
  const intercept = intercepts[first]! - intercepts[second]!;
  return {
    intercept,
    evidence: logits[first]! - logits[second]! - intercept,
    shape: shape[first]! - shape[second]!,
  };
}

/** @param asked models of before asked for no evidence */
export const isSpokenFor = ({ intercept, evidence, shape }: Lead, asked: Asked): boolean =>
  (asked.evidence === null || evidence > asked.evidence * Math.max(0, intercept)) &&
  (!asked.beyond_shape || evidence > shape);
