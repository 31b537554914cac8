/** Seconds to wait before trying again: doubling, capped, and spread so that many clients do not return at once. */
const FIRST = 0.2;
const LONGEST = 8;

/** @param attempt 1 after the first failure. @param random from 0 to 1 */
export const retryDelay = (attempt: number, random: number): number =>
  Math.min(LONGEST, FIRST * 2 ** (attempt - 1)) * (0.5 + random / 2);
