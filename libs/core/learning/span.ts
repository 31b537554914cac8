/**
 * How much of a document is made of what training documents are made of: the share of its character n-grams that lies
 * along their main directions. A long text holds more of these than a note, so the share is told against what known
 * documents of its length have:
 *
 *   share = |directions · document| / |document|       span = (share − expected(words)) / spread(words)
 */
import type { ModelBundle } from '#contracts/model-bundle.schema.js';
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { inPieces, type Steps } from '../features/steps.js';
import { lengthOf, mainDirections, project, type TermRange } from './main-directions.js';
import { seededRandom, shuffle } from './seeded-random.js';
import { type ShareSource, sharesByProducts } from './shares-by-products.js';

export type SpanExpectation = Omit<NonNullable<ModelBundle['familiarity']['span']>, 'terms' | 'directions'>;

export interface Span {
  readonly terms: number;
  /** `terms × count`. */
  readonly directions: Float32Array;
  readonly expectation: SpanExpectation;
}

/** Measured in docs/decisions/0055-strangers-by-their-make-up.md. */
const MOST_DIRECTIONS = 48;
const DIRECTIONS_PER_DOCUMENT = 0.3;
/** Documents that the directions are learned from; more cost time and turn them no further. */
const MOST_DOCUMENTS = 1000;
/** With fewer documents what to expect of a length is guesswork. */
const LEAST_DOCUMENTS = 10;
/** Slopes are pulled towards none as if so many documents of middling length spoke for it. */
const PULL = 5;
/** Lengths beyond those of nearly all known documents are judged like the last of them. */
const USUAL_LENGTHS = [0.02, 0.98] as const;
/**
 * Documents that a program made, or one sender, are more alike than any that are still to come: what is new is judged as
 * if the shares of the known ones varied by so much.
 */
const LEAST_SPREAD = 0.05;
/** Documents that must have a term for it to be known; vocabularies are made so as well. */
const LEAST_SEEN = 2;
/** Share of the spread below which a deviation is taken for luck. */
const LEAST_DEVIATION = 0.05;

/** @returns 0 for a document without any known term */
export function spannedShare(
  matrix: SparseMatrix,
  row: number,
  range: TermRange,
  directions: Float32Array,
): number {
  const length = lengthOf(matrix, row, range);
  if (length === 0) return 0;
  const along = new Float32Array(directions.length / range.terms);
  project(matrix, row, range, directions, along);
  return Math.sqrt(along.reduce((sum, value) => sum + value * value, 0)) / length;
}

/** @param words of the document @returns 0 for a usual document, in standard deviations */
export function spanOf(share: number, words: number, expectation: SpanExpectation): number {
  const { level, slope, spread, spread_slope } = expectation;
  const length = lengthAt(words, expectation);
  return (share - level - slope * length) / (spread * Math.exp(spread_slope * length));
}

const lengthAt = (
  words: number,
  { shortest, longest, middle, unit }: Pick<SpanExpectation, 'shortest' | 'longest' | 'middle' | 'unit'>,
): number => (Math.min(longest, Math.max(shortest, Math.log1p(words))) - middle) / unit;

/** What share to expect of a document of so many words: a line over the logarithm of its length, for mean and spread. */
export function expectShares(shares: Float64Array, words: Float64Array): SpanExpectation {
  const logs = words.map(Math.log1p);
  const sorted = logs.slice().sort();
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)]!;
  const [shortest, longest] = USUAL_LENGTHS.map(at) as [number, number];
  const usual = logs.map((value) => Math.min(longest, Math.max(shortest, value)));
  const middle = meanOf(usual);
  const unit = deviationOf(usual) || 1;
  const lengths = usual.map((value) => (value - middle) / unit);
  const level = meanOf(shares);
  const slope = slopeOf(lengths, shares);
  const rests = shares.map((share, row) => share - level - slope * lengths[row]!);
  const least = LEAST_DEVIATION * deviationOf(rests) || 1;
  const spread_slope = slopeOf(
    lengths,
    rests.map((rest) => Math.log(Math.abs(rest) + least)),
  );
  const even = rests.map((rest, row) => rest / Math.exp(spread_slope * lengths[row]!));
  return { shortest, longest, middle, unit, level, slope, spread: deviationOf(even) || 1, spread_slope };
}

