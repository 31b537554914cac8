/** Why an answer does not stand by itself and goes to a person: which limit it falls short of. */
import type { CleanDocument } from '#contracts/clean-document.schema.js';
import type { ModelBundle } from '#contracts/model-bundle.schema.js';
import type { Prediction } from '#contracts/prediction.schema.js';
import { shownShare } from '#contracts/shown-share.js';
import type { Answer } from './decision-rule.js';
import { isKnownLanguage, isSpokenFor, type Lead } from './evidence.js';
import { whyHeldBack } from './unproven-limit.js';

/** @param next the class that comes after it */
export function tellDoubt(
  { label, confidence, margin }: Omit<Answer, 'right'>,
  lead: Lead,
  { words, language }: Pick<CleanDocument, 'words' | 'language'>,
  { decision, calibration }: Pick<ModelBundle, 'decision' | 'calibration'>,
  name: string,
  next: string,
): NonNullable<Prediction['reason']> {
  if (words < decision.sure_words) {
    return {
      code: 'prediction/few-words',
      message: `It has ${tellWords(words)} to judge by; an answer stands from ${decision.sure_words} on (train.decide.sure_words). See whether all of it was read.`,
    };
  }
  if (decision.holds_back) {
    return {
      code: 'prediction/held-back',
      message: `Every answer of this model goes to a person: ${whyHeldBack({ ...decision, ...calibration })}.`,
    };
  }
  if (!isSpokenFor(lead, decision)) {
    const whole = told(lead.intercept + lead.evidence);
    const assumed = `${told(lead.intercept)} of any document`;
    return {
      code: 'prediction/no-evidence',
      message: isSpokenFor(lead, { ...decision, beyond_shape: null })
        ? `${lead.evidence > lead.shape ? 'Hardly anything' : 'Nothing'} but the shape of its text speaks for '${name}' over '${next}': of its lead of ${whole} that gives ${told(lead.shape)}, and the model assumes ${assumed}.`
        : `${lead.evidence > 0 ? 'Hardly anything in the document speaks' : 'All in all the document does not speak'} for '${name}' over '${next}': of its lead of ${whole} the model assumes ${assumed}.`,
    };
  }
  if (!isKnownLanguage(language, decision)) {
    return {
      code: 'prediction/other-language',
      message: `It is written in ${languageName(language)}, in which hardly any document is that the model learned from.`,
    };
  }
  const [leastConfidence, leastMargin] = [decision.confidence[label]!, decision.margin[label]!];
  return {
    code: 'prediction/unsure',
    message:
      leastConfidence > 1
        ? `Every '${name}' goes to a person: of documents that the model had not seen too many were wrongly called so. More documents of this class, or a larger train.decide.max_error, mend that.`
        : confidence < leastConfidence
          ? `'${name}' stands from a confidence of ${shortOf(confidence, leastConfidence)}.`
          : `'${name}' stands with a lead over '${next}' from ${shortOf(margin, leastMargin)}.`,
  };
}

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' });
/** In English, from its three letters. */
const languageName = (code: string): string => LANGUAGES.of(code) ?? code;

const told = (logit: number): string => logit.toFixed(2);

export const tellWords = (words: number): string =>
  words === 0 ? 'no word' : words === 1 ? 'only 1 word' : `only ${words} words`;

/** '91.2 % on; this has 83.1 %', with as many digits as it takes to tell one from the other. */
function shortOf(has: number, least: number): string {
  const told = (share: number, digits: number) => `${(share * 100).toFixed(digits)} %`;
  if (shownShare(has) !== shownShare(least)) return `${shownShare(least)} on; this has ${shownShare(has)}`;
  const digits = [2, 3, 4, 5, 6].find((count) => told(has, count) !== told(least, count));
  return digits === undefined
    ? `${shownShare(least)} on; this has hardly less`
    : `${told(least, digits)} on; this has ${told(has, digits)}`;
}
