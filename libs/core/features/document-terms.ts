/** Walks the terms of one document, counted: the one place where word and character n-grams are put together. */
import { type ChunkTerms, chunkCharacterGrams, chunkWords } from './chunk-terms.js';
import { joinA, joinB } from './term-hash.js';
import type { TokenCorpus } from './token-corpus.js';

export interface TermSettings {
  /** 'word': n-grams of words; 'char': n-grams of characters within chunks. */
  readonly kind: 'word' | 'char';
  /** Least and most words or characters of a term. */
  readonly min: number;
  readonly max: number;
}

/** One occurrence of a term: its key, and the positions in the document of its first and last chunk. */
export type TermVisitor = (a: number, b: number, first: number, last: number) => void;

const found = new WeakMap<TokenCorpus, Map<string, { chunks: number; terms: ChunkTerms }>>();

/** The terms within each chunk; found once for each corpus as long as it does not grow. */
export function chunkTermsFor(corpus: TokenCorpus, { kind, min, max }: TermSettings): ChunkTerms {
  const key = kind === 'char' ? `char ${min} ${max}` : 'word';
  const known = found.get(corpus)?.get(key);
  if (known && known.chunks === corpus.chunkCount) return known.terms;
  const terms = kind === 'char' ? chunkCharacterGrams(corpus, min, max) : chunkWords(corpus);
  const byKey = found.get(corpus) ?? new Map();
  found.set(corpus, byKey.set(key, { chunks: corpus.chunkCount, terms }));
  return terms;
}

/** Calls `visit` for each n-gram of `min` to `max` words of the document. */
export function visitWordGrams(
  chunks: Int32Array,
  words: ChunkTerms,
  settings: TermSettings,
  visit: TermVisitor,
): void {
  const { min, max } = settings;
  // The keys of the n-grams that end at the word before, by length less one.
  const endingA = new Int32Array(max);
  const endingB = new Int32Array(max);
  const firstChunk = new Int32Array(max);
  let depth = 0;
  for (let position = 0; position < chunks.length; position++) {
    const chunk = chunks[position]!;
    const end = words.offsets[chunk + 1]!;
    for (let at = words.offsets[chunk]!; at < end; at++) {
      const a = words.a[at]!;
      const b = words.b[at]!;
      for (let size = Math.min(depth + 1, max); size > 1; size--) {
        endingA[size - 1] = joinA(endingA[size - 2]!, a);
        endingB[size - 1] = joinB(endingB[size - 2]!, b);
        firstChunk[size - 1] = firstChunk[size - 2]!;
        if (size >= min) visit(endingA[size - 1]!, endingB[size - 1]!, firstChunk[size - 1]!, position);
      }
      endingA[0] = a;
      endingB[0] = b;
      firstChunk[0] = position;
      if (min <= 1) visit(a, b, position, position);
      if (depth < max) depth += 1;
    }
  }
}