/** What span is learned from: `judged` are the rows that what is to be expected is learned from. */
export interface SpanSource extends ShareSource {
  /** Words of the document of a row. */
  readonly wordsOf: (row: number) => number;
}

/** @returns undefined where there are too few documents or terms */
export function* spanSteps(
  source: SpanSource,
): Steps<{ span: Span; measure: (row: number) => number } | undefined> {
  const { matrix, range, labels, foldOf, folds, judged, wordsOf, seed } = source;
  const count = Math.min(MOST_DIRECTIONS, Math.floor(labels.length * DIRECTIONS_PER_DOCUMENT), range.terms);
  if (judged.length < LEAST_DOCUMENTS || count < 1) return undefined;
  const order = inTurn(labels, seed);
  const learn = (without: number): Float32Array => {
    const rows = order.filter((row) => foldOf[row] !== without).slice(0, MOST_DOCUMENTS);
    return mainDirections(matrix, rows, labels, range, count, seed);
  };
  const elsewhere = (own: SparseMatrix, columns: TermRange, fold: number): Uint8Array =>
    knownElsewhere(own, foldOf, fold, columns);
  const shares =
    labels.length <= MOST_DOCUMENTS
      ? yield* sharesByProducts(source, order, count, (own, fold) =>
          elsewhere(own, { start: 0, terms: range.terms }, fold),
        )
      : new Float64Array(labels.length);
  for (let fold = 0; labels.length > MOST_DOCUMENTS && fold < folds; fold++) {
    const directions = learn(fold);
    const seen = { ...range, known: elsewhere(matrix, range, fold) };
    const own = judged.filter((row) => foldOf[row] === fold);
    yield* inPieces(own.length, 'measuring the make-up of the texts', (at) => {
      shares[own[at]!] = spannedShare(matrix, own[at]!, seen, directions);
    });
  }
  const expectation = expectShares(
    Float64Array.from(judged, (row) => shares[row]!),
    Float64Array.from(judged, wordsOf),
  );
  return {
    span: {
      terms: range.terms,
      directions: learn(-1),
      expectation: { ...expectation, spread: Math.max(expectation.spread, LEAST_SPREAD) },
    },
    measure: (row) => spanOf(shares[row]!, wordsOf(row), expectation),
  };
}

/** The columns that enough documents outside of a fold have: with the others the document itself would vouch for them. */
export function knownElsewhere(
  { offsets, indices }: SparseMatrix,
  foldOf: Int32Array,
  fold: number,
  { start, terms }: TermRange,
): Uint8Array {
  const documents = new Uint8Array(terms);
  foldOf.forEach((own, row) => {
    if (own === fold) return;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]! - start;
      if (column >= 0 && column < terms && documents[column]! < LEAST_SEEN) documents[column]! += 1;
    }
  });
  return documents.map((count) => (count >= LEAST_SEEN ? 1 : 0));
}

/** All rows in a chance order that takes one of each class in turn. */
function inTurn(labels: Int32Array, seed: number): Int32Array {
  const rows = Array.from(labels.keys());
  shuffle(rows, seededRandom(seed));
  const seen = new Map<number, number>();
  const turn = new Float64Array(labels.length);
  for (const row of rows) {
    const own = seen.get(labels[row]!) ?? 0;
    turn[row] = own;
    seen.set(labels[row]!, own + 1);
  }
  return Int32Array.from(rows.sort((left, right) => turn[left]! - turn[right]!));
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function deviationOf(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Of a line through the means; @param lengths with mean 0 */
function slopeOf(lengths: Float64Array, values: Float64Array): number {
  const mean = meanOf(values);
  const together = lengths.reduce((sum, length, row) => sum + length * (values[row]! - mean), 0);
  return together / (lengths.reduce((sum, length) => sum + length * length, 0) + PULL);
}
