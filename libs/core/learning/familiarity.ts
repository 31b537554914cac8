/**
 * How well a model knows documents like this one. Seven measures, each told by its rank among training documents
 * that were judged unseen:
 *
 *   energy    whether any class claims it: log Σ exp(logit) (Liu et al. 2020)
 *   claim     the same by least squares: how near it is to what the nearest class's documents have (claim.ts)
 *   span      how much of it the main directions of the training documents hold, for its length
 *   likeness  cosine to the nearest class's mean document, over the most widespread terms of one block
 *   known     share of its distinct words that training documents have, too
 *   layout    how near its word boxes stand to those of the nearest class's mean page
 *   picture   how near its grey image is to that of the nearest class's mean page
 *
 *   familiarity = Σ over measures  weight · min(0, log(share / alarm))    share = (rank + 1) / (documents + 1)   (after Fisher 1932)
 *
 * Energy and claim tell a class that was left out, and always count (alarm 1), by equal parts: where one errs, the other
 * often does not. The fewer classes there are, the less it says of a third that a document lies between them. A text of
 * another kind is made of other words, however few classes there are, and a photo looks like no scan, which the others
 * tell; they count only where few known documents are as strange.
 */
import type { ModelBundle } from '#contracts/model-bundle.schema.js';
import { chunkTermsFor, visitWordGrams } from '../features/document-terms.js';
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { columnsOf, type TermVocabulary } from '../features/term-vocabulary.js';
import type { TokenCorpus } from '../features/token-corpus.js';

export type Measure = 'energy' | 'claim' | 'span' | 'likeness' | 'known' | 'layout' | 'picture';
/** Null or left out where the model or the document has nothing to measure by. */
export type Measures = Readonly<Partial<Record<Measure, number | null>>>;
export type Reference = ModelBundle['familiarity']['measures'][number];

/**
 * Share of known documents from which a measure counts, 1 for always; measured, as the weights, in
 * docs/decisions/0057-strangers-by-claim.md.
 */
const ALARMS: Readonly<Record<Measure, number>> = {
  energy: 1,
  claim: 1,
  span: 0.07,
  likeness: 0.01,
  known: 0.05,
  layout: 0.01,
  picture: 0.05,
};
/** What is stranger than every known document always counts, however few they are. */
const LEAST_RANK = 2;
/** With so many classes and more, what lies between them says as much as it can. */
export const CLASSES_ENOUGH = 4;
/** The lowest ranks decide and are kept one by one, the others as so many steps. */
const LOW_RANKS = 64;
const STEPS = 128;

/** Logarithm of the summed exponentials: high where some class claims the document. */
export function energyOf(logits: Float64Array): number {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  return highest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
}

/** @returns one reference for each measure that the training documents have */
export function referencesOf(measured: readonly Measures[], classes: number): Reference[] {
  const sorted = (Object.keys(ALARMS) as Measure[]).flatMap((name) => {
    const values = measured.flatMap((one) => one[name] ?? []).sort((left, right) => left - right);
    return values.length > 0 ? [{ name, values }] : [];
  });
  const always = sorted.filter(({ name }) => ALARMS[name] === 1).length;
  return sorted.map(({ name, values }) => {
    const ranks = new Set<number>();
    for (let rank = 1; rank <= Math.min(LOW_RANKS, values.length); rank++) ranks.add(rank);
    for (let step = 1; step <= STEPS; step++) ranks.add(Math.ceil((values.length * step) / STEPS));
    const kept = [...ranks].sort((left, right) => left - right);
    return {
      name,
      alarm: Math.max(ALARMS[name], LEAST_RANK / (values.length + 1)),
      weight: ALARMS[name] === 1 ? Math.min(1, classes / CLASSES_ENOUGH) / always : 1,
      documents: values.length,
      ranks: kept,
      values: kept.map((rank) => values[rank - 1]!),
    };
  });
}

/** 0 for the most familiar; what cannot be measured counts as familiar. */
export const familiarityOf = (measured: Measures, references: readonly Reference[]): number =>
  references.reduce((sum, reference) => sum + strangeness(measured, reference), 0);

/** The measure by which fewest known documents are as strange, of those that count. */
export const leastFamiliar = (measured: Measures, references: readonly Reference[]): Measure =>
  references.reduce((least, one) =>
    oddsThatCount(measured, one) < oddsThatCount(measured, least) ? one : least,
  ).name;

const oddsThatCount = (measured: Measures, reference: Reference): number =>
  strangeness(measured, reference) < 0 ? logOdds(measured, reference) : 0;

const strangeness = (measured: Measures, reference: Reference): number =>
  reference.weight * Math.min(0, logOdds(measured, reference) - Math.log(reference.alarm));

/** Logarithm of the odds that a known document is as strange by a measure; 0 where it cannot be told. */
function logOdds(measured: Measures, { name, documents, ranks, values }: Reference): number {
  const value = measured[name];
  if (value === null || value === undefined) return 0;
  const above = values.findIndex((known) => known > value);
  const rank = above < 0 ? documents : above === 0 ? 0 : ranks[above - 1]!;
  const beyond = name === 'span' && rank === 0 ? fallsBeyond(value, values[0]!) : 0;
  return Math.log((rank + 1) / (documents + 1)) + beyond;
}

/**
 * Ranks end with the strangest known document; span, being in standard deviations, goes on by the normal law's tail,
 * so that a few documents suffice to tell what is far from all of them.
 */
const fallsBeyond = (value: number, least: number): number =>
  value < least && value < 0 ? -(value ** 2 - Math.min(least, 0) ** 2) / 2 : 0;

/**
 * @param matrix rows with the block's terms from column `start` on; columns from `start + terms` on are not looked at
 * @param centroids `terms × classes`, the mean document of each class, of length 1
 * @returns highest cosine; 0 for a document without any of the terms
 */
export function likenessOf(
  matrix: SparseMatrix,
  row: number,
  centroids: Float32Array | Float64Array,
  classes: number,
  terms: number,
  start = 0,
): number {
  const products = new Float64Array(classes);
  let square = 0;
  for (let entry = matrix.offsets[row]!; entry < matrix.offsets[row + 1]!; entry++) {
    const column = matrix.indices[entry]! - start;
    if (column < 0 || column >= terms) continue;
    const value = matrix.values[entry]!;
    square += value * value;
    for (let label = 0; label < classes; label++)
      products[label]! += value * centroids[column * classes + label]!;
  }
  return square > 0 ? products.reduce((most, product) => Math.max(most, product)) / Math.sqrt(square) : 0;
}

/** @param isKnown by column of the vocabulary @returns null where the document has no word, or the vocabulary none alone */
export function knownShare(
  corpus: TokenCorpus,
  document: number,
  vocabulary: TermVocabulary,
  isKnown: (column: number) => boolean = () => true,
): number | null {
  if (vocabulary.settings.kind !== 'word' || vocabulary.settings.min > 1) return null;
  const table = columnsOf(vocabulary);
  const words = chunkTermsFor(corpus, vocabulary.settings);
  const seen = new Set<number>();
  let known = 0;
  visitWordGrams(corpus.documentChunks(document), words, { ...vocabulary.settings, max: 1 }, (a, b) => {
    if (seen.has(a)) return;
    seen.add(a);
    const column = table.find(a, b);
    if (column >= 0 && isKnown(column)) known += 1;
  });
  // As if one word of two were known besides: a document of one word proves little.
  return seen.size > 0 ? (known + 1) / (seen.size + 2) : null;
}
