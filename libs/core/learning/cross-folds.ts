/** Deals documents into folds: each class spread evenly, near-duplicates always together. */
import { seededRandom, shuffle } from './seeded-random.js';

/** Documents times folds, and documents of a class times folds, below which there are more folds than asked for. */
const ENOUGH = 1_000;
const ENOUGH_OF_CLASS = 200;
/**
 * Documents times classes times folds that few documents of many classes are not taken beyond, for the time it takes:
 * what the largest collection that is learned by the whole recipe (lean-settings.ts) comes to in 5 folds.
 */
const COST = 1_000_000;
/** With more, training takes long and the parts hardly differ any more. */
const MOST = 20;

/**
 * How many folds to learn in. A learner of few documents that lacks a fifth of them scores lower than the one that has
 * them all, and what was learned of unseen documents from it would not hold for new ones: of 50 documents in 5 folds, 20 %
 * of new ones were rejected as unknown instead of 5 %; in 20 folds 9 % (docs/decisions/0059-more-folds-for-few.md). So
 * it is with few documents of each of many classes: of 60 classes of 10, 5 to 7 % of the accepted were wrong where 5 %
 * were allowed (docs/decisions/0064-thresholds-that-hold.md).
 */
export function foldsFor(wanted: number, documents: number, classes: number): number {
  const ofClass = Math.min(
    Math.round((ENOUGH_OF_CLASS * classes) / documents),
    Math.floor(COST / (documents * classes)),
  );
  const asked = Math.max(wanted, Math.min(MOST, Math.max(Math.round(ENOUGH / documents), ofClass)));
  return Math.max(2, Math.min(documents, asked));
}

/**
 * @param labels class of each document
 * @param groups documents of one number stay in one fold
 * @returns the fold of each document, 0 to `folds - 1`
 */
export function crossFolds(labels: Int32Array, groups: Int32Array, folds: number, seed: number): Int32Array {
  const members = new Map<number, number[]>();
  groups.forEach((group, document) => {
    const group_ = members.get(group);
    if (group_) group_.push(document);
    else members.set(group, [document]);
  });
  const order = [...members.values()];
  const random = seededRandom(seed);
  const shuffled = order.map((_, at) => at);
  shuffle(shuffled, random);
  // Large groups first, so that the small ones can level the folds.
  shuffled.sort((left, right) => order[right]!.length - order[left]!.length);

  const classes = labels.reduce((most, label) => Math.max(most, label), -1) + 1;
  const perClass = new Int32Array(classes * folds);
  const perFold = new Int32Array(folds);
  const foldOf = new Int32Array(labels.length);
  for (const at of shuffled) {
    const documents = order[at]!;
    const label = labels[documents[0]!]!;
    let best = 0;
    for (let fold = 1; fold < folds; fold++) {
      const fewer = perClass[label * folds + fold]! - perClass[label * folds + best]!;
      if (fewer < 0 || (fewer === 0 && perFold[fold]! < perFold[best]!)) best = fold;
    }
    for (const document of documents) {
      foldOf[document] = best;
      perClass[labels[document]! * folds + best]! += 1;
    }
    perFold[best]! += documents.length;
  }
  return foldOf;
}
