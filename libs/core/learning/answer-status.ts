/** Whether an answer stands by itself, goes to a person, or is none because the document is of no known class. */
import type { CleanDocument } from '#contracts/clean-document.schema.js';
import type { ModelBundle } from '#contracts/model-bundle.schema.js';
import type { Prediction } from '#contracts/prediction.schema.js';
import { type Answer, accepts } from './decision-rule.js';
import { isKnownLanguage, isSpokenFor, type Lead } from './evidence.js';

type Decision = ModelBundle['decision'];

export function answerStatus(
  answer: Omit<Answer, 'right'>,
  lead: Lead,
  { words, language }: Pick<CleanDocument, 'words' | 'language'>,
  familiarity: number,
  decision: Decision,
): Prediction['status'] {
  if (words < decision.min_words || familiarity < decision.familiarity) return 'rejected';
  if (words < decision.sure_words || !isSpokenFor(lead, decision)) return 'review';
  if (!isKnownLanguage(language, decision)) return 'review';
  return accepts(answer, decision.confidence, decision.margin) ? 'classified' : 'review';
}

/**
 * Fewest words of a document whose answer may stand: as many as were asked for, but no more than half of what the
 * document in the middle has, or short texts that a model was made for would all go to a person.
 * @param words of each document that the thresholds are chosen on
 */
export function leastWords(wanted: number, words: Int32Array): number {
  const sorted = words.slice().sort();
  return Math.min(wanted, Math.floor((sorted[Math.floor(sorted.length / 2)] ?? 0) / 2));
}
