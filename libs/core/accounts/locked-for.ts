/** How long a name is locked after failures to sign in. */

/** Wrong passwords in a row that cost nothing: people mistype. */
const FREE = 4;
/** Seconds after the first one that costs; each further one doubles it. */
const FIRST = 10;
/** Seconds. About 100 guesses a day are left; a longer lock would be a way to keep somebody out. */
const LONGEST = 900;

/** @param failures in a row, the latest included @returns seconds */
export const lockedFor = (failures: number): number =>
  failures <= FREE ? 0 : Math.min(LONGEST, FIRST * 2 ** Math.min(failures - FREE - 1, 10));
