/** Turns documents into rows of sublinear tf-idf, each of Euclidean length 1 (or 0 where no term is known). */
import { chunkTermsFor, visitWordGrams } from './document-terms.js';
import type { SparseMatrix } from './sparse-matrix.js';
import { finishSteps, inPieces, type Steps } from './steps.js';
import { characterColumns, columnsOf, type TermVocabulary } from './term-vocabulary.js';
import type { TokenCorpus } from './token-corpus.js';

/** How often each known term occurs in one document. */
interface TermCounts {
  /** By column; 0 between documents. */
  readonly counts: Int32Array;
  /** Columns of the document's terms in order of first use. */
  readonly touched: Int32Array;
}

/** 1 + ln(count) of the counts that nearly all terms have. */
const DAMPED = Float64Array.from({ length: 64 }, (_, count) => 1 + Math.log(count));

/**
 * One row for each document of the corpus. Entries stand in the order in which a document first uses its terms,
 * so that one document alone and the same one among thousands give the same bits.
 */
export function vectorise(corpus: TokenCorpus, vocabulary: TermVocabulary): SparseMatrix {
  return finishSteps(vectoriseSteps(corpus, vocabulary));
}

/** {@link vectorise} in pieces. */
export function* vectoriseSteps(corpus: TokenCorpus, vocabulary: TermVocabulary): Steps<SparseMatrix> {
  const { idf } = vocabulary;
  const scratch = scratchOf(vocabulary);
  const { counts, touched } = scratch;
  const countTerms = termCounter(corpus, vocabulary, scratch);
  const offsets = new Float64Array(corpus.documentCount + 1);
  let indices = new Int32Array(1024);
  let values = new Float32Array(1024);
  let used = 0;
  const add = (document: number): void => {
    const size = countTerms(document);
    if (used + size > indices.length) {
      const capacity = Math.max(used + size, Math.ceil(indices.length * 1.6));
      indices = widened(indices, new Int32Array(capacity));
      values = widened(values, new Float32Array(capacity));
    }
    let squares = 0;
    for (let at = 0; at < size; at++) {
      const column = touched[at]!;
      const count = counts[column]!;
      const value = (count < 64 ? DAMPED[count]! : 1 + Math.log(count)) * idf[column]!;
      counts[column] = 0;
      indices[used + at] = column;
      values[used + at] = value;
      squares += value * value;
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let at = used; at < used + size; at++) values[at]! *= scale;
    used += size;
    offsets[document + 1] = used;
  };
  yield* inPieces(corpus.documentCount, 'weighing the terms', add);
  return {
    rows: corpus.documentCount,
    columns: idf.length,
    offsets,
    indices: indices.subarray(0, used),
    values: values.subarray(0, used),
  };
}

const scratches = new WeakMap<TermVocabulary, TermCounts>();

/** Kept with the vocabulary: clearing what a document touched is cheaper than new arrays for each. */
function scratchOf(vocabulary: TermVocabulary): TermCounts {
  let scratch = scratches.get(vocabulary);
  if (!scratch) {
    const size = vocabulary.idf.length;
    scratch = { counts: new Int32Array(size), touched: new Int32Array(size) };
    scratches.set(vocabulary, scratch);
  }
  return scratch;
}

/** @returns counts one document's terms and says how many are distinct */
function termCounter(
  corpus: TokenCorpus,
  vocabulary: TermVocabulary,
  { counts, touched }: TermCounts,
): (document: number) => number {
  const chunkTerms = chunkTermsFor(corpus, vocabulary.settings);
  if (vocabulary.settings.kind === 'word') {
    const table = columnsOf(vocabulary);
    let size = 0;
    const visit = (a: number, b: number): void => {
      const column = table.find(a, b);
      if (column < 0) return;
      if (counts[column] === 0) touched[size++] = column;
      counts[column]! += 1;
    };
    return (document) => {
      size = 0;
      visitWordGrams(corpus.documentChunks(document), chunkTerms, vocabulary.settings, visit);
      return size;
    };
  }
  const { offsets } = chunkTerms;
  const columns = characterColumns(corpus, vocabulary, chunkTerms);
  const times = new Int32Array(corpus.chunkCount);
  return (document) => {
    const chunks = corpus.documentChunks(document);
    let size = 0;
    for (const chunk of chunks) times[chunk]! += 1;
    for (const chunk of chunks) {
      const occurrences = times[chunk]!;
      if (occurrences === 0) continue;
      times[chunk] = 0;
      const end = offsets[chunk + 1]!;
      for (let at = offsets[chunk]!; at < end; at++) {
        const column = columns[at]!;
        if (column < 0) continue;
        if (counts[column] === 0) touched[size++] = column;
        counts[column]! += occurrences;
      }
    }
    return size;
  };
}

function widened<Numbers extends Int32Array | Float32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
