/** File names as scanners and people give them: they say nothing of what is inside. */
import type { SeededRandom } from './writing/seeded-random.js';

/** @returns a name without extension, different for every `index`. */
export const fileStem = (random: SeededRandom, index: number): string => {
  const number = (index + 1) * 10 + random.whole(0, 9);
  const four = String(number).padStart(4, '0');
  return random.pick([
    `scan-${four}`,
    `scan_${four}`,
    `IMG_${four}`,
    `Document (${number})`,
    `numérisation ${number}`,
    `page ${number}`,
    `doc0${four}`,
    `pièce ${number}`,
    `${random.whole(2018, 2025)}-0${random.whole(1, 9)}-${random.whole(10, 28)} ${four}`,
    `Unnamed ${number}`,
    `à classer ${number}`,
  ]);
};
