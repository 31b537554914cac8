/** When a delivery that failed is tried again. */

/** Seconds. With four times as long each: 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, 6 h, and 8 h twice. */
const FIRST = 5;
const FACTOR = 4;
const LONGEST = 8 * 3600;
/** A day in all: over a night in which nobody mends a receiver, and no longer than what is told is news. */
const TRIES = 10;
/** Else all that failed together would come again together. */
const SPREAD = 0.2;

/** @param failures until now, from 1 @param chance from 0 to 1 @returns seconds; null where it is given up */
export function retryWait(failures: number, chance: number): number | null {
  if (failures >= TRIES) return null;
  const wait = Math.min(FIRST * FACTOR ** (failures - 1), LONGEST);
  return wait * (1 + SPREAD * (2 * chance - 1));
}

/** Days without one delivery that got through, after which a webhook is switched off. */
const DAYS = 5;

/** @param since when it began to fail; null where it did not @returns whether nobody is there any more */
export const isGivenUp = (since: string | null, now: number): boolean =>
  since !== null && now - Date.parse(since) > DAYS * 86_400_000;

export const GIVEN_UP = `Nothing got through for ${DAYS} days.`;
