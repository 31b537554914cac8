/** The terms a model knows, as hashed keys with their weight; fitted on training documents only. */
import type { ChunkTerms } from './chunk-terms.js';
import { chunkTermsFor, type TermSettings, visitWordGrams } from './document-terms.js';
import { KeyTable } from './key-table.js';
import { finishSteps, inPieces, type Steps } from './steps.js';
import type { TokenCorpus } from './token-corpus.js';

export interface VocabularySettings extends TermSettings {
  /** Terms in fewer training documents than this are left out. */
  readonly min_documents: number;
  /** Terms in a larger share of the training documents than this are left out (0 to 1). */
  readonly max_share: number;
  /** At most so many terms; the most widespread stay. */
  readonly max_terms: number;
}

export interface TermVocabulary {
  readonly settings: VocabularySettings;
  /** Hashed keys by column, most widespread term first. */
  readonly keysA: Int32Array;
  readonly keysB: Int32Array;
  /** ln((1 + documents) / (1 + documents with the term)) + 1, as scikit-learn smooths it. */
  readonly idf: Float32Array;
}

/** @param documents the training documents, by number in the corpus */
export function fitVocabulary(
  corpus: TokenCorpus,
  documents: Int32Array,
  settings: VocabularySettings,
): TermVocabulary {
  return finishSteps(vocabularySteps(corpus, documents, settings));
}

/** {@link fitVocabulary} in pieces. */
export function* vocabularySteps(
  corpus: TokenCorpus,
  documents: Int32Array,
  settings: VocabularySettings,
): Steps<TermVocabulary> {
  const { table, frequency, terms } = yield* countDocuments(corpus, documents, settings);
  const most = settings.max_share * documents.length;
  const columns = mostWidespread(frequency, settings.min_documents, most).subarray(0, settings.max_terms);
  const size = columns.length;
  const keysA = new Int32Array(size);
  const keysB = new Int32Array(size);
  const idf = new Float32Array(size);
  for (let column = 0; column < size; column++) {
    const term = columns[column]!;
    keysA[column] = table.laneA(term);
    keysB[column] = table.laneB(term);
    idf[column] = Math.log((1 + documents.length) / (1 + frequency[term]!)) + 1;
  }
  const vocabulary = { settings, keysA, keysB, idf };
  if (terms) remember(corpus, vocabulary, renumbered(terms, columns));
  return vocabulary;
}

/** Columns of a corpus's character n-grams, looked up once for counting, weighing and explaining. */
const remembered = new WeakMap<
  TokenCorpus,
  WeakMap<TermVocabulary, { chunks: number; columns: Int32Array }>
>();

function remember(corpus: TokenCorpus, vocabulary: TermVocabulary, columns: Int32Array): void {
  const known = remembered.get(corpus) ?? new WeakMap();
  remembered.set(corpus, known.set(vocabulary, { chunks: corpus.chunkCount, columns }));
}

/** For each character n-gram of each chunk its column, -1 where the vocabulary does not have it. */
export function characterColumns(
  corpus: TokenCorpus,
  vocabulary: TermVocabulary,
  { a, b }: ChunkTerms,
): Int32Array {
  const known = remembered.get(corpus)?.get(vocabulary);
  if (known?.chunks === corpus.chunkCount) return known.columns;
  const table = columnsOf(vocabulary);
  const columns = new Int32Array(a.length);
  for (let at = 0; at < a.length; at++) columns[at] = table.find(a[at]!, b[at]!);
  remember(corpus, vocabulary, columns);
  return columns;
}

/** From the numbers of terms, in place, to their columns. */
function renumbered(terms: Int32Array, columns: Int32Array): Int32Array {
  let highest = -1;
  for (const term of terms) if (term > highest) highest = term;
  const columnOf = new Int32Array(highest + 1).fill(-1);
  columns.forEach((term, column) => {
    columnOf[term] = column;
  });
  for (let at = 0; at < terms.length; at++) terms[at] = columnOf[terms[at]!]!;
  return terms;
}

const tables = new WeakMap<TermVocabulary, KeyTable>();

