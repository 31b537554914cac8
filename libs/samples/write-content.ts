/** The first step of a sample: what it says and in which language, before it is drawn. */
import { type Carrier, carriage } from './carriers.js';
import { withAsides } from './documents/asides.js';
import { type SampleClass, writerOf } from './sample-classes.js';
import type { Content } from './sheet/block.js';
import type { Language } from './writing/money.js';
import { withOpenWords } from './writing/open-words.js';
import { SeededRandom } from './writing/seeded-random.js';
import { Voice } from './writing/voice.js';

export interface SampleRequest {
  readonly class: SampleClass;
  /** From 0, without end; the first 26 are a whole round of file types and languages. */
  readonly index: number;
  readonly seed: string;
}

export interface WrittenContent {
  readonly content: Content;
  readonly carrier: Carrier;
  readonly language: Language;
  /** Where the chances of the steps after this one come from. */
  readonly random: SeededRandom;
}

export const writeContent = ({ class: name, index, seed }: SampleRequest): WrittenContent => {
  const random = new SeededRandom(`${seed}/${name}/${index}`);
  const { carrier, language } = carriage(seed, name, index);
  const voice = new Voice(language, random.fork('voice'));
  const written = withAsides(writerOf(name)(voice), voice);
  const content = withOpenWords(written, language, random.fork('open words'));
  return { content, carrier, language, random };
};
