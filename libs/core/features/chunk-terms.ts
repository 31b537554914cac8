/** The terms within each distinct chunk of a corpus: its words, or its character n-grams (scikit-learn's char_wb). */
import { characterClasses } from '../text/character-classes.js';
import { GrowingInt32 } from './growing-array.js';
import { finish, SEED_A, SEED_B, stepA, stepB } from './term-hash.js';
import type { TokenCorpus } from './token-corpus.js';

/** Terms of chunk `c` are `offsets[c]` to `offsets[c + 1]`; a term's key is `a[i]`, `b[i]`. */
export interface ChunkTerms {
  offsets: Int32Array;
  a: Int32Array;
  b: Int32Array;
}

/** Runs of letters and digits of at least two characters, one where the script writes words so (ideographs). */
export function chunkWords(corpus: TokenCorpus): ChunkTerms {
  const classes = characterClasses();
  return collect(corpus, (characters, emit) => {
    let start = -1;
    for (let at = 0; at <= characters.length; at++) {
      const inWord = at < characters.length && classes[characters[at]!]! > 0;
      if (inWord && start < 0) start = at;
      else if (!inWord && start >= 0) {
        if (at - start > 1 || characters[start]! >= FIRST_IDEOGRAPH) {
          let a = SEED_A;
          let b = SEED_B;
          for (let unit = start; unit < at; unit++) {
            a = stepA(a, characters[unit]!);
            b = stepB(b, characters[unit]!);
          }
          emit(finish(a), finish(b));
        }
        start = -1;
      }
    }
  });
}

/** From the CJK radicals on, one character may be a word. */
const FIRST_IDEOGRAPH = 0x2e80;
const SPACE = 32;

/** N-grams of `min` to `max` characters of ' chunk ', and the whole where it is shorter than `min`. */
export function chunkCharacterGrams(corpus: TokenCorpus, min: number, max: number): ChunkTerms {
  return collect(corpus, (characters, emit) => {
    const length = characters.length + 2;
    const last = Math.max(length - min, 0);
    for (let start = 0; start <= last; start++) {
      let a = SEED_A;
      let b = SEED_B;
      const end = Math.min(start + max, length);
      for (let at = start; at < end; at++) {
        const unit = at === 0 || at === length - 1 ? SPACE : characters[at - 1]!;
        a = stepA(a, unit);
        b = stepB(b, unit);
        if (at - start + 1 >= min) emit(finish(a), finish(b));
      }
      if (length < min) emit(finish(a), finish(b));
    }
  });
}

function collect(
  corpus: TokenCorpus,
  each: (characters: Uint16Array, emit: (a: number, b: number) => void) => void,
): ChunkTerms {
  const offsets = new Int32Array(corpus.chunkCount + 1);
  const a = new GrowingInt32(corpus.chunkCount * 4);
  const b = new GrowingInt32(corpus.chunkCount * 4);
  const emit = (laneA: number, laneB: number): void => {
    a.push(laneA);
    b.push(laneB);
  };
  for (let chunk = 0; chunk < corpus.chunkCount; chunk++) {
    each(corpus.chunkCharacters(chunk), emit);
    offsets[chunk + 1] = a.length;
  }
  return { offsets, a: a.view(), b: b.view() };
}