/** Key to column; built once for each vocabulary. */
export function columnsOf(vocabulary: TermVocabulary): KeyTable {
  let table = tables.get(vocabulary);
  if (!table) {
    table = new KeyTable(vocabulary.keysA.length);
    for (let column = 0; column < vocabulary.keysA.length; column++) {
      table.add(vocabulary.keysA[column]!, vocabulary.keysB[column]!);
    }
    tables.set(vocabulary, table);
  }
  return table;
}

/** Character n-grams that are numbered in a piece. */
const NUMBERED = 200_000;
/** A larger table is not asked for before it is needed. */
const MOST_EXPECTED = 1 << 21;

interface CountedTerms {
  readonly table: KeyTable;
  readonly frequency: Int32Array;
  readonly terms: Int32Array | undefined;
}

function* countDocuments(
  corpus: TokenCorpus,
  documents: Int32Array,
  settings: TermSettings,
): Steps<CountedTerms> {
  const chunkTerms = chunkTermsFor(corpus, settings);
  const expected = settings.kind === 'char' ? chunkTerms.a.length >> 1 : corpus.chunkCount * 4;
  const table = new KeyTable(Math.min(expected, MOST_EXPECTED));
  let frequency = new Int32Array(corpus.chunkCount * 4 + 1024);
  let lastSeen = new Int32Array(frequency.length).fill(-1);
  let document = -1;
  const seen = (term: number): void => {
    if (term >= frequency.length) {
      const length = Math.max(frequency.length * 2, term + 1);
      const widerFrequency = new Int32Array(length);
      widerFrequency.set(frequency);
      const widerSeen = new Int32Array(length).fill(-1);
      widerSeen.set(lastSeen);
      frequency = widerFrequency;
      lastSeen = widerSeen;
    }
    if (lastSeen[term] === document) return;
    lastSeen[term] = document;
    frequency[term]! += 1;
  };

  if (settings.kind === 'word') {
    const visit = (a: number, b: number): void => seen(table.add(a, b));
    yield* inPieces(documents.length, 'counting words', (at) => {
      document = documents[at]!;
      visitWordGrams(corpus.documentChunks(document), chunkTerms, settings, visit);
    });
    return { table, frequency: frequency.subarray(0, table.size), terms: undefined };
  }
  return yield* countCharacterGrams(corpus, documents, chunkTerms, table);
}

/** All terms are known before the first is counted, so that the counting is one tight loop. */
function* countCharacterGrams(
  corpus: TokenCorpus,
  documents: Int32Array,
  { offsets, a, b }: ChunkTerms,
  table: KeyTable,
): Steps<CountedTerms> {
  const terms = new Int32Array(a.length);
  yield* inPieces(
    Math.ceil(a.length / NUMBERED),
    'counting characters',
    (piece) => {
      const end = Math.min((piece + 1) * NUMBERED, a.length);
      for (let at = piece * NUMBERED; at < end; at++) terms[at] = table.add(a[at]!, b[at]!);
    },
    1,
  );
  const frequency = new Int32Array(table.size);
  const lastSeen = new Int32Array(table.size).fill(-1);
  const chunkSeen = new Int32Array(corpus.chunkCount).fill(-1);
  yield* inPieces(documents.length, 'counting characters', (place) => {
    const document = documents[place]!;
    for (const chunk of corpus.documentChunks(document)) {
      if (chunkSeen[chunk] === document) continue;
      chunkSeen[chunk] = document;
      const end = offsets[chunk + 1]!;
      for (let at = offsets[chunk]!; at < end; at++) {
        const term = terms[at]!;
        if (lastSeen[term] === document) continue;
        lastSeen[term] = document;
        frequency[term]! += 1;
      }
    }
  });
  return { table, frequency, terms };
}

/** Terms within the limits, most documents first, equals in order of arrival (a counting sort). */
function mostWidespread(frequency: Int32Array, least: number, most: number): Int32Array {
  let highest = 0;
  for (const count of frequency) if (count <= most && count > highest) highest = count;
  const starts = new Int32Array(highest + 2);
  const kept = (count: number): boolean => count >= Math.max(least, 1) && count <= most;
  for (const count of frequency) if (kept(count)) starts[highest - count + 1]! += 1;
  for (let at = 1; at < starts.length; at++) starts[at]! += starts[at - 1]!;
  const order = new Int32Array(starts[starts.length - 1]!);
  frequency.forEach((count, term) => {
    if (kept(count)) order[starts[highest - count]!++] = term;
  });
  return order;
}
