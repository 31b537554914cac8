/** What kind of character a UTF-16 code unit is, by table: the tokeniser looks at every character of every document. */

export const LETTER = 1;
export const DIGIT = 2;

let table: Uint8Array | undefined;

/** @returns for each of the 65,536 code units LETTER (combining marks and surrogate halves too), DIGIT, or 0 for all others */
export function characterClasses(): Uint8Array {
  if (table) return table;
  table = new Uint8Array(0x10000);
  const letter = /[\p{L}\p{M}\p{Nl}]/u;
  const digit = /[\p{Nd}\p{No}]/u;
  for (let unit = 0; unit < 0x10000; unit++) {
    // Scripts beyond the basic plane come as surrogate pairs; their halves count as letters so that words stay whole.
    if (unit >= 0xd800 && unit <= 0xdfff) table[unit] = LETTER;
    else {
      const character = String.fromCharCode(unit);
      if (letter.test(character)) table[unit] = LETTER;
      else if (digit.test(character)) table[unit] = DIGIT;
    }
  }
  return table;
}
