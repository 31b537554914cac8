/** Chooses all thresholds of a model from the out-of-fold logits and familiarity of its training documents. */
import type { ModelBundle } from '#contracts/model-bundle.schema.js';
import { leastWords } from './answer-status.js';
import { type Answer, chooseThresholds, type Thresholds } from './decision-rule.js';
import { type Asked, isKnownLanguage, isSpokenFor, leadOf } from './evidence.js';
import { oneOfEachGroup } from './one-of-each-group.js';
import { softmax } from './softmax.js';
import type { DecideSettings } from './train-settings.js';

/** What is known of the training documents, each judged by learners that had not seen it. */
export interface Unseen {
  /** `documents × classes`. */
  readonly logits: Float64Array;
  /** What the logits of a row have of any document, and what the shape of its text adds to them. */
  interceptsOf(row: number): Float64Array;
  shapeOf(row: number): Float64Array;
  readonly labels: Int32Array;
  /** Near-duplicates have one number; they count as one document. */
  readonly groups: Int32Array;
  /** Names of the classes. */
  readonly names: readonly string[];
  /** Words and language of every document. */
  readonly words: Int32Array;
  readonly languages: readonly string[];
  /** Rows with words enough to be judged at all; the others are rejected whatever the thresholds are. */
  readonly judged: Int32Array;
  /** Of the judged documents. */
  readonly familiarity: Float64Array;
  pathOf(row: number): string;
}

interface UnseenAnswer extends Answer {
  readonly row: number;
}

/**
 * @param asked of a document, that its answer may stand
 * @param informed whether the logits say more than the shares of the classes do
 */
export function decide(
  unseen: Unseen,
  asked: Asked,
  settings: DecideSettings,
  informed: boolean,
): ModelBundle['decision'] {
  const { names, words, judged } = unseen;
  const sureWords = leastWords(
    settings.sure_words,
    judged.map((row) => words[row]!),
  );
  // What goes to a person whatever its confidence says nothing of the others.
  const answers: UnseenAnswer[] = [];
  const unspoken: UnseenAnswer[] = [];
  for (const row of judged) {
    if (words[row]! < sureWords) continue;
    const own = unseen.logits.slice(row * names.length, (row + 1) * names.length);
    const lead = leadOf(own, unseen.interceptsOf(row), unseen.shapeOf(row));
    const spoken = isSpokenFor(lead, asked) && isKnownLanguage(unseen.languages[row]!, asked);
    const right = bestOf(own) === unseen.labels[row];
    (spoken ? answers : unspoken).push({ ...answerOf(softmax(own)), right, row });
  }
  const { max_error, risk } = settings;
  const groupOf = ({ row }: UnseenAnswer): number => unseen.groups[row]!;
  const choose = (spokenFor: readonly UnseenAnswer[], others: readonly UnseenAnswer[]): Thresholds => {
    // That nothing spoke for some makes no other answer surer: without them alone the thresholds would fall.
    const all = oneOfEachGroup([...spokenFor, ...others], groupOf);
    const ofAll = chooseThresholds(all, names.length, max_error, risk, informed);
    const atLeast = ofAll.holds_back ? [] : ofAll.confidence;
    const distinct = oneOfEachGroup(spokenFor, groupOf);
    return chooseThresholds(distinct, names.length, max_error, risk, informed, atLeast);
  };
  const thresholds = choose(answers, unspoken);
  const blamed = surestMistake(answers, unseen);
  // Its copies have its label; what is learned of one is to be said of them all.
  const mended = (one: UnseenAnswer): UnseenAnswer =>
    blamed && groupOf(one) === groupOf(blamed) ? { ...one, right: true } : one;
  const without =
    blamed && !thresholds.guaranteed ? choose(answers.map(mended), unspoken.map(mended)) : thresholds;
  const mends = without.guaranteed !== thresholds.guaranteed || without.holds_back !== thresholds.holds_back;
  const groups = new Set(Array.from(judged, (row) => unseen.groups[row]!));
  const groupsAnswered = new Set(answers.map(groupOf));
  return {
    min_words: settings.min_words,
    sure_words: sureWords,
    max_error,
    risk,
    ...thresholds,
    coverage: (thresholds.coverage * groupsAnswered.size) / Math.max(groups.size, 1),
    ...asked,
    hangs_on:
      blamed && mends
        ? {
            document: unseen.pathOf(blamed.row),
            label: names[unseen.labels[blamed.row]!]!,
            answer: names[blamed.label]!,
            confidence: blamed.confidence,
          }
        : null,
    familiarity: leastFamiliarity(leastOfEachGroup(unseen), settings.unknown_share),
  };
}

/**
 * The wrong answer that is surest; a wrong label is most often one of these. A class that has no other document cannot be
 * told of the one it has, unseen, whatever its label.
 */
const surestMistake = (
  answers: readonly UnseenAnswer[],
  { labels, groups }: Unseen,
): UnseenAnswer | undefined =>
  answers
    .filter(
      ({ right, row }) =>
        !right && labels.some((label, other) => label === labels[row] && groups[other] !== groups[row]),
    )
    .reduce<UnseenAnswer | undefined>(
      (surest, one) => (surest && surest.confidence >= one.confidence ? surest : one),
      undefined,
    );

/** In order of size. */
function leastOfEachGroup({ judged, familiarity, groups }: Unseen): Float64Array {
  const least = new Map<number, number>();
  judged.forEach((row, at) => {
    const group = groups[row]!;
    least.set(group, Math.min(least.get(group) ?? Number.POSITIVE_INFINITY, familiarity[at]!));
  });
  return Float64Array.from(least.values()).sort();
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
