/**
 * Says which words decided, so that what they add up to is the score itself.
 *
 * A character n-gram speaks for the word it stands in; an n-gram of several words is a term of its own.
 */
import { chunkTermsFor, visitWordGrams } from '../features/document-terms.js';
import { GrowingInt32 } from '../features/growing-array.js';
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { characterColumns, columnsOf, type TermVocabulary } from '../features/term-vocabulary.js';
import type { TokenCorpus } from '../features/token-corpus.js';
import type { DocumentFeatures } from './document-features.js';
import { figureScores, type LinearModel, type TermBlock, type TermRows, termRows } from './linear-model.js';

export interface TermContribution {
  /** Positions of the term's words in the text: [first, last] of each occurrence; none for a block of figures. */
  readonly places: readonly (readonly [number, number])[];
  /** The block of figures that this is the share of. */
  readonly block?: string;
  /** Contribution to the label's logit against the other label's; all of them and the intercepts add up to it. */
  readonly weight: number;
}

/** A contribution whose places are not gathered yet: most are weighed and found too light to be told. */
interface Weighed {
  readonly weight: number;
  /** Position of its first word, -1 for a block of figures; it orders what weighs the same. */
  readonly first: number;
  places(): [number, number][];
  readonly block?: string;
}

/** Both sums, `intercept` + `blocks` and `intercept` + `contributions` + `rest`, are the difference of the two logits. */
export interface Explanation {
  /** By term, strongest first. */
  readonly contributions: readonly TermContribution[];
  /** The contributions that were not asked for, together. */
  readonly rest: number;
  readonly intercept: number;
  /** What each block adds, as the logits themselves count it. */
  readonly blocks: readonly { readonly block: string; readonly weight: number }[];
}

/**
 * @param document its number in the corpus
 * @param most contributions to give
 */
export function explain(
  model: LinearModel,
  features: DocumentFeatures,
  document: number,
  label: number,
  against: number,
  rows: TermRows = termRows(model, features),
  most = Number.POSITIVE_INFINITY,
): Explanation {
  const { corpus } = features;
  const classes = model.intercepts.length;
  const chunks = corpus.documentChunks(document);
  const ofChunk = new Float64Array(corpus.chunkCount);
  const figures = model.figures.map((block) => {
    const scores = figureScores(block, features, document, classes);
    return { weight: scores[label]! - scores[against]!, block: block.name };
  });
  const weighed: Weighed[] = figures.map((figure) => ({ ...figure, first: -1, places: () => [] }));
  const blocks = model.terms.map((block, number) => ({
    weight: rowScore(block, rows[number]!, document, label, against, classes),
    block: block.name,
  }));
  for (const [number, block] of model.terms.entries()) {
    const found = occurrencesOf(block.vocabulary, corpus, chunks);
    const shareOf = columnShares(block, rows[number]!, document, found, label, against, classes);
    weighed.push(...attribute(found, shareOf, chunks, ofChunk));
  }
  const seen = new Set<number>();
  chunks.forEach((chunk, first) => {
    if (ofChunk[chunk] === 0 || seen.has(chunk)) return;
    seen.add(chunk);
    weighed.push({ weight: ofChunk[chunk]!, first, places: () => placesOf(chunk, chunks) });
  });
  weighed.sort((left, right) => Math.abs(right.weight) - Math.abs(left.weight) || left.first - right.first);
  const contributions = weighed.slice(0, most).map(({ weight, places, block }) => ({
    weight,
    places: places(),
    ...(block !== undefined && { block }),
  }));
  return {
    contributions,
    rest: weighed.slice(most).reduce((sum, { weight }) => sum + weight, 0),
    intercept: model.intercepts[label]! - model.intercepts[against]!,
    blocks: [...blocks, ...figures],
  };
}

/** What the terms of one block add to the logit of a label against that of another. */
function rowScore(
  { weights }: TermBlock,
  { offsets, indices, values }: SparseMatrix,
  document: number,
  label: number,
  against: number,
  classes: number,
): number {
  let sum = 0;
  for (let entry = offsets[document]!; entry < offsets[document + 1]!; entry++) {
    const column = indices[entry]! * classes;
    sum += values[entry]! * (weights[column + label]! - weights[column + against]!);
  }
  return sum;
}

