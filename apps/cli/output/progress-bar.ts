/** How every progress bar looks, and what it says of its pace. */
import { duration } from './duration.js';

export const BAR_LOOK = {
  barCompleteChar: '█',
  barIncompleteChar: '░',
  barsize: 28,
  hideCursor: true,
  clearOnComplete: true,
  linewrap: false,
} as const;

/** For `{rate}` and `{left}` of a bar's format, before anything is done. */
export const NO_PACE = { rate: '–', left: '–' };

/**
 * @param done items made since then; what was found ready says nothing of how long the others take
 * @param left items to go
 * @param started `performance.now()` of then
 */
export function pace(done: number, left: number, started: number): typeof NO_PACE {
  if (done <= 0) return NO_PACE;
  const rate = done / ((performance.now() - started) / 1000);
  return { rate: rate < 10 ? rate.toFixed(1) : String(Math.round(rate)), left: duration(left / rate) };
}
