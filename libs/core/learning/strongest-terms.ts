/** The terms that speak loudest for each class, as words a person can read. */
import { chunkTermsFor, visitWordGrams } from '../features/document-terms.js';
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { columnsOf } from '../features/term-vocabulary.js';
import type { TokenCorpus } from '../features/token-corpus.js';
import type { TermBlock } from './linear-model.js';

/** Columns to look at for each term: the parts of "aujourd'hui" and the whole are columns that a person reads as one word. */
const COLUMNS_PER_TERM = 2;

/**
 * @param occurs whether a document of the class has the term: what speaks for a class by being in all the others alone is
 *   no term of it
 * @returns per class the terms, each once, whose weight exceeds the mean of all classes by most, strongest first
 */
export function strongestTerms(
  block: TermBlock,
  corpus: TokenCorpus,
  occurs: (column: number, label: number) => boolean,
  classes: number,
  perClass: number,
): { term: string; weight: number }[][] {
  const size = block.vocabulary.keysA.length;
  const means = new Float64Array(size);
  for (let at = 0; at < block.weights.length; at++)
    means[Math.floor(at / classes)]! += block.weights[at]! / classes;
  const chosen = Array.from({ length: classes }, (_, label) => {
    const strength = (column: number): number =>
      occurs(column, label)
        ? (block.weights[column * classes + label]! - means[column]!) * block.vocabulary.idf[column]!
        : 0;
    return topColumns(size, perClass * COLUMNS_PER_TERM, strength);
  });
  const wanted = new Set(chosen.flatMap((terms) => terms.map(({ column }) => column)));
  const names = nameColumns(block, corpus, wanted);
  return chosen.map((columns) => {
    // Strongest first: the first column of a name is the one that speaks loudest.
    const terms = new Map<string, number>();
    for (const { column, weight } of columns) {
      const term = names.get(column);
      if (term && !terms.has(term)) terms.set(term, Math.round(weight * 1e4) / 1e4);
    }
    return Array.from(terms, ([term, weight]) => ({ term, weight })).slice(0, perClass);
  });
}

/** Whether any row of a class has a column, a bit for each. @param start the first of the columns, `size` in number */
export function occurrences(
  { offsets, indices }: SparseMatrix,
  start: number,
  size: number,
  labels: Int32Array,
  classes: number,
): (column: number, label: number) => boolean {
  const seen = new Uint8Array(Math.ceil((size * classes) / 8));
  labels.forEach((label, row) => {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]! - start;
      if (column < 0 || column >= size) continue;
      const bit = column * classes + label;
      seen[bit >> 3]! |= 1 << (bit & 7);
    }
  });
  return (column, label) => {
    const bit = column * classes + label;
    return (seen[bit >> 3]! & (1 << (bit & 7))) !== 0;
  };
}

function topColumns(size: number, count: number, strength: (column: number) => number) {
  const top: { column: number; weight: number }[] = [];
  for (let column = 0; column < size; column++) {
    const weight = strength(column);
    if (weight <= 0 || (top.length === count && weight <= top[count - 1]!.weight)) continue;
    let place = top.length;
    while (place > 0 && top[place - 1]!.weight < weight) place -= 1;
    top.splice(place, 0, { column, weight });
    if (top.length > count) top.pop();
  }
  return top;
}

/** Keys are hashes: the words behind the wanted columns are found again in the training texts. */
function nameColumns(block: TermBlock, corpus: TokenCorpus, wanted: Set<number>): Map<number, string> {
  const names = new Map<number, string>();
  const table = columnsOf(block.vocabulary);
  const words = chunkTermsFor(corpus, block.vocabulary.settings);
  for (let document = 0; document < corpus.documentCount && names.size < wanted.size; document++) {
    const chunks = corpus.documentChunks(document);
    visitWordGrams(chunks, words, block.vocabulary.settings, (a, b, first, last) => {
      const column = table.find(a, b);
      if (column < 0 || !wanted.has(column) || names.has(column)) return;
      const text = Array.from(chunks.subarray(first, last + 1), (chunk) =>
        String.fromCharCode(...corpus.chunkCharacters(chunk).subarray(0, 60)),
      );
      names.set(column, text.join(' ').replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''));
    });
  }
  return names;
}
