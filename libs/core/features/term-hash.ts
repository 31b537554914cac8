/**
 * 64-bit hashes of terms as two 32-bit lanes: character by character, so that every n-gram that starts at a
 * character costs one step more than the one before it. At a million terms two of them collide with odds of 1 to
 * 37 million; nothing needs the terms' text to be told apart.
 */

/** FNV-1a offset basis and prime. */
export const SEED_A = 0x811c9dc5 | 0;
const PRIME_A = 0x01000193;
/** A second, unrelated pair (golden ratio; murmur3's second constant). */
export const SEED_B = 0x9e3779b9 | 0;
const PRIME_B = 0x85ebca6b | 0;

export const stepA = (hash: number, unit: number): number => Math.imul(hash ^ unit, PRIME_A);
export const stepB = (hash: number, unit: number): number => {
  const mixed = Math.imul(hash ^ unit, PRIME_B);
  return mixed ^ (mixed >>> 15);
};

/** murmur3's finaliser: every input bit reaches every output bit. */
export const finish = (hash: number): number => {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
};

/** Joins the hash of an n-gram with that of the word after it. */
export const joinA = (left: number, right: number): number =>
  finish(Math.imul(left, 0x27d4eb2f) + right + 0x165667b1);
export const joinB = (left: number, right: number): number =>
  finish(Math.imul(left ^ 0x3c6ef372, 0x9e3779b1) ^ right);
