/**
 * Documents as streams of numbered chunks (what stands between spaces), each distinct chunk kept once.
 *
 * All features of text are made from the distinct chunks, so the cost of n-grams is paid per word of the
 * language and not per word of the corpus.
 *
 *   'Total: 00.00 total:'  ──►  stream [0, 1, 0]   chunks ['total:', '00.00']
 */
import { GrowingInt32 } from './growing-array.js';
import { KeyTable } from './key-table.js';
import { finishSteps, inPieces, type Steps } from './steps.js';
import { finish, SEED_A, SEED_B, stepA, stepB } from './term-hash.js';

export class TokenCorpus {
  private readonly table: KeyTable;
  private characters: Uint16Array;
  private characterCount = 0;
  private readonly starts = new GrowingInt32();
  private readonly stream = new GrowingInt32();
  private readonly offsets = new GrowingInt32();

  constructor(expectedChunks = 512) {
    this.table = new KeyTable(expectedChunks);
    this.characters = new Uint16Array(expectedChunks * 8);
    this.starts.push(0);
    this.offsets.push(0);
  }

  static of(texts: readonly string[]): TokenCorpus {
    return finishSteps(TokenCorpus.steps(texts));
  }

  static *steps(texts: readonly string[]): Steps<TokenCorpus> {
    const corpus = new TokenCorpus();
    yield* inPieces(texts.length, 'finding the words', (at) => corpus.add(texts[at]!));
    return corpus;
  }

  get documentCount(): number {
    return this.offsets.length - 1;
  }

  get chunkCount(): number {
    return this.table.size;
  }

  /** The document's chunks in order, by number. */
  documentChunks(document: number): Int32Array {
    return this.stream.view(this.offsets.at(document), this.offsets.at(document + 1));
  }

  /** The chunk's UTF-16 code units, in lower case. */
  chunkCharacters(chunk: number): Uint16Array {
    return this.characters.subarray(this.starts.at(chunk), this.starts.at(chunk + 1));
  }

  add(text: string): void {
    const lower = text.toLowerCase();
    const length = lower.length;
    let start = 0;
    while (start < length) {
      // Clean text parts words by U+0020, U+000A and U+000C alone.
      while (start < length && lower.charCodeAt(start) <= 32) start += 1;
      if (start === length) break;
      let a = SEED_A;
      let b = SEED_B;
      let end = start;
      for (; end < length; end++) {
        const unit = lower.charCodeAt(end);
        if (unit <= 32) break;
        a = stepA(a, unit);
        b = stepB(b, unit);
      }
      const known = this.table.size;
      const chunk = this.table.add(finish(a), finish(b));
      if (chunk === known) this.keep(lower, start, end);
      this.stream.push(chunk);
      start = end;
    }
    this.offsets.push(this.stream.length);
  }

  private keep(text: string, start: number, end: number): void {
    const needed = this.characterCount + end - start;
    if (needed > this.characters.length) {
      const wider = new Uint16Array(Math.max(needed, this.characters.length * 2));
      wider.set(this.characters);
      this.characters = wider;
    }
    for (let at = start; at < end; at++) this.characters[this.characterCount++] = text.charCodeAt(at);
    this.starts.push(this.characterCount);
  }
}
