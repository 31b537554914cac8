/** Labels that a person takes for one and the same: told before they are learned as two classes. */
import { visible } from '#contracts/visible-text.js';

/**
 * The first two labels that look the same: they differ in spaces around and between their words, in characters that are
 * not seen, in which of the hyphens they have, or in how an accent is written down (é as one character or as two, as file
 * systems do); with or without capitals besides, which nobody means both of.
 * @returns undefined where all look different
 */
export const alikeToTheEye = (labels: readonly string[]): readonly [string, string] | undefined =>
  pairsOf(labels, looks)[0] ??
  alikeButForCapitals(labels).find(([one, other]) => one.toLowerCase() !== other.toLowerCase());

/** Labels that differ in capitals alone, and not just to the eye: it may be meant so, seldom is. */
export const alikeButForCapitals = (labels: readonly string[]): (readonly [string, string])[] =>
  pairsOf(labels, (label) => looks(label).map((look) => look.toLowerCase()));

/** Both in quotes, and with the codes of the characters that are not plain: quotes show spaces, and nothing shows these. */
export function namedApart(labels: readonly [string, string]): string {
  const plain = labels.every((label) => /^[\x20-\x7e]*$/u.test(label));
  const named = labels.map((label) => `'${visible(label)}'${plain ? '' : ` (written ${coded(label)})`}`);
  return named.join(' and ');
}

/** Fillers of Hangul and the empty cell of Braille: no space to Unicode, and by the font a gap or nothing. */
const BLANKS = /[\u115f\u1160\u2800\u3164\uffa0]/gu;
/** From the hyphen to the dash between two years, and the minus: as good as one in most fonts. */
const HYPHENS = /[\u2010-\u2013\u2212\ufe63]/gu;

/** Every way in which a label may be shown. */
const looks = (label: string): readonly string[] =>
  [' ', ''].map((blank) =>
    label
      .normalize('NFC')
      .replace(BLANKS, blank)
      .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
      .replace(HYPHENS, '-')
      .replace(/\s+/gu, ' ')
      .trim(),
  );

const coded = (label: string): string =>
  label.replace(
    /[^\x20-\x7e]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16).padStart(4, '0')}}`,
  );

function pairsOf(
  labels: readonly string[],
  keysOf: (label: string) => readonly string[],
): (readonly [string, string])[] {
  const known = new Map<string, string>();
  return [...new Set(labels)].flatMap((label) => {
    const keys = keysOf(label);
    const first = keys.map((key) => known.get(key)).find((one) => one !== undefined);
    for (const key of keys) if (!known.has(key)) known.set(key, label);
    return first === undefined ? [] : [[first, label] as const];
  });
}
