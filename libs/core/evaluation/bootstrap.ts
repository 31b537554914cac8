/** How far a figure could be off by the luck of the draw: percentile bootstrap (Efron 1979). */
import { seededRandom } from '../learning/seeded-random.js';

const RESAMPLES = 1000;

/** @returns the 95 % interval of a measure of the items; null where there are none */
export function bootstrapInterval<Item>(
  items: readonly Item[],
  measure: (sample: readonly Item[]) => number,
  seed = 1,
): [number, number] | null {
  if (items.length === 0) return null;
  const random = seededRandom(seed);
  const sample = new Array<Item>(items.length);
  const measured = new Float64Array(RESAMPLES);
  for (let round = 0; round < RESAMPLES; round++) {
    for (let at = 0; at < sample.length; at++) sample[at] = items[Math.floor(random() * items.length)]!;
    measured[round] = measure(sample);
  }
  measured.sort();
  return [measured[Math.floor(RESAMPLES * 0.025)]!, measured[Math.ceil(RESAMPLES * 0.975) - 1]!];
}
