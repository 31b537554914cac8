/** Which passwords are refused: length counts, not kinds of characters (NIST SP 800-63B). */

const SHORTEST = 12;
/** Longer ones are no words of people, and cost a hash of their own. */
const LONGEST = 256;
/** Different characters; '123123123123' has three. */
const FEWEST_DIFFERENT = 5;
/** What guessers try first, as far as it is long enough. */
const COMMON = /^(password|passwort|motdepasse|qwertz?u?iop|letmein|iloveyou|administrator)[0-9!.?_-]*$/;

/** @returns what is wrong, as the end of a sentence; null where nothing is */
export function passwordWeakness(password: string, name: string): string | null {
  const length = [...password].length;
  if (length < SHORTEST) return `has fewer than ${SHORTEST} characters`;
  if (length > LONGEST) return `has more than ${LONGEST} characters`;
  const plain = password.toLowerCase();
  if (new Set(plain).size < FEWEST_DIFFERENT) return 'repeats the same few characters';
  if (COMMON.test(plain)) return 'is one of those that are guessed first';
  const own = name.split('@')[0]!;
  if (own.length > 2 && plain.replace(own, '').length < SHORTEST / 2) return 'is hardly more than the name';
  return null;
}