/** Where the terms of one document stand, side by side. */
interface Occurrences {
  readonly columns: GrowingInt32;
  /** Positions of the first and last chunk. */
  readonly firsts: GrowingInt32;
  readonly lasts: GrowingInt32;
  /** How often it stands so; a chunk's character n-grams are listed once for all places of the chunk. */
  readonly times: GrowingInt32;
}

function occurrencesOf(vocabulary: TermVocabulary, corpus: TokenCorpus, chunks: Int32Array): Occurrences {
  const found: Occurrences = {
    columns: new GrowingInt32(1024),
    firsts: new GrowingInt32(1024),
    lasts: new GrowingInt32(1024),
    times: new GrowingInt32(1024),
  };
  const keep = (column: number, first: number, last: number, times: number): void => {
    if (column < 0) return;
    found.columns.push(column);
    found.firsts.push(first);
    found.lasts.push(last);
    found.times.push(times);
  };
  const terms = chunkTermsFor(corpus, vocabulary.settings);
  if (vocabulary.settings.kind === 'word') {
    const table = columnsOf(vocabulary);
    visitWordGrams(chunks, terms, vocabulary.settings, (a, b, first, last) =>
      keep(table.find(a, b), first, last, 1),
    );
    return found;
  }
  const columns = characterColumns(corpus, vocabulary, terms);
  const times = new Int32Array(corpus.chunkCount);
  for (const chunk of chunks) times[chunk]! += 1;
  chunks.forEach((chunk, position) => {
    const occurrences = times[chunk]!;
    if (occurrences === 0) return;
    times[chunk] = 0;
    const end = terms.offsets[chunk + 1]!;
    for (let at = terms.offsets[chunk]!; at < end; at++) keep(columns[at]!, position, position, occurrences);
  });
  return found;
}

/** Kept with the vocabulary; by column, 0 between documents. */
const scratches = new WeakMap<TermVocabulary, { counts: Int32Array; shares: Float64Array }>();

/** By column its part of the score for one occurrence; valid until the next call. */
function columnShares(
  { vocabulary, weights }: TermBlock,
  row: SparseMatrix,
  document: number,
  { columns, times }: Occurrences,
  label: number,
  against: number,
  classes: number,
): Float64Array {
  const size = vocabulary.idf.length;
  const scratch = scratches.get(vocabulary) ?? {
    counts: new Int32Array(size),
    shares: new Float64Array(size),
  };
  scratches.set(vocabulary, scratch);
  const { counts, shares } = scratch;
  for (let at = 0; at < columns.length; at++) counts[columns.at(at)]! += times.at(at);
  for (let entry = row.offsets[document]!; entry < row.offsets[document + 1]!; entry++) {
    const column = row.indices[entry]!;
    const weight = weights[column * classes + label]! - weights[column * classes + against]!;
    shares[column] = (row.values[entry]! * weight) / counts[column]!;
    counts[column] = 0;
  }
  return shares;
}

/** Adds what speaks for one chunk to `ofChunk`. @returns the terms of several chunks */
function attribute(
  { columns, firsts, lasts, times }: Occurrences,
  shareOf: Float64Array,
  chunks: Int32Array,
  ofChunk: Float64Array,
): Weighed[] {
  const spans = new Map<number, { weight: number; first: number; found: [number, number][] }>();
  for (let at = 0; at < columns.length; at++) {
    const column = columns.at(at);
    const first = firsts.at(at);
    const last = lasts.at(at);
    const weight = shareOf[column]! * times.at(at);
    if (first === last) ofChunk[chunks[first]!]! += weight;
    else {
      const span = spans.get(column);
      if (!span) spans.set(column, { weight, first, found: [[first, last]] });
      else {
        span.weight += weight;
        span.found.push([first, last]);
      }
    }
  }
  return Array.from(spans.values(), ({ weight, first, found }) => ({ weight, first, places: () => found }));
}

function placesOf(chunk: number, chunks: Int32Array): [number, number][] {
  const places: [number, number][] = [];
  chunks.forEach((other, position) => {
    if (other === chunk) places.push([position, position]);
  });
  return places;
}
