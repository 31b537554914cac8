/** Turns documents into rows of sublinear tf-idf, each of Euclidean length 1 (or 0 where no term is known). */
import { chunkTermsFor, visitWordGrams } from './document-terms.js';
import { GrowingFloat32, GrowingInt32 } from './growing-array.js';
import type { SparseMatrix } from './sparse-matrix.js';
import { columnsOf, type TermVocabulary } from './term-vocabulary.js';
import type { TokenCorpus } from './token-corpus.js';

/**
 * One row for each document of the corpus. Entries stand in the order in which a document first uses its terms,
 * so that one document alone and the same one among thousands give the same bits.
 */
export function vectorise(corpus: TokenCorpus, vocabulary: TermVocabulary): SparseMatrix {
  const size = vocabulary.keysA.length;
  const counts = new Int32Array(size);
  const touched = new GrowingInt32(1024);
  const count = (column: number, times: number): void => {
    if (counts[column] === 0) touched.push(column);
    counts[column]! += times;
  };
  const countTerms = termCounter(corpus, vocabulary, count);

  const offsets = new Float64Array(corpus.documentCount + 1);
  const indices = new GrowingInt32(corpus.documentCount * 256);
  const values = new GrowingFloat32(corpus.documentCount * 256);
  for (let document = 0; document < corpus.documentCount; document++) {
    touched.length = 0;
    countTerms(document);
    const columns = touched.view();
    let squares = 0;
    for (const column of columns) {
      const value = (1 + Math.log(counts[column]!)) * vocabulary.idf[column]!;
      squares += value * value;
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (const column of columns) {
      indices.push(column);
      values.push((1 + Math.log(counts[column]!)) * vocabulary.idf[column]! * scale);
      counts[column] = 0;
    }
    offsets[document + 1] = indices.length;
  }
  return {
    rows: corpus.documentCount,
    columns: size,
    offsets,
    indices: indices.view(),
    values: values.view(),
  };
}

function termCounter(
  corpus: TokenCorpus,
  vocabulary: TermVocabulary,
  count: (column: number, times: number) => void,
): (document: number) => void {
  const table = columnsOf(vocabulary);
  const chunkTerms = chunkTermsFor(corpus, vocabulary.settings);
  if (vocabulary.settings.kind === 'word') {
    const visit = (a: number, b: number): void => {
      const column = table.find(a, b);
      if (column >= 0) count(column, 1);
    };
    return (document) =>
      visitWordGrams(corpus.documentChunks(document), chunkTerms, vocabulary.settings, visit);
  }
  const { offsets, a, b } = chunkTerms;
  const columns = new Int32Array(a.length);
  for (let at = 0; at < a.length; at++) columns[at] = table.find(a[at]!, b[at]!);
  const times = new Int32Array(corpus.chunkCount);
  return (document) => {
    const chunks = corpus.documentChunks(document);
    for (const chunk of chunks) times[chunk]! += 1;
    for (const chunk of chunks) {
      const occurrences = times[chunk]!;
      if (occurrences === 0) continue;
      times[chunk] = 0;
      for (let at = offsets[chunk]!; at < offsets[chunk + 1]!; at++) {
        if (columns[at]! >= 0) count(columns[at]!, occurrences);
      }
    }
  };
}
