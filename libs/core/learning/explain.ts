/**
 * Says which words decided, so that what they add up to is the score itself.
 *
 * A character n-gram speaks for the word it stands in; an n-gram of several words is a term of its own.
 */
import { chunkTermsFor, visitWordGrams } from '../features/document-terms.js';
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { columnsOf } from '../features/term-vocabulary.js';
import type { TokenCorpus } from '../features/token-corpus.js';
import type { DocumentFeatures } from './document-features.js';
import { figureScores, type LinearModel, type TermBlock, type TermRows, termRows } from './linear-model.js';

export interface TermContribution {
  /** Positions of the term's words in the text: [first, last] of each occurrence; none for a block of figures. */
  readonly places: [number, number][];
  /** The block of figures that this is the share of. */
  readonly block?: string;
  /** Contribution to the label's logit against the other label's; all of them and the intercepts add up to it. */
  weight: number;
}

/** @returns contributions by term, strongest first; @param document its number in the corpus */
export function explain(
  model: LinearModel,
  features: DocumentFeatures,
  document: number,
  label: number,
  against: number,
  rows: TermRows = termRows(model, features),
): TermContribution[] {
  const { corpus } = features;
  const chunks = corpus.documentChunks(document);
  const found = new Map<string | number, TermContribution>();
  const contribute = (term: string | number, first: number, last: number, weight: number): void => {
    const known = found.get(term);
    if (!known) {
      found.set(term, { places: [[first, last]], weight });
      return;
    }
    known.weight += weight;
    if (!known.places.some((place) => place[0] === first && place[1] === last))
      known.places.push([first, last]);
  };
  for (const [number, block] of model.terms.entries()) {
    const weightOf = occurrenceWeights(
      block,
      rows[number]!,
      corpus,
      document,
      label,
      against,
      model.intercepts.length,
    );
    visitOccurrences(block, corpus, chunks, (column, first, last) => {
      const term = first === last ? chunks[first]! : chunks.subarray(first, last + 1).join(' ');
      contribute(term, first, last, weightOf(column));
    });
  }
  const blocks = model.figures.map((block) => {
    const scores = figureScores(block, features, document, model.intercepts.length);
    return { places: [], block: block.name, weight: scores[label]! - scores[against]! };
  });
  return [...blocks, ...found.values()].sort(
    (left, right) =>
      Math.abs(right.weight) - Math.abs(left.weight) ||
      (left.places[0]?.[0] ?? -1) - (right.places[0]?.[0] ?? -1),
  );
}

/** Each column's share of the score, divided among its occurrences. */
function occurrenceWeights(
  block: TermBlock,
  row: SparseMatrix,
  corpus: TokenCorpus,
  document: number,
  label: number,
  against: number,
  classes: number,
): (column: number) => number {
  const occurrences = new Map<number, number>();
  visitOccurrences(block, corpus, corpus.documentChunks(document), (column) =>
    occurrences.set(column, (occurrences.get(column) ?? 0) + 1),
  );
  const shares = new Map<number, number>();
  for (let entry = row.offsets[document]!; entry < row.offsets[document + 1]!; entry++) {
    const column = row.indices[entry]!;
    const weight = block.weights[column * classes + label]! - block.weights[column * classes + against]!;
    shares.set(column, (row.values[entry]! * weight) / occurrences.get(column)!);
  }
  return (column) => shares.get(column)!;
}

function visitOccurrences(
  block: TermBlock,
  corpus: TokenCorpus,
  chunks: Int32Array,
  visit: (column: number, first: number, last: number) => void,
): void {
  const { vocabulary } = block;
  const table = columnsOf(vocabulary);
  const terms = chunkTermsFor(corpus, vocabulary.settings);
  if (vocabulary.settings.kind === 'word') {
    visitWordGrams(chunks, terms, vocabulary.settings, (a, b, first, last) => {
      const column = table.find(a, b);
      if (column >= 0) visit(column, first, last);
    });
    return;
  }
  chunks.forEach((chunk, position) => {
    for (let at = terms.offsets[chunk]!; at < terms.offsets[chunk + 1]!; at++) {
      const column = table.find(terms.a[at]!, terms.b[at]!);
      if (column >= 0) visit(column, position, position);
    }
  });
}
