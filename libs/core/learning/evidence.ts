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
import { CLASSES_ENOUGH } from './familiarity.js';

/** Share of what is assumed beforehand that a document has to add; measured in docs/decisions/0077-nothing-speaks-for-it.md. */
const LEAST_EVIDENCE = 0.1;
/** Share of that and of what the shape of its text adds that the rest must add, where there are few classes; else anything. */
const LEAST_BEYOND_SHAPE = 0.2;
/** Share of the training documents that a language must have; of fewer it may have been mistaken for another. */
const LEAST_LANGUAGE = 0.02;
/** A document whose language cannot be told. */
const UNTOLD = 'und';

export interface Lead {
  readonly intercept: number;
  readonly evidence: number;
  /** Part of the evidence: what the shape of the text alone adds. */
  readonly shape: number;
}

export type Asked = Pick<ModelBundle['decision'], 'evidence' | 'beyond_shape' | 'languages'>;

/**
 * What is asked of documents: docs/decisions/0093-words-must-speak.md.
 * @param looksFurther whether anything but the shape of the texts is learned from
 * @param languages of the training documents; null where any wording may be a known one
 */
export function evidenceAsked(
  classes: number,
  looksFurther: boolean,
  languages: readonly string[] | null,
): Asked {
  const few = classes < CLASSES_ENOUGH;
  return {
    evidence: LEAST_EVIDENCE,
    beyond_shape: looksFurther ? (few ? LEAST_BEYOND_SHAPE : 0) : null,
    languages: few && languages ? knownLanguages(languages) : null,
  };
}

function knownLanguages(languages: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const language of languages) counts.set(language, (counts.get(language) ?? 0) + 1);
  const least = LEAST_LANGUAGE * languages.length;
  return [...counts].flatMap(([language, count]) => (count >= least ? [language] : [])).sort();
}

/** Whether documents in a language, or in one that cannot be told, are known. */
export const isKnownLanguage = (language: string, { languages }: Pick<Asked, 'languages'>): boolean =>
  languages === null || language === UNTOLD || languages.includes(language);

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
export const isSpokenFor = (
  { intercept, evidence, shape }: Lead,
  asked: Pick<Asked, 'evidence' | 'beyond_shape'>,
): boolean =>
  (asked.evidence === null || evidence > asked.evidence * Math.max(0, intercept)) &&
  (asked.beyond_shape === null || evidence - shape > asked.beyond_shape * Math.max(0, intercept + shape));
