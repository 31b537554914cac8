/**
 * Finds documents that are the same page scanned twice: MinHash over pairs of neighbouring words, candidates by
 * locality-sensitive hashing, each confirmed by its true overlap (Broder 1997; Leskovec et al., "Mining of Massive
 * Datasets", chapter 3). Pairs of words survive scattered OCR errors; longer shingles do not. Texts too short for that are
 * duplicates where they are equal.
 */

import { chunkWords } from './chunk-terms.js';
import { visitWordGrams } from './document-terms.js';
import { GrowingInt32 } from './growing-array.js';
import { finishSteps, inPieces, type Steps } from './steps.js';
import { finish } from './term-hash.js';
import type { TokenCorpus } from './token-corpus.js';

/** 24 bands of 3 hashes: an overlap of 0.6 is found with odds of 99.7 %, of 0.5 with 96 %. */
const BANDS = 24;
const HASHES_PER_BAND = 3;
/** Below so many pairs of words, an overlap is chance. */
const LEAST_SHINGLES = 8;
/** A crowded bucket is boilerplate; comparing with its first members finds the duplicates and stays linear. */
const COMPARED_PER_BUCKET = 12;
/** Documents whose buckets are looked into in a piece; most buckets are empty. */
const COMPARED = 1000;

/**
 * @param threshold least share of word pairs in common (Jaccard) of two duplicates, 0 to 1
 * @param pictures what tells pages of few words apart, and pages without a word at all, where there is any
 * @returns for each document the number of its group's first document; itself where it stands alone
 */
export function findNearDuplicates(
  corpus: TokenCorpus,
  threshold: number,
  pictures: readonly (string | undefined)[] = [],
): Int32Array {
  return finishSteps(nearDuplicateSteps(corpus, threshold, pictures));
}

/** {@link findNearDuplicates} in pieces. */
export function* nearDuplicateSteps(
  corpus: TokenCorpus,
  threshold: number,
  pictures: readonly (string | undefined)[] = [],
): Steps<Int32Array> {
  const shingleOf = shingler(corpus);
  const shingles: Int32Array[] = [];
  const signatures: (Int32Array | undefined)[] = [];
  yield* inPieces(corpus.documentCount, 'looking for duplicates', (document) => {
    shingles.push(shingleOf(document));
    signatures.push(signatureOf(shingles[document]!));
  });
  const groups = equalGroups(corpus, (document) => (signatures[document] ? undefined : pictures[document]));
  const find = (document: number): number => {
    let root = document;
    while (groups[root] !== root) root = groups[root]!;
    groups[document] = root;
    return root;
  };
  for (let band = 0; band < BANDS; band++) {
    const buckets = new Map<number, number[]>();
    const compare = (document: number): void => {
      const signature = signatures[document];
      if (!signature) return;
      let key = band;
      for (let row = 0; row < HASHES_PER_BAND; row++) {
        key = finish(Math.imul(key, 31) + signature[band * HASHES_PER_BAND + row]!);
      }
      const bucket = buckets.get(key);
      if (!bucket) buckets.set(key, [document]);
      else {
        for (const other of bucket) {
          if (find(other) === find(document)) continue;
          if (overlap(shingles[other]!, shingles[document]!) >= threshold) {
            const [first, second] = [find(other), find(document)].sort((left, right) => left - right);
            groups[second!] = first!;
          }
        }
        if (bucket.length < COMPARED_PER_BUCKET) bucket.push(document);
      }
    };
    yield* inPieces(signatures.length, `comparing documents, ${band + 1} of ${BANDS}`, compare, COMPARED);
  }
  return groups.map((_, document) => find(document));
}

/**
 * Equal texts, however short or often met, with the same picture where one is told: two scans of which no more than a
 * word was read need not be one page.
 */
function equalGroups(corpus: TokenCorpus, pictureOf: (document: number) => string | undefined): Int32Array {
  const groups = Int32Array.from({ length: corpus.documentCount }, (_, document) => document);
  const distinct = new Map<string, number[]>();
  for (let document = 0; document < groups.length; document++) {
    const chunks = corpus.documentChunks(document);
    const picture = pictureOf(document);
    if (chunks.length === 0 && picture === undefined) continue;
    let hash = finish(chunks.length);
    for (const chunk of chunks) hash = finish(Math.imul(hash, 31) + chunk);
    const key = `${hash} ${picture ?? ''}`;
    const seen = distinct.get(key);
    if (!seen) distinct.set(key, [document]);
    else {
      const first = seen.find((other) => isSame(corpus.documentChunks(other), chunks));
      if (first === undefined) seen.push(document);
      else groups[document] = first;
    }
  }
  return groups;
}

const isSame = (left: Int32Array, right: Int32Array): boolean =>
  left.length === right.length && left.every((value, at) => value === right[at]);

/** Finds the distinct word pairs of a document as sorted 32-bit hashes. */
function shingler(corpus: TokenCorpus): (document: number) => Int32Array {
  const words = chunkWords(corpus);
  return (document) => {
    const found = new GrowingInt32(256);
    visitWordGrams(corpus.documentChunks(document), words, { kind: 'word', min: 2, max: 2 }, (a, b) =>
      found.push(a ^ Math.imul(b, 0x9e3779b1)),
    );
    const sorted = found.view().slice().sort();
    let distinct = 0;
    for (let at = 0; at < sorted.length; at++) {
      if (at === 0 || sorted[at] !== sorted[at - 1]) sorted[distinct++] = sorted[at]!;
    }
    return sorted.slice(0, distinct);
  };
}

function signatureOf(shingles: Int32Array): Int32Array | undefined {
  if (shingles.length < LEAST_SHINGLES) return undefined;
  const signature = new Int32Array(BANDS * HASHES_PER_BAND).fill(0x7fffffff);
  for (const shingle of shingles) {
    for (let hash = 0; hash < signature.length; hash++) {
      const value = finish(shingle ^ Math.imul(hash + 1, 0x9e3779b1));
      if (value < signature[hash]!) signature[hash] = value;
    }
  }
  return signature;
}

/** Jaccard overlap of two sorted sets. */
function overlap(left: Int32Array, right: Int32Array): number {
  let common = 0;
  let at = 0;
  for (const value of left) {
    while (at < right.length && right[at]! < value) at += 1;
    if (right[at] === value) common += 1;
  }
  return common / (left.length + right.length - common);
}
