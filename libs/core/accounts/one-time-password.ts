/** A password that somebody types once, to choose another. */

/** 90 bits in 18 letters that nobody mistakes for another. */
const LENGTH = 18;
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789-';

/** @param chance random bytes, {@link LENGTH} or more */
export const oneTimePassword = (chance: Uint8Array): string =>
  Array.from(chance.subarray(0, LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join('');
