/** How far a figure could be off by the luck of the draw: percentile bootstrap (Efron 1979). */
import { seededRandom } from '../learning/seeded-random.js';

/** Samples drawn. */
export const RESAMPLES = 1000;

/** @returns the 95 % interval of a measure of the items; null where there are none */
export function bootstrapInterval<Item>(
  items: readonly Item[],
  measure: (sample: readonly Item[]) => number,
  seed = 1,
): [number, number] | null {
  if (items.length === 0) return null;
  return middle(resampled(items, measure, seed));
}

/**
 * The same for a distance, which any noise makes larger: a sample drawn from the sample has more of it, so its mean
 * excess is taken off (bias-corrected percentiles). Never without the measured value, never below 0.
 */
export function centredInterval<Item>(
  items: readonly Item[],
  measure: (sample: readonly Item[]) => number,
  seed = 1,
): [number, number] | null {
  if (items.length === 0) return null;
  const measured = resampled(items, measure, seed);
  const value = measure(items);
  const excess = measured.reduce((sum, one) => sum + one, 0) / RESAMPLES - value;
  const [low, high] = middle(measured);
  return [Math.max(0, Math.min(low - excess, value)), Math.max(high - excess, value)];
}

/** The measure of as many samples as are drawn, in order of size. */
function resampled<Item>(
  items: readonly Item[],
  measure: (sample: readonly Item[]) => number,
  seed: number,
): Float64Array {
  const random = seededRandom(seed);
  const sample = new Array<Item>(items.length);
  const measured = new Float64Array(RESAMPLES);
  for (let round = 0; round < RESAMPLES; round++) {
    for (let at = 0; at < sample.length; at++) sample[at] = items[Math.floor(random() * items.length)]!;
    measured[round] = measure(sample);
  }
  return measured.sort();
}

/** @param measured in order of size */
export const middle = (measured: Float64Array): [number, number] => [
  measured[Math.floor(RESAMPLES * 0.025)]!,
  measured[Math.ceil(RESAMPLES * 0.975) - 1]!,
];
