/** How the documents of a class reach the archive: the same share of file types and languages for every class. */
import type { Language } from './writing/money.js';
import { SeededRandom } from './writing/seeded-random.js';

export type Carrier = 'pdf' | 'pdf-scan' | 'jpeg' | 'jpeg-photo' | 'png' | 'tiff-fax' | 'webp';

/** A round of 26 documents. Born-digital ones (10) cost no OCR at the first start, so there are many of them. */
const round: readonly (readonly [Carrier, number])[] = [
  ['pdf', 10],
  ['pdf-scan', 2],
  ['jpeg', 3],
  ['jpeg-photo', 3],
  ['png', 3],
  ['tiff-fax', 3],
  ['webp', 2],
];
const carriers = round.flatMap(([carrier, count]) => Array<Carrier>(count).fill(carrier));

/** Three English to two French. */
const languages = carriers.map((_, index): Language => (index % 5 < 3 ? 'en' : 'fr'));

/** What document number `index` of a class comes as; shuffled anew for every class and round. */
export const carriage = (
  seed: string,
  name: string,
  index: number,
): { carrier: Carrier; language: Language } => {
  const lap = Math.floor(index / carriers.length);
  const place = index % carriers.length;
  const random = new SeededRandom(`${seed}/${name}/lap ${lap}`);
  const carrier = random.shuffle(carriers)[place] as Carrier;
  const language = random.shuffle(languages)[place] as Language;
  return { carrier, language };
};
